import type { Comment, Dockerfile, Instruction } from '../syntax/tree.ts';
import { type CheckOption, parseCheckOption } from './checkOption.ts';

/** What the comments of a file silence, and what they ask for besides. */
export interface Suppressions {
  /** The `# check=` directive at the top. */
  readonly directive: CheckOption;
  /** True when a comment silences a finding with these names on this 0-based line. */
  silences(names: readonly string[], line: number): boolean;
}

/**
 * Reads `# check=skip=…` (top of the file, or above one instruction), `# hadolint ignore=…` above one
 * instruction and `# hadolint global ignore=…` anywhere. A comment is above an instruction when only comment
 * lines stand between them; each accepts every name a rule has.
 */
export function readSuppressions(file: Dockerfile): Suppressions {
  const directive = parseCheckOption(file.directives.find(({ name }) => name === 'check')?.value.value ?? '');
  const everywhere: Silence[] = [directive.skip];
  const above = new Map<number, Silence[]>();
  for (const comment of file.comments) {
    const names = readPragma(comment.text, GLOBAL_PRAGMA);
    if (names) everywhere.push(names);
  }
  for (const { instruction, comments } of commentsAbove(file)) {
    const silences: Silence[] = comments.flatMap(({ text }) => readPragma(text, PRAGMA) ?? []);
    const check = comments.map(({ text }) => readCheck(text)).find(option => option !== undefined);
    if (check) silences.push(check.skip);
    if (silences.length > 0) {
      for (let line = instruction.lines.first; line <= instruction.lines.last; line++)
        above.set(line, silences);
    }
  }
  const holds = (silence: Silence, names: readonly string[]): boolean =>
    silence === 'all' || (silence.size > 0 && names.some(name => silence.has(name)));
  return {
    directive,
    silences: (names, line) =>
      everywhere.some(silence => holds(silence, names)) ||
      (above.get(line)?.some(silence => holds(silence, names)) ?? false),
  };
}

type Silence = 'all' | ReadonlySet<string>;

/** Each instruction with the comment lines that end right above it. */
export function* commentsAbove(
  file: Dockerfile,
): Iterable<{ readonly instruction: Instruction; readonly comments: readonly Comment[] }> {
  let next = 0;
  for (const instruction of file.instructions) {
    const { first, last } = instruction.lines;
    let from = next;
    while (next < file.comments.length && (file.comments[next]?.line ?? first) < first) {
      const line = file.comments[next]?.line ?? 0;
      const before = file.comments[next - 1];
      if (next > from && before && before.line !== line - 1) from = next;
      next++;
    }
    const comments = file.comments[next - 1]?.line === first - 1 ? file.comments.slice(from, next) : [];
    if (comments.length > 0) yield { instruction, comments };
    while (next < file.comments.length && (file.comments[next]?.line ?? 0) <= last) next++;
  }
}

// Sticky and without nested repetition: linear on a comment of any length.
const PRAGMA = /hadolint[ \t]+ignore[ \t]*=[ \t]*/y;
const GLOBAL_PRAGMA = /hadolint[ \t]+global[ \t]+ignore[ \t]*=[ \t]*/y;

/** `A, B,C` after the pragma; undefined when the comment is none. */
function readPragma(text: string, pragma: RegExp): ReadonlySet<string> | undefined {
  pragma.lastIndex = 0;
  if (!pragma.test(text)) return undefined;
  const names = new Set<string>();
  for (const part of text.slice(pragma.lastIndex).split(',')) {
    const words = part.trim().split(/\s/, 1);
    if (words[0]) names.add(words[0]);
  }
  return names;
}

const CHECK = /check[ \t]*=[ \t]*/iy;

function readCheck(text: string): CheckOption | undefined {
  CHECK.lastIndex = 0;
  return CHECK.test(text) ? parseCheckOption(text.slice(CHECK.lastIndex)) : undefined;
}
