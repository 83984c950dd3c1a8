import { isTooNew } from './unicode.ts';

/** White space as Go's `unicode.IsSpace` sees it, from a UTF-16 code unit. A byte order mark is not one. */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** The blanks between the words of an instruction: tab, vertical tab, form feed, carriage return, space. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || (code >= 0x0b && code <= 0x0d);
}

/** First offset in [from, to) that is not white space when the text is looked at byte by byte as Latin 1. */
export function skipByteSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isByteSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Bytes 0x85 and 0xa0 that are no part of a character count as white space in some loops of BuildKit. */
export function isByteSpace(code: number): boolean {
  return code < 0x80 ? isSpace(code) : code === 0xdc85 || code === 0xdca0;
}

/** First offset in [from, to) that is not white space, or `to`. */
export function skipSpace(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Offset after the last character in [from, to) that is not white space, or `from`. */
export function trimSpaceEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isSpace(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The text without the white space that Go's `strings.TrimSpace` removes, which is not JavaScript's set. */
export function trimSpace(text: string): string {
  const start = skipSpace(text, 0, text.length);
  return text.slice(start, trimSpaceEnd(text, start, text.length));
}

/**
 * Lower case as Go's `strings.ToLower`: code point by code point, without the special cases of whole words.
 * Bytes that are not UTF-8 become U+FFFD, as there.
 */
export function lowerCase(text: string): string {
  if (!SPECIAL_LOWER_CASE.test(text)) return text.toLowerCase();
  let out = '';
  for (const character of replaceInvalid(text)) {
    if (isTooNew(character.codePointAt(0) ?? 0)) out += character;
    else out += character === '\u0130' ? 'i' : character.toLowerCase();
  }
  return out;
}

/** What JavaScript makes something else of, looks at what stands around it, or knows and Go does not. */
const SPECIAL_LOWER_CASE = /[\u0130\u03a3\u1c89\ua7cb-\ua7dc\ud800-\udfff]/;

/** Upper case as Go's `strings.ToUpper`, with the same reservations. */
export function upperCase(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  let out = '';
  for (const character of replaceInvalid(text)) {
    const upper = character.toUpperCase();
    if (isTooNew(upper.codePointAt(0) ?? 0)) out += character;
    else out += upper.length === character.length ? upper : (GREEK_WITH_IOTA.get(character) ?? character);
  }
  return out;
}

/** Letters whose upper case is one character in Go and two in JavaScript. */
const GREEK_WITH_IOTA: ReadonlyMap<string, string> = new Map(
  [0x1f80, 0x1f90, 0x1fa0]
    .flatMap(first => Array.from({ length: 8 }, (_, index) => [first + index, first + index + 8]))
    .concat([
      [0x1fb3, 0x1fbc],
      [0x1fc3, 0x1fcc],
      [0x1ff3, 0x1ffc],
    ])
    .map(([lower = 0, upper = 0]) => [String.fromCharCode(lower), String.fromCharCode(upper)]),
);

/** True when every code unit is below 0x80. */
export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= 0x80) return false;
  return true;
}

/** Half a surrogate pair: either a byte that is no UTF-8 (see {@link decodeBytes}) or broken text. */
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** U+FFFD in place of each lone surrogate; the length stays the same. */
export function replaceInvalid(text: string): string {
  return SURROGATE.test(text) ? text.replace(LONE_SURROGATE, '\ufffd') : text;
}
