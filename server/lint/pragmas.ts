import { parseCheckOption } from './checkOption.ts';

/** A comment that silences findings. */
export interface Pragma {
  readonly tool: PragmaTool;
  /** For the whole file. */
  readonly isGlobal: boolean;
  readonly names: readonly PragmaName[];
  /** Part of the comment's text that is left when no name is: `check=error=true`. Empty when nothing is. */
  readonly rest: string;
}

export type PragmaTool = 'check' | 'hadolint' | 'tally' | 'dockerfile-utils' | 'shellcheck';

/** A name as written, with its offsets in the comment's text. */
export interface PragmaName {
  readonly name: string;
  /** It means every rule. */
  readonly isAll: boolean;
  readonly start: number;
  readonly end: number;
}

/** Reads the text of a comment, without its `#`; undefined when it silences nothing. */
export function readPragma(text: string): Pragma | undefined {
  for (const { tool, pattern, isGlobal } of PATTERNS) {
    pattern.lastIndex = 0;
    if (!pattern.test(text)) continue;
    const from = pattern.lastIndex;
    if (tool === 'check') return readCheckPragma(text.slice(from), from);
    if (tool === 'dockerfile-utils') {
      const word = { name: 'ignore', isAll: true, start: text.lastIndexOf('ignore', from), end: from };
      return { tool, isGlobal, names: [word], rest: '' };
    }
    const end = tool === 'tally' ? indexOrEnd(text, ';', from) : text.length;
    const names = [...splitNames(text, from, end)].map(name =>
      name.name === 'all' && tool !== 'hadolint' ? { ...name, isAll: true } : name,
    );
    return { tool, isGlobal, names, rest: '' };
  }
  return undefined;
}

/** The names in `skip=` of a check option that starts at `base` of a comment's text. */
export function readCheckPragma(value: string, base: number): Pragma | undefined {
  const { skip, invalid } = parseCheckOption(value);
  if (invalid !== undefined || (skip !== 'all' && skip.size === 0)) return undefined;
  const option = value.trim().split(' ', 1)[0] ?? '';
  const start = value.indexOf(option);
  let at = start;
  let names: readonly PragmaName[] = [];
  const others: string[] = [];
  for (const part of option.split(';')) {
    const equals = part.indexOf('=');
    if (part.slice(0, equals).trim() === 'skip') {
      names = [...splitNames(value, at + equals + 1, at + part.length)].map(name => ({
        name: name.name,
        isAll: skip === 'all',
        start: name.start + base,
        end: name.end + base,
      }));
    } else others.push(part);
    at += part.length + 1;
  }
  return { tool: 'check', isGlobal: false, names, rest: others.join(';') };
}

// Sticky and without nested repetition: linear on a comment of any length.
const PATTERNS: readonly {
  readonly tool: PragmaTool;
  readonly pattern: RegExp;
  readonly isGlobal: boolean;
}[] = [
  { tool: 'check', pattern: /check[ \t]*=[ \t]*/iy, isGlobal: false },
  { tool: 'hadolint', pattern: /hadolint[ \t]+ignore[ \t]*=[ \t]*/y, isGlobal: false },
  { tool: 'hadolint', pattern: /hadolint[ \t]+global[ \t]+ignore[ \t]*=[ \t]*/y, isGlobal: true },
  { tool: 'tally', pattern: /tally[ \t]+ignore[ \t]*=[ \t]*/y, isGlobal: false },
  { tool: 'tally', pattern: /tally[ \t]+global[ \t]+ignore[ \t]*=[ \t]*/y, isGlobal: true },
  { tool: 'dockerfile-utils', pattern: /dockerfile-utils[ \t]*:[ \t]*ignore(?![\w-])/y, isGlobal: false },
  { tool: 'shellcheck', pattern: /shellcheck[ \t]+disable[ \t]*=[ \t]*/y, isGlobal: false },
];

/** The words between commas; what follows the last one is a remark. */
function* splitNames(text: string, from: number, end: number): Iterable<PragmaName> {
  let at = from;
  while (at < end) {
    const partEnd = Math.min(indexOrEnd(text, ',', at), end);
    let start = at;
    while (start < partEnd && isBlank(text, start)) start++;
    let stop = start;
    while (stop < partEnd && !isBlank(text, stop)) stop++;
    if (stop > start) yield { name: text.slice(start, stop), isAll: false, start, end: stop };
    for (at = stop; at < partEnd; at++) if (!isBlank(text, at)) return;
    at = partEnd + 1;
  }
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13);
}

function indexOrEnd(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from);
  return found < 0 ? text.length : found;
}
