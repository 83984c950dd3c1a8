/** Tells whether one code point is matched. */
export type CharacterTest = (code: number) => boolean;

interface ReadTest {
  readonly test: CharacterTest;
  readonly next: number;
}

/** A piece of a Go regular expression that starts with `\`. */
export type Escape =
  | ReadTest
  /** Characters that stand for themselves. */
  | {
      readonly text: string;
      readonly next: number;
      /** It takes in the `$` that ends the expression: what comes after is open. */
      readonly open?: true;
    }
  /** A condition on the place, `at` being an offset in the path. */
  | { readonly holds: (path: string, at: number) => boolean; readonly next: number };

/**
 * Reads the escape at `at` as Go's regexp does; undefined when it refuses it. People who write `bin\debug`
 * get a digit and `ebug`, and `dir\Release` is refused: this tells them so.
 */
export function readEscape(expression: string, at: number): Escape | undefined {
  const code = expression.codePointAt(at + 1);
  // Docker puts a `$` behind the pattern.
  if (code === undefined) return { text: '$', next: expression.length, open: true };
  const sign = String.fromCodePoint(code);
  const next = at + 2;
  if (code < 0x80 && !/[0-9A-Za-z]/.test(sign)) return { text: sign, next };
  const control = CONTROL[sign];
  if (control !== undefined) return { text: control, next };
  const perl = PERL[sign];
  if (perl) return { test: perl, next };
  switch (sign) {
    case 'A':
      return { holds: (_, position) => position === 0, next };
    case 'z':
      return { holds: (path, position) => position === path.length, next };
    case 'b':
      return { holds: atWordEdge, next };
    case 'B':
      return { holds: (path, position) => !atWordEdge(path, position), next };
    case 'p':
    case 'P':
      return readUnicodeClass(expression, at);
    case 'x':
      return readHexadecimal(expression, next);
    case 'Q':
      return readQuoted(expression, next);
    default:
      return readOctal(expression, at + 1);
  }
}

/** Reads the `[…]` at `at` as Go's regexp does; undefined when it refuses it. */
export function readClass(expression: string, at: number): ReadTest | undefined {
  let index = at + 1;
  const negated = expression[index] === '^';
  if (negated) index++;
  const tests: CharacterTest[] = [];
  for (let first = true; first || expression[index] !== ']'; first = false) {
    const named = /^\[:(\^?)(\w+):\]/.exec(expression.slice(index, index + 16));
    const posix = named && POSIX[named[2] ?? ''];
    if (named && !posix) return undefined;
    if (named && posix) {
      tests.push(named[1] ? code => !posix(code) : posix);
      index += named[0].length;
      continue;
    }
    const low = readClassCharacter(expression, index);
    if (!low) return undefined;
    index = low.next;
    if ('test' in low) {
      tests.push(low.test);
      continue;
    }
    let high = low;
    if (expression[index] === '-' && expression[index + 1] !== ']') {
      const end = readClassCharacter(expression, index + 1);
      if (!end || 'test' in end || end.code < low.code) return undefined;
      high = end;
      index = end.next;
    }
    const [from, to] = [low.code, high.code];
    tests.push(code => code >= from && code <= to);
  }
  const within: CharacterTest = code => tests.some(test => test(code));
  return { test: negated ? code => !within(code) : within, next: index + 1 };
}

function readClassCharacter(
  expression: string,
  at: number,
): { readonly code: number; readonly next: number } | ReadTest | undefined {
  const code = expression.codePointAt(at);
  if (code === undefined) return undefined;
  if (code !== 0x5c) return { code, next: at + (code > 0xffff ? 2 : 1) };
  const read = readEscape(expression, at);
  if (!read || 'holds' in read || ('open' in read && read.open)) return undefined;
  if ('test' in read) return read;
  const character = read.text.codePointAt(0);
  return character === undefined || read.text.length > 2 ? undefined : { code: character, next: read.next };
}

const CONTROL: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const matching =
  (expression: RegExp): CharacterTest =>
  code =>
    expression.test(String.fromCodePoint(code));

const PERL: Readonly<Record<string, CharacterTest>> = {
  d: matching(/[0-9]/),
  D: matching(/[^0-9]/),
  s: matching(/[\t\n\f\r ]/),
  S: matching(/[^\t\n\f\r ]/),
  w: matching(/[0-9A-Za-z_]/),
  W: matching(/[^0-9A-Za-z_]/),
};

const POSIX: Readonly<Record<string, CharacterTest>> = {
  alnum: matching(/[0-9A-Za-z]/),
  alpha: matching(/[A-Za-z]/),
  ascii: code => code <= 0x7f,
  blank: matching(/[\t ]/),
  cntrl: code => code <= 0x1f || code === 0x7f,
  digit: matching(/[0-9]/),
  graph: code => code >= 0x21 && code <= 0x7e,
  lower: matching(/[a-z]/),
  print: code => code >= 0x20 && code <= 0x7e,
  punct: matching(/[!-/:-@[-`{-~]/),
  space: matching(/[\t\n\v\f\r ]/),
  upper: matching(/[A-Z]/),
  word: matching(/[0-9A-Za-z_]/),
  xdigit: matching(/[0-9A-Fa-f]/),
};

function atWordEdge(path: string, at: number): boolean {
  const isWord = (index: number): boolean => /\w/.test(path[index] ?? '');
  return isWord(at - 1) !== isWord(at);
}

function readUnicodeClass(expression: string, at: number): ReadTest | undefined {
  const found = /^\\([pP])(?:\{(\^?)(\w{1,40})\}|(\w))/.exec(expression.slice(at, at + 50));
  if (!found) return undefined;
  const name = found[3] ?? found[4] ?? '';
  const negated = (found[1] === 'P') !== (found[2] === '^');
  for (const property of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      const test = matching(new RegExp(`^\\${negated ? 'P' : 'p'}{${property}}$`, 'u'));
      return { test, next: at + found[0].length };
    } catch {
      // Not a property of this kind.
    }
  }
  return undefined;
}

function readHexadecimal(expression: string, at: number): Escape | undefined {
  const found = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(expression.slice(at, at + 10));
  if (!found) return undefined;
  const code = Number.parseInt(found[1] ?? found[2] ?? '', 16);
  if (code > 0x10ffff) return undefined;
  return { text: String.fromCodePoint(code), next: at + found[0].length };
}

/** A lone digit 1 to 7 would be a back reference, which Go has not. */
function readOctal(expression: string, at: number): Escape | undefined {
  const found = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(expression.slice(at, at + 3));
  if (!found) return undefined;
  return { text: String.fromCodePoint(Number.parseInt(found[0], 8)), next: at + found[0].length };
}

/** `\Q…\E`; without the `\E` it takes in the `$` that ends the expression. */
function readQuoted(expression: string, at: number): Escape {
  const end = expression.indexOf('\\E', at);
  return end < 0
    ? { text: `${expression.slice(at)}$`, next: expression.length, open: true }
    : { text: expression.slice(at, end), next: end + 2 };
}

/** `{n}`, `{n,}` or `{n,m}`; anything else that starts with `{` stands for itself, as in Go. */
export function readRepetition(
  expression: string,
  at: number,
):
  | {
      readonly minimum: number;
      readonly maximum: number | undefined;
      readonly next: number;
      readonly bad: boolean;
    }
  | undefined {
  const found = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(expression.slice(at, at + 22));
  if (!found || (found[2] === '' && found[3] !== '')) return undefined;
  const minimum = Number(found[1]);
  const maximum = found[2] === '' ? minimum : found[3] === '' ? undefined : Number(found[3]);
  const bad = Math.max(minimum, maximum ?? 0) > 1000 || (maximum !== undefined && maximum < minimum);
  return { minimum, maximum, next: at + found[0].length, bad };
}
