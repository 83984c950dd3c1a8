import { replaceInvalid } from './characters.ts';

/** A JSON string of an array: offsets with the quotes, and the decoded text. */
export interface JsonString {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/**
 * strings: an array of strings only. mixed: valid JSON array, but `offender` is no string.
 * invalid: not JSON at all, or something that Go's decoder refuses.
 */
export type JsonArray =
  | { readonly kind: 'strings'; readonly strings: readonly JsonString[] }
  | { readonly kind: 'mixed'; readonly offender: { readonly start: number; readonly end: number } }
  | { readonly kind: 'invalid' };

const INVALID: JsonArray = { kind: 'invalid' };
/** Go's decoder gives up below this depth. */
const MAX_DEPTH = 10_000;

/**
 * Reads a text that starts with `[` as one JSON array, as Go's `json.Unmarshal` does. Linear. Offsets of the strings
 * count from `base`.
 */
export function parseJsonArray(text: string, base = 0): JsonArray {
  const strings: JsonString[] = [];
  let offender: { start: number; end: number } | undefined;
  let at = skipJsonSpace(text, 1);
  if (text[at] === ']') {
    return skipJsonSpace(text, at + 1) === text.length ? { kind: 'strings', strings } : INVALID;
  }
  for (;;) {
    const end = text[at] === '"' ? stringEnd(text, at) : valueEnd(text, at);
    if (end < 0) return INVALID;
    if (text[at] === '"')
      strings.push({ start: base + at, end: base + end, value: decodeString(text, at, end) });
    else offender ??= { start: at, end };
    at = skipJsonSpace(text, end);
    if (text[at] === ']') break;
    if (text[at] !== ',') return INVALID;
    at = skipJsonSpace(text, at + 1);
  }
  if (skipJsonSpace(text, at + 1) !== text.length) return INVALID;
  // What was pushed to has room for more, and these are kept.
  return offender ? { kind: 'mixed', offender } : { kind: 'strings', strings: strings.slice() };
}

function skipJsonSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) break;
  }
  return at;
}

/** Offset after the closing quote of the string at `from`, -1 when it is not a JSON string. */
function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -1;
    if (code !== 0x5c) continue;
    at++;
    const letter = text[at] ?? '';
    if (letter === 'u') {
      for (let digit = 1; digit <= 4; digit++) if (!isHexDigit(text.charCodeAt(at + digit))) return -1;
      at += 4;
    } else if (!(letter in SIMPLE_ESCAPES)) return -1;
  }
  return -1;
}

/** Offset after the value other than a string at `from`, -1 when it is not JSON. No recursion, so no depth hurts. */
function valueEnd(text: string, from: number): number {
  const open: number[] = [];
  let at = from;
  let wantsKey = false;
  for (;;) {
    const code = text.charCodeAt(at);
    if (wantsKey) {
      const end = code === 0x22 ? stringEnd(text, at) : -1;
      if (end < 0) return -1;
      at = skipJsonSpace(text, end);
      if (text[at] !== ':') return -1;
      at = skipJsonSpace(text, at + 1);
      wantsKey = false;
      continue;
    }
    if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      open.push(code);
      // The array around this value is one level already.
      if (open.length >= MAX_DEPTH) return -1;
      at = skipJsonSpace(text, at + 1);
      if (text.charCodeAt(at) !== code + 2) {
        wantsKey = code === OPEN_OBJECT;
        continue;
      }
      open.pop();
      at++;
    } else {
      at = code === 0x22 ? stringEnd(text, at) : scalarEnd(text, at);
      if (at < 0) return -1;
    }
    for (;;) {
      const around = open.at(-1);
      if (around === undefined) return at;
      at = skipJsonSpace(text, at);
      if (text.charCodeAt(at) === around + 2) {
        open.pop();
        at++;
        continue;
      }
      if (text[at] !== ',') return -1;
      at = skipJsonSpace(text, at + 1);
      wantsKey = around === OPEN_OBJECT;
      break;
    }
  }
}

const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

function scalarEnd(text: string, from: number): number {
  for (const word of ['true', 'false', 'null']) if (text.startsWith(word, from)) return from + word.length;
  NUMBER.lastIndex = from;
  const match = NUMBER.exec(text);
  // A number beyond the range of a double is an error in Go.
  return match && Number.isFinite(Number(match[0])) ? from + match[0].length : -1;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The text between the quotes; whatever is not Unicode becomes U+FFFD. */
function decodeString(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return replaceInvalid(raw);
  const decoded = replaceInvalid(raw).replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/gs,
    (_, code: string, simple: string) =>
      code ? String.fromCharCode(Number.parseInt(code, 16)) : (SIMPLE_ESCAPES[simple] ?? simple),
  );
  return replaceInvalid(decoded);
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}
