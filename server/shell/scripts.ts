import { isHeredocWord } from '../syntax/heredoc.ts';
import type { Dockerfile, Heredoc, Instruction, Token } from '../syntax/tree.ts';
import { type Shell, shebangShell, shellOf } from './dialect.ts';
import { type Positions, type ScriptSource, type Segment, segmented, shifted } from './source.ts';

/**
 * The scripts of an instruction, or of its ONBUILD trigger: the shell form of RUN, CMD, ENTRYPOINT and HEALTHCHECK,
 * the heredocs of RUN, and the exec form as a source without text. `shell` is the SHELL in force.
 */
export function scriptsOf(
  file: Dockerfile,
  instruction: Instruction,
  shell: readonly string[],
): readonly ScriptSource[] {
  let inner = instruction;
  while (inner.trigger) inner = inner.trigger;
  const args = commandArgs(inner);
  const [first] = args;
  if (!first) return [];
  if (inner.form === 'exec') {
    return [source('', NO_SHELL, shifted(first.start), inner, { words: args })];
  }
  if (inner.form !== 'shell') return [];
  const heredocs = inner.name === 'RUN' ? inner.heredocs : [];
  const [heredoc] = heredocs;
  if (!heredoc) {
    const start = inner.logical.toLogical(first.start);
    return [source(first.value, shellOf(shell), positionsOnLine(inner, start, first.value.length), inner)];
  }
  return [
    heredocs.length === 1 && isHeredocWord(first.value)
      ? bodySource(file.text, inner, heredoc, shell)
      : lineAndBodies(file.text, inner, first, heredocs, shell),
  ];
}

/** The shell that runs scripts where no SHELL was set. */
export function defaultShell(os: 'linux' | 'windows'): readonly string[] {
  return os === 'windows' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
}

const NO_SHELL: Shell = { words: [], name: '', dialect: 'none' };

/** What follows RUN, CMD and ENTRYPOINT, and the CMD of HEALTHCHECK. */
function commandArgs({ name, args }: Instruction): readonly Token[] {
  if (name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT') return args;
  return name === 'HEALTHCHECK' && args[0]?.value.toUpperCase() === 'CMD' ? args.slice(1) : [];
}

function source(
  text: string,
  shell: Shell,
  positions: Positions,
  instruction: Instruction,
  more: Partial<Pick<ScriptSource, 'heredoc' | 'words'>> = {},
): ScriptSource {
  return { text, shell, positions, instruction, heredoc: undefined, words: undefined, ...more };
}

/** `RUN <<EOF`: the body is the script, or a program of its own when it starts with `#!`. */
function bodySource(
  text: string,
  instruction: Instruction,
  heredoc: Heredoc,
  shell: readonly string[],
): ScriptSource {
  const { body, chomp } = heredoc;
  const raw = text.slice(body.start, body.end);
  const interpreter = shebangShell(raw) ?? shellOf(shell);
  if (!chomp) return source(raw, interpreter, shifted(body.start), instruction, { heredoc });
  const { script, segments } = withoutTabs(raw, body.start);
  return source(script, interpreter, segmented(segments), instruction, { heredoc });
}

/** `RUN cat <<EOF > file`: the shell gets the line, and behind it the bodies and their delimiters. */
function lineAndBodies(
  text: string,
  instruction: Instruction,
  line: Token,
  heredocs: readonly Heredoc[],
  shell: readonly string[],
): ScriptSource {
  const pieces: string[] = [];
  const segments: Segment[] = [];
  let length = 0;
  const add = (piece: string, start: number, sourceLength: number): void => {
    if (piece === '') return;
    pieces.push(piece);
    segments.push({ at: length, length: piece.length, source: start, sourceLength });
    length += piece.length;
  };
  addLine(instruction, line, add);
  for (const { body, terminator, name } of heredocs) {
    // The line end before a body belongs to no heredoc: it is the one right before it in the file.
    add('\n', body.start, 0);
    add(text.slice(body.start, body.end), body.start, body.end - body.start);
    if (terminator) add(name, terminator.start, terminator.end - terminator.start);
  }
  return source(pieces.join(''), shellOf(shell), segmented(segments), instruction);
}

/** The runs of a logical line that stand in one piece. */
function addLine(
  { logical }: Instruction,
  line: Token,
  add: (piece: string, start: number, sourceLength: number) => void,
): void {
  const from = logical.toLogical(line.start);
  const to = from + line.value.length;
  let runStart = from;
  for (let at = from + 1; at <= to; at++) {
    const start = logical.toSource(runStart);
    if (at < to && logical.toSource(at) - start === at - runStart) continue;
    add(logical.text.slice(runStart, at), start, at - runStart);
    runStart = at;
  }
}

function positionsOnLine({ logical }: Instruction, from: number, length: number): Positions {
  const start = logical.toSource(from);
  if (length === 0 || logical.toSource(from + length - 1) === start + length - 1) return shifted(start);
  return {
    startOf: offset => logical.toSource(from + offset),
    endOf: offset => (offset <= 0 ? start : logical.toSource(from + offset - 1) + 1),
    toScript: offset => Math.max(0, logical.toLogical(offset) - from),
  };
}

/** `<<-`: each line without its leading tabs. */
function withoutTabs(raw: string, base: number): { script: string; segments: Segment[] } {
  const lines: string[] = [];
  const segments: Segment[] = [];
  let length = 0;
  for (let lineStart = 0; lineStart < raw.length; ) {
    let start = lineStart;
    while (raw.charCodeAt(start) === 9) start++;
    const newline = raw.indexOf('\n', start);
    const end = newline < 0 ? raw.length : newline + 1;
    lines.push(raw.slice(start, end));
    segments.push({ at: length, length: end - start, source: base + start, sourceLength: end - start });
    length += end - start;
    lineStart = end;
  }
  return { script: lines.join(''), segments };
}
