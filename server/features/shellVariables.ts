/** One `$name` or `${name…}` in a POSIX shell text. */
export interface ShellVariable {
  readonly name: string;
  /** Of the whole, in the text. */
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
}

/**
 * The variables that a POSIX shell would replace: none in single quotes or behind a backslash. Reads signs and
 * not the grammar: good enough to find names, linear, and never wrong about where a name stands.
 */
export function shellVariables(text: string): readonly ShellVariable[] {
  const found: ShellVariable[] = [];
  let inDouble = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === DOUBLE) inDouble = !inDouble;
    else if (code === SINGLE && !inDouble) {
      const close = text.indexOf("'", at + 1);
      if (close < 0) break;
      at = close;
    } else if (code === DOLLAR) {
      const braced = text[at + 1] === '{';
      let nameStart = braced ? at + 2 : at + 1;
      if (braced && (text[nameStart] === '#' || text[nameStart] === '!')) nameStart++;
      const nameEnd = endOfName(text, nameStart);
      if (nameEnd === nameStart) continue;
      const close = braced && text[nameEnd] === '}' ? nameEnd + 1 : nameEnd;
      found.push({ name: text.slice(nameStart, nameEnd), start: at, end: close, nameStart });
      // What follows a modifier is read on: it can hold variables too.
      at = nameEnd - 1;
    }
  }
  return found;
}

const BACKSLASH = 0x5c;
const DOUBLE = 0x22;
const SINGLE = 0x27;
const DOLLAR = 0x24;

function endOfName(text: string, start: number): number {
  let at = start;
  while (at < text.length && isNamePart(text.charCodeAt(at), at > start)) at++;
  return at;
}

function isNamePart(code: number, digits: boolean): boolean {
  if (code >= 0x30 && code <= 0x39) return digits;
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
}
