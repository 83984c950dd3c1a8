import type { Dockerfile, Instruction, Span } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'empty-continuation-line',
  aliases: ['NoEmptyContinuation'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['deprecated'],
  summary: 'An instruction should have no empty lines between its continued lines',
  docs: `An empty line after a continuation character does not end the instruction: the next line still belongs to it, which is not what it looks like. Docker has announced that such lines will become errors. To set parts of a long command apart, use a comment line.

The finding is shown on the last line of the instruction, as BuildKit does; an empty line has nothing to underline. The fix is safe: BuildKit drops these lines when it reads the file.`,
  messages: {
    one: 'Line {line} is empty although the instruction goes on after it, which Docker will refuse in a future version. Remove the line, or put a comment there.',
    several:
      '{count} lines from line {line} on are empty although the instruction goes on after them, which Docker will refuse in a future version. Remove the lines, or put comments there.',
  },
  fixes: { remove: { title: 'Remove the empty lines', safe: true } },
  check({ file, report }) {
    let next = 0;
    for (const instruction of file.instructions) {
      const { first, last } = instruction.lines;
      const empty: number[] = [];
      for (; next < file.emptyContinuationLines.length; next++) {
        const line = file.emptyContinuationLines[next] ?? 0;
        if (line > last) break;
        if (line >= first) empty.push(line);
      }
      const [line] = empty;
      if (line === undefined) continue;
      report(
        lastLine(file, instruction),
        empty.length === 1 ? 'one' : 'several',
        { line: line + 1, count: empty.length },
        {
          fix: 'remove',
          args: {},
          edits: empty.map(index => ({ span: wholeLine(file, index), newText: '' })),
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM alpine\nRUN apk add \\\n\n  «curl»\n',
      message: 'one',
      fixed: 'FROM alpine\nRUN apk add \\\n  curl\n',
    },
    {
      bad: 'FROM alpine\nRUN apk add \\\n  curl \\\n\n\n  «jq»\n',
      message: 'several',
      fixed: 'FROM alpine\nRUN apk add \\\n  curl \\\n  jq\n',
    },
    { good: 'FROM alpine\nRUN apk add \\\n  # for the health check\n  curl\n' },
    { good: 'FROM alpine\nRUN apk add curl\n\nRUN apk add jq\n', note: 'Between instructions.' },
  ],
});

/** The text of the last line before any heredoc. */
function lastLine(file: Dockerfile, { lines, heredocs }: Instruction): Span {
  const [heredoc] = heredocs;
  const end = heredoc ? heredoc.body.start : (file.lineStarts[lines.last + 1] ?? file.text.length);
  const from = file.text.lastIndexOf('\n', end - 2) + 1;
  const text = file.text.slice(from, end);
  const start = from + (text.length - text.trimStart().length);
  return { start: Math.min(start, from + text.trimEnd().length), end: from + text.trimEnd().length };
}

function wholeLine(file: Dockerfile, line: number): Span {
  return { start: file.lineStarts[line] ?? 0, end: file.lineStarts[line + 1] ?? file.text.length };
}
