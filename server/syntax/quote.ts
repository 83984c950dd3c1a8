import { isTooNew } from './unicode.ts';

/** A string as Go's `strconv.Quote` writes it; lone surrogates U+DC80 to U+DCFF are bytes that are not UTF-8. */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) out += hex('\\x', code - 0xdc00, 2);
    else if (code >= 0xd800 && code <= 0xdfff) out += '\ufffd';
    else out += ESCAPES.get(character) ?? escapeUnprintable(character, code);
  }
  return `${out}"`;
}

/** Go's `%q` of a list of strings: `["a" "b"]`. */
export function quoteList(texts: readonly string[]): string {
  return `[${texts.map(quote).join(' ')}]`;
}

const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
]);

function escapeUnprintable(character: string, code: number): string {
  if (code === 0x20 || (PRINTABLE.test(character) && !isTooNew(code))) return character;
  if (code < 0x20 || code === 0x7f) return hex('\\x', code, 2);
  return code < 0x10000 ? hex('\\u', code, 4) : hex('\\U', code, 8);
}

const hex = (prefix: string, code: number, digits: number): string =>
  prefix + code.toString(16).padStart(digits, '0');
