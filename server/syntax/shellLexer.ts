import { isSpace, replaceInvalid } from './characters.ts';
import { quote } from './quote.ts';
import {
  addRaw,
  character,
  endWordAtSpace,
  type Frame,
  flush,
  give,
  pushWord,
  type Run,
  startRun,
} from './shellState.ts';
import { dollar, endWord, MISSING_BRACE, MISSING_SLASH } from './shellSubstitution.ts';

/** How BuildKit's shell lexer is asked to read a text. */
export interface LexOptions {
  readonly escape: '\\' | '`';
  /** Value of a variable; undefined when it is not set. */
  readonly get: (name: string) => string | undefined;
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean;
  /** Escapes stay in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes mean nothing. */
  readonly skipQuotes?: boolean;
  /** A variable that is not set stays as it is written. */
  readonly skipUnset?: boolean;
  /** Longest result in UTF-16 units; what grows beyond it is an error of its own. */
  readonly limit?: number;
}

/** A word of the result, and where its first and last characters come from in the text that was read. */
export interface LexedWord {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One variable that the text asks for. */
export interface LexedVariable {
  readonly name: string;
  readonly set: boolean;
  /** Of the whole `$name` or `${name…}` in the text that was read. */
  readonly start: number;
  readonly end: number;
  /** Of the name alone. */
  readonly nameStart: number;
  /** `:-`, `+`, `#`, `//` and so on; empty for `$name` and `${name}`. */
  readonly modifier: string;
}

export interface Lexed {
  /** Empty when there is an error. */
  readonly result: string;
  readonly words: readonly LexedWord[];
  /** In the order in which they were asked for; up to the error when there is one. */
  readonly variables: readonly LexedVariable[];
  /** BuildKit's words. */
  readonly error: string | undefined;
}

/** Expands variables and removes quotes and escapes as BuildKit's shell lexer does. Linear, never throws. */
export function lexShell(source: string, options: LexOptions): Lexed {
  const run = startRun(replaceInvalid(source), options);
  pushWord(run, END, run.rawEscapes, undefined);
  let result = '';
  for (let frame = run.frames.at(-1); frame; frame = run.frames.at(-1)) {
    if (frame.quoted) stepQuoted(run, frame);
    else stepWord(run, frame);
    if (run.error !== undefined) return failed(run, source, run.error);
    if (run.frames.length === 0) result = frame.result;
  }
  flush(run);
  return { result, words: run.words, variables: run.variables, error: undefined };
}

const DOLLAR = 0x24;
const SINGLE = 0x27;
const DOUBLE = 0x22;
const LESS = 0x3c;
const END = -1;

function failed(run: Run, source: string, error: string): Lexed {
  let told = error;
  if (run.at >= run.text.length) {
    // At the end of the text, each enclosing `${…` says that its own end is missing; the outermost is heard.
    const outermost = run.frames.find(frame => frame.pending)?.pending;
    if (outermost) {
      told = outermost.part === 'pattern' ? MISSING_SLASH : MISSING_BRACE;
    }
  }
  return {
    result: '',
    words: [],
    variables: run.variables,
    error: `failed to process ${quote(source)}: ${told}`,
  };
}

function stepWord(run: Run, frame: Frame): void {
  const text = run.text;
  while (run.at < text.length) {
    const code = text.charCodeAt(run.at);
    if (code === frame.stop) {
      run.at++;
      endWord(run, frame);
      return;
    }
    if (code === DOLLAR) {
      const depth = run.frames.length;
      dollar(run, frame);
      if (run.error !== undefined || run.frames.length !== depth) return;
    } else if (code === LESS) less(run, frame);
    else if (code === SINGLE && !run.options.skipQuotes) {
      singleQuote(run, frame);
      if (run.error !== undefined) return;
    } else if (code === DOUBLE && !run.options.skipQuotes) {
      openQuote(run);
      return;
    } else if (code === run.escape) escaped(run, frame);
    else plain(run, frame);
  }
  if (frame.stop !== END) {
    const stop = String.fromCharCode(frame.stop);
    run.error = `unexpected end of statement while looking for matching ${stop}`;
    return;
  }
  run.frames.pop();
}

/** A run of characters that mean nothing. */
function plain(run: Run, frame: Frame): void {
  const text = run.text;
  const start = run.at;
  const outer = run.frames.length === 1;
  const isBlankRun = isSpace(text.charCodeAt(start));
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === frame.stop || code === DOLLAR || code === LESS || code === run.escape) break;
    if (code === SINGLE || code === DOUBLE) break;
    if (outer && isSpace(code) !== isBlankRun) break;
  }
  const taken = text.slice(start, at);
  frame.result += taken;
  run.at = at;
  if (!outer) return;
  if (isBlankRun) endWordAtSpace(run);
  else addRaw(run, taken, start);
}

function escaped(run: Run, frame: Frame): void {
  const start = run.at;
  const sign = run.text[start] ?? '';
  const [next, length] = character(run, start + 1);
  const kept = (run.rawEscapes ? sign : '') + next;
  frame.result += kept;
  run.at = start + 1 + length;
  if (run.frames.length === 1 && kept !== '') addRaw(run, kept, start);
}

function less(run: Run, frame: Frame): void {
  const text = run.text;
  const start = run.at;
  let at = start + 1;
  if (text.charCodeAt(at) === LESS) {
    at++;
    while (at < text.length && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at++;
  }
  const taken = text.slice(start, at);
  frame.result += taken;
  run.at = at;
  if (run.frames.length === 1) addRaw(run, taken, start);
}

function singleQuote(run: Run, frame: Frame): void {
  const start = run.at;
  const close = run.text.indexOf("'", start + 1);
  if (close < 0) {
    run.at = run.text.length;
    run.error = 'unexpected end of statement while looking for matching single-quote';
    return;
  }
  run.at = close + 1;
  const raw = run.options.rawQuotes;
  const value = raw ? run.text.slice(start, close + 1) : run.text.slice(start + 1, close);
  frame.result += value;
  if (run.frames.length === 1) addRaw(run, value, start);
}

function openQuote(run: Run): void {
  run.frames.push({
    result: run.options.rawQuotes ? '"' : '',
    stop: 0,
    quoted: true,
    start: run.at,
    rawEscapesBefore: run.rawEscapes,
    pending: undefined,
  });
  run.at++;
}

function stepQuoted(run: Run, frame: Frame): void {
  const text = run.text;
  let from = run.at;
  while (run.at < text.length) {
    const code = text.charCodeAt(run.at);
    if (code !== DOUBLE && code !== DOLLAR && code !== run.escape) {
      run.at++;
      continue;
    }
    frame.result += text.slice(from, run.at);
    if (code === DOUBLE) {
      run.at++;
      if (run.options.rawQuotes) frame.result += '"';
      run.frames.pop();
      give(run, frame.result, frame.start, false);
      return;
    }
    if (code === DOLLAR) {
      const depth = run.frames.length;
      dollar(run, frame);
      if (run.error !== undefined || run.frames.length !== depth) return;
    } else escapedInQuotes(run, frame);
    from = run.at;
  }
  run.error = 'unexpected end of statement while looking for matching double-quote';
}

function escapedInQuotes(run: Run, frame: Frame): void {
  const sign = run.text[run.at] ?? '';
  run.at++;
  if (run.rawEscapes) frame.result += sign;
  if (run.at >= run.text.length) return;
  const next = run.text.charCodeAt(run.at);
  if (next === DOUBLE || next === DOLLAR || next === run.escape) {
    frame.result += run.text[run.at] ?? '';
    run.at++;
  } else frame.result += sign;
}
