import type { LineRange } from '../engine/build/build.ts';

/** A part of a text; lines and characters are 0-based, the end is behind the last character. */
export interface TextRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

interface Command {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The program that is run, without its folder. */
  readonly program: string;
}

/** Lines from the end of the output that are looked at. */
const LOOKED_AT = 6;

/**
 * Finds the command of a RUN instruction that ended it, by what the shell or the program itself said last: a shell
 * names a program it has not found, and programs begin their complaints with their name. Undefined unless exactly one
 * command fits: a mark at the wrong command would be worse than one at all of them. Of COPY and ADD, the source that
 * is `missing` from the context, as BuildKit names it.
 */
export function locateCommand(
  dockerfile: string,
  lines: LineRange,
  output: readonly string[],
  missing?: string,
): TextRange | undefined {
  const starts = lineStarts(dockerfile);
  const from = starts[lines.first];
  if (from === undefined) return undefined;
  const to = starts[lines.last + 1] ?? dockerfile.length;
  const text = dockerfile.slice(from, to);
  if (missing !== undefined) {
    const at = wordIn(text, missing.replace(/^\//, ''));
    return at && rangeOf(starts, from + at.start, from + at.end);
  }
  if (!/^\s*RUN\s/i.test(text)) return undefined;
  const commands = commandsOf(text);
  for (const line of output.slice(-LOOKED_AT).reverse()) {
    const program = complainer(line);
    if (program === undefined) continue;
    const found = commands.filter(command => command.program === program);
    const command =
      found.length > 1 ? onlyOne(found.filter(({ text: own }) => mentions(own, line))) : found[0];
    if (command) return rangeOf(starts, from + command.start, from + command.end);
    if (found.length > 1) return undefined;
  }
  return undefined;
}

/** The only word of a text that is this path, perhaps with a slash before or after it. */
function wordIn(text: string, path: string): { readonly start: number; readonly end: number } | undefined {
  const found = [...text.matchAll(/[^\s"',[\]]+/g)].filter(
    ([word]) => word.replace(/^(?:\.?\/)+|\/+$/g, '') === path,
  );
  const [only] = found;
  return only && found.length === 1 ? { start: only.index, end: only.index + only[0].length } : undefined;
}

/** Who says this line: of `/bin/sh: 1: foo: not found` it is foo. */
function complainer(line: string): string | undefined {
  const words = line.slice(0, 300).trim();
  const shell = /^(?:\S*\/)?(?:ba|da|a|z|k)?sh: (?:line )?(?:\d+: )?(?:can't open )?([^\s:']+):/.exec(words);
  const said =
    shell?.[1] ??
    OTHERS.find(([sign]) => sign.test(words))?.[1] ??
    /^([\w./+-]{1,80}?)(?:\[\d+\])?: /.exec(words)?.[1];
  return said === undefined ? undefined : baseName(said);
}

/** Programs that do not begin with their name. */
const OTHERS: readonly (readonly [sign: RegExp, program: string])[] = [
  [/^E: /, 'apt-get'],
  [/^npm (?:ERR!|error)/, 'npm'],
  [/^error Command failed|^error An unexpected error/, 'yarn'],
];

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const onlyOne = (commands: readonly Command[]): Command | undefined =>
  commands.length === 1 ? commands[0] : undefined;

/** Whether the complaint names an argument of the command. */
function mentions(command: string, line: string): boolean {
  return command
    .split(/[\s'"\\]+/)
    .slice(1)
    .some(word => word.length > 2 && !word.startsWith('-') && line.includes(word));
}

/** Words that stand before a program. */
const BEFORE =
  /^(?:[A-Za-z_]\w*=\S*|sudo|exec|time|env|nice|nohup|command|if|then|else|elif|do|while|until|!|\{|\(+|--\w\S*)$/;

function commandsOf(text: string): Command[] {
  const commands: Command[] = [];
  let start = /^\s*RUN\s+(?:--\S+\s+)*/i.exec(text)?.[0].length ?? 0;
  let quote = '';
  const add = (end: number): void => {
    const command = commandAt(text, start, end);
    if (command) commands.push(command);
  };
  for (let at = start; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '\\') at++;
    else if (char === '&' || char === '|' || char === ';' || char === '\n') {
      add(at);
      start = at + 1;
    }
  }
  add(text.length);
  return commands;
}

function commandAt(text: string, start: number, end: number): Command | undefined {
  const raw = text.slice(start, end);
  const own = /^(?:[\s\\]|#[^\n]*\n)*/.exec(raw)?.[0].length ?? 0;
  const trimmed = raw.slice(own).replace(/[\s\\]+$/, '');
  const word = trimmed.split(/\s+/, 20).find(part => !BEFORE.test(part)) ?? '';
  const program = baseName(word.replace(/^[({'"]+|['")}]+$/g, ''));
  return program === ''
    ? undefined
    : { start: start + own, end: start + own + trimmed.length, text: trimmed, program };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function rangeOf(starts: readonly number[], start: number, end: number): TextRange {
  const position = (offset: number) => {
    const line = starts.findLastIndex(from => from <= offset);
    return { line, character: offset - (starts[line] ?? 0) };
  };
  return { start: position(start), end: position(end) };
}
