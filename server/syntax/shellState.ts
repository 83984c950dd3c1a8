import { isSpace } from './characters.ts';
import type { LexedVariable, LexedWord, LexOptions } from './shellLexer.ts';

/** What must still be done when a nested word is read: `${name` modifier word `}`. */
export interface Pending {
  readonly name: string;
  readonly nameStart: number;
  readonly start: number;
  /** The modifier as written, with its colon. */
  readonly sign: string;
  readonly part: 'word' | 'pattern' | 'replacement';
  readonly pattern: string;
}

/** One level of nesting: the text itself, a double quote, or the word of a modifier. */
export interface Frame {
  result: string;
  /** 0 for a double quote, else the character that ends the nested word; -1 for the end of the text. */
  readonly stop: number;
  readonly quoted: boolean;
  /** Where the quote starts. */
  readonly start: number;
  readonly rawEscapesBefore: boolean;
  readonly pending: Pending | undefined;
}

/** The state of one reading. The stack is explicit: nesting as deep as the text is long does no harm. */
export interface Run {
  readonly text: string;
  readonly options: LexOptions;
  readonly escape: number;
  readonly limit: number;
  readonly frames: Frame[];
  readonly words: LexedWord[];
  readonly variables: LexedVariable[];
  at: number;
  rawEscapes: boolean;
  /** The word being gathered at the outermost level, and where it comes from. */
  buffer: string;
  bufferStart: number;
  bufferEnd: number;
  inWord: boolean;
  error: string | undefined;
}

/** A reading that stands at the start of a text. */
export function startRun(text: string, options: LexOptions): Run {
  return {
    text,
    options,
    escape: options.escape.charCodeAt(0),
    limit: options.limit ?? Number.POSITIVE_INFINITY,
    frames: [],
    words: [],
    variables: [],
    // Go's scanner drops a byte order mark at the start of what it reads.
    at: text.charCodeAt(0) === 0xfeff ? 1 : 0,
    rawEscapes: options.rawEscapes ?? false,
    buffer: '',
    bufferStart: 0,
    bufferEnd: 0,
    inWord: false,
    error: undefined,
  };
}

/** Begins a nested word that ends at `stop`, a code unit. */
export function pushWord(run: Run, stop: number, rawEscapes: boolean, pending: Pending | undefined): void {
  run.frames.push({
    result: '',
    stop,
    quoted: false,
    start: run.at,
    rawEscapesBefore: run.rawEscapes,
    pending,
  });
  run.rawEscapes = rawEscapes;
  // BuildKit's lexer has one buffer for the words of all levels: what was gathered outside is lost here.
  run.buffer = '';
}

/** Hands a value to the level at hand; `start` is where it comes from, `expanded` that it is a variable's. */
export function give(run: Run, value: string, start: number, expanded: boolean): void {
  const frame = run.frames.at(-1);
  if (frame) giveTo(run, frame, value, start, expanded);
}

/** The same for a level that is known. */
export function giveTo(run: Run, frame: Frame, value: string, start: number, expanded: boolean): void {
  frame.result += value;
  if (frame.result.length > run.limit) run.error = 'the value is too long';
  if (run.frames.length > 1) return;
  if (!expanded) {
    addRaw(run, value, start);
    return;
  }
  let from = 0;
  while (from < value.length) {
    const blank = isSpace(value.charCodeAt(from));
    let to = from + 1;
    while (to < value.length && isSpace(value.charCodeAt(to)) === blank) to++;
    if (blank) endWordAtSpace(run);
    else addRaw(run, value.slice(from, to), start);
    from = to;
  }
}

/** Adds to the word being gathered; call it only at the outermost level, after `at` has moved. */
export function addRaw(run: Run, value: string, start: number): void {
  if (run.buffer === '') run.bufferStart = start;
  run.buffer += value;
  run.bufferEnd = run.at;
  run.inWord = true;
}

/** White space outside quotes: ends the word being gathered. */
export function endWordAtSpace(run: Run): void {
  if (!run.inWord || run.buffer === '') return;
  flush(run);
  run.inWord = false;
}

/** Takes the word being gathered into the words. */
export function flush(run: Run): void {
  if (run.buffer === '') return;
  run.words.push({ value: run.buffer, start: run.bufferStart, end: run.bufferEnd });
  run.buffer = '';
}

/** The code point at an offset and its length; `atEnd` and 0 at the end of the text. */
export function character(run: Run, at: number, atEnd = ''): [string, number] {
  const code = run.text.codePointAt(at);
  if (code === undefined) return [atEnd, 0];
  const character = String.fromCodePoint(code);
  return [character, character.length];
}
