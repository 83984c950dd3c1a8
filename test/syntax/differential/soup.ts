import type { Random } from './random.ts';

/** Lines put together from signs alone, so that forms come about which nobody would think of. */
export function soupLines(random: Random): string[] {
  const lines: string[] = [];
  if (random.chance(0.3)) for (let left = random.below(4); left > 0; left--) lines.push(directive(random));
  if (random.chance(0.7)) lines.push('FROM scratch');
  for (let left = 1 + random.below(5); left > 0; left--) lines.push(line(random));
  return lines;
}

/** The lengths around the 65,535 bytes at which BuildKit stops reading a line. */
export function longLine(random: Random): string {
  const keyword = random.pick([
    'RUN ',
    '# ',
    'ENV A=',
    '',
    'RUN <<E\n',
    'FROM scratch\nRUN <<E\n',
    'RUN x \\\n',
  ]);
  const filler = random.pick(['x', 'é', '\ud83d\ude00', ' ', '\t', '\\', '"']);
  const bytes = 65_520 + random.below(24);
  const size = Buffer.byteLength(filler);
  return keyword + filler.repeat(Math.floor(bytes / size)) + 'y'.repeat(random.below(8));
}

function directive(random: Random): string {
  const before = random.pick(['', '', '', ' ', '\t', '\ufeff', '\u00a0', '\v']);
  const name = random.pick([
    'escape',
    'ESCAPE',
    'check',
    'syntax2',
    'escape2',
    'e\u017fcape',
    'chec\u212a',
    '',
  ]);
  const gaps = [0, 1, 2].map(() => random.pick(['', '', ' ', '\t', '  ', '\u00a0', '\v', '\f', '\r']));
  const value = random.pick([
    '`',
    '\\',
    '``',
    'skip=all',
    'skip=;error=true',
    'error=1;;',
    '',
    '"`"',
    '` ',
    '\u0000',
  ]);
  return `${before}#${gaps[0]}${name}${gaps[1]}=${gaps[2]}${value}`;
}

function line(random: Random): string {
  const keyword = random.pick(KEYWORDS);
  let text = random.chance(0.1) ? keyword.toLowerCase() : keyword;
  if (keyword !== '') text += random.pick(SPACES);
  const heredocs: string[] = [];
  for (let left = random.below(7); left > 0; left--) {
    const sign = random.pick(SIGNS);
    text += sign;
    const name = /<<-?["'\\]?([A-Z]+)/.exec(sign)?.[1];
    if (name !== undefined && random.chance(0.8)) heredocs.push(name);
    if (random.chance(0.4)) text += random.pick(SPACES);
  }
  for (const name of heredocs) {
    if (random.chance(0.5)) text += `\n${random.pick(BODIES)}`;
    text += `\n${random.pick(['', '', '', '\t', ' '])}${name}${random.pick(['', '', '', '\r', ' '])}`;
  }
  return text;
}

type Choices = readonly [string, ...string[]];

const KEYWORDS: Choices = [
  'RUN',
  'RUN',
  'RUN',
  'COPY',
  'ADD',
  'ENV',
  'ENV',
  'LABEL',
  'ARG',
  'CMD',
  'SHELL',
  'VOLUME',
  'EXPOSE',
  'USER',
  'WORKDIR',
  'STOPSIGNAL',
  'MAINTAINER',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'FROM',
  'ONBUILD',
  'ONBUILD RUN',
  'ONBUILD COPY',
  'ONBUILD ADD',
  'ONBUILD ONBUILD RUN',
  'ONBUILD ENV',
  'ONBUILD HEALTHCHECK CMD',
  'HEALTHCHECK CMD',
  'HEALTHCHECK --interval=5s CMD',
  '\ufeffRUN',
  'R\u0000N',
  '',
];

const SPACES: Choices = [
  ' ',
  ' ',
  ' ',
  '  ',
  '\t',
  '\v',
  '\f',
  '\r',
  '\u0085',
  '\u00a0',
  '\u1680',
  '\u180e',
  '\u200b',
  '\u2003',
  '\u2028',
  '\u202f',
  '\u205f',
  '\u3000',
  '\ufeff',
  '\u0000',
  ' \\\n',
  '\\\n',
  ' \\ \n',
  '\\\t\n',
  '\\\r\n',
  '\\\v\n',
  '\\\u00a0\n',
  '\\\n\n',
  '\\\n \t\n# c\n',
  '\\\n\u00a0\n',
  '\\\n\v# c\n',
  '\\\n\u2003#\n',
  '\\\n\ufeff# c\n',
  '`\n',
  '\\\n\\\n',
  '\\\n  \\\n',
  '\\\\\n',
];

const SIGNS: Choices = [
  'a',
  'B=c',
  '=',
  'A=',
  '=b',
  '"',
  "'",
  '\\',
  '\\\\',
  '`',
  '"a b"',
  "'a b'",
  '""',
  '\\"',
  "\\'",
  '"\\""',
  "'\\'",
  '--',
  '---',
  '--x',
  '--x=y',
  '--mount=type=cache,target=/x',
  '--mount=type=bind,"target=/x"',
  '--mount="type=tmpfs",target=/x',
  '--mount=type=cache,target="/x"',
  '--link',
  '--from=scratch',
  '--"x"=1',
  "--'x y'=1",
  '--x\\=y',
  '--x=\\',
  '--\u00e9',
  '<<A',
  '<<-A',
  '<<"A"',
  "<<'A'",
  '<<\\A',
  '<<A"B"',
  '<< A',
  '<<-\tA',
  '<<\rA',
  '<<\vA',
  '<<A<B',
  '<<<A',
  '<<A;',
  '<<A\\ B',
  '<<""',
  '<<-""',
  '0<<A',
  '007<<A',
  '99999999999999999999<<A',
  '-1<<A',
  'x<<A',
  '$<<A',
  '<<${A}',
  '<<$(A)',
  '<<\ufeffA',
  '<<A\u00a0',
  '<<\u00e9',
  '$A',
  '${A',
  '${A}',
  '${A:-',
  '}',
  '${A:-<<A}',
  '${A/',
  '${A//x/y}',
  '${A#\\',
  '$',
  '$$',
  '${}',
  '${A:?}',
  '${:}',
  '${A:',
  '[',
  ']',
  '["a"]',
  '["a",',
  '["\\u0000"]',
  '["\\ud83d\\ude00"]',
  '["\\ud83d"]',
  '["\\uD83D\\u0041"]',
  '["\\u00"]',
  '["\\/"]',
  "['a']",
  '[ ]',
  '[null]',
  '[1,"a"]',
  '[{}]',
  '[[]]',
  '["a"]["b"]',
  '["a"] #',
  '["\u0001"]',
  '["\u007f"]',
  '["a"\u00a0]',
  '[\t"a"\r]',
  '["\ufeff"]',
  '#',
  '# c',
  ' # c',
  '/',
  ':',
  '@',
  '80/tcp',
  'NONE',
  'CMD',
  'cmd',
  'CMD\v',
  'AS',
  'as',
  '\u00e9',
  '\u017f',
  '\u212a',
  '\u0130',
  '\ud83d\ude00',
  '\ufffd',
  '\u0000',
  '\u0007',
  '\u001b[0m',
  '\u2028',
  '\u00ad',
  '\u200e',
];

const BODIES: Choices = [
  'x',
  'RUN y',
  '# c',
  'x \\',
  '\\',
  '',
  '\u00a0',
  '<<A',
  '\tA',
  'A ',
  '\ufeffA',
  '\r',
  '$A',
];
