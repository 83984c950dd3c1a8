import type { Random } from './random.ts';

/** Bytes with small damage, as many times as asked. */
export function mutate(bytes: Uint8Array, rounds: number, random: Random): Uint8Array {
  let out = bytes;
  for (let round = 0; round < rounds && out.length > 0; round++) out = damage(out, random);
  return out;
}

function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length);
  const before = bytes.subarray(0, at);
  switch (random.below(7)) {
    case 0: // cut the end off: a half-typed file
      return before;
    case 1: // drop a few bytes
      return join(before, bytes.subarray(at + 1 + random.below(4)));
    case 2: // a sign that means something somewhere
      return join(before, encode(random.pick(SIGNS)), bytes.subarray(at));
    case 3: // a byte that is not UTF-8
      return join(
        before,
        Uint8Array.of(random.pick([0x80, 0x85, 0xa0, 0xc3, 0xe2, 0xff, 0x00])),
        bytes.subarray(at),
      );
    case 4: {
      // a piece twice
      const end = Math.min(bytes.length, at + 1 + random.below(20));
      return join(bytes.subarray(0, end), bytes.subarray(at));
    }
    case 5: // another byte in its place
      return join(before, Uint8Array.of(random.below(256)), bytes.subarray(at + 1));
    default: // an escape at the end of a line
      return atLineEnd(bytes, at, encode(random.pick(ENDS)));
  }
}

const SIGNS: readonly [string, ...string[]] = [
  '\\',
  '`',
  '"',
  "'",
  '#',
  '\n',
  '\r',
  ' ',
  '\t',
  '<<EOF',
  '${',
  '}',
  '[',
  ']',
  ',',
  '=',
  '--',
  '\\\n',
  '\\\n\n',
  '\\\n#x\n',
  '\ufeff',
  '\u00a0',
  '\u2028',
  '\v',
  '\f',
  'RUN ',
  '\nRUN ',
  '$',
  '<',
  '😀',
  '\u0130',
  '\u212a',
];

const ENDS: readonly [string, ...string[]] = [
  '\\',
  ' \\',
  '\\ ',
  '\\\\',
  '\\\\\\',
  '`',
  ' `',
  '\\\t',
  '\\\r',
  ' \\ \r',
  '\\\u00a0',
  '\r\r',
];

function atLineEnd(bytes: Uint8Array, from: number, sign: Uint8Array): Uint8Array {
  const feed = bytes.indexOf(0x0a, from);
  const end = feed < 0 ? bytes.length : feed;
  return join(bytes.subarray(0, end), sign, bytes.subarray(end));
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
