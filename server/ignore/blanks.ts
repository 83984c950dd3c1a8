/** `text` without the blanks that Go's `strings.TrimSpace` removes (not the same set as JavaScript's). */
export function trimSpace(text: string): string {
  const start = skipBlanks(text, 0, text.length);
  return text.slice(start, trimBlanks(text, start, text.length));
}

/** First offset in [from, end] that holds no blank. */
export function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

/** The end of `text[start, end)` without its trailing blanks. */
export function trimBlanks(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function isBlank(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x1680) return code === 0x85 || code === 0xa0;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}
