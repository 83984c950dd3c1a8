const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const NUMBER = /x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})/y;

/** Decodes bash's `$'…'` from behind the opening quote; `end` is behind the closing one, or `limit`. */
export function ansiText(text: string, from: number, limit: number): { end: number; value: string } {
  let value = '';
  let run = from;
  let at = from;
  while (at < limit) {
    const sign = text.charAt(at);
    if (sign === "'") return { end: at + 1, value: value + text.slice(run, at) };
    if (sign !== '\\') {
      at++;
      continue;
    }
    value += text.slice(run, at);
    NUMBER.lastIndex = at + 1;
    const number = NUMBER.exec(text);
    if (number && NUMBER.lastIndex <= limit) {
      const [all, hex, short, long, octal] = number;
      value += character(Number.parseInt(hex ?? short ?? long ?? octal ?? '', octal ? 8 : 16));
      at += 1 + all.length;
    } else {
      const next = text.charAt(at + 1);
      value += SIMPLE[next] ?? next;
      at += 2;
    }
    run = at;
  }
  return { end: limit, value: value + text.slice(run, limit) };
}

const character = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd');
