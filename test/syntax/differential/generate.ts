import { mutate } from './mutate.ts';
import { plainLines } from './plain.ts';
import type { Random } from './random.ts';
import { longLine, soupLines } from './soup.ts';
import { words } from './words.ts';

/**
 * `valid`: what BuildKit takes, with at most one thing out of place. `wild`: everything at once. `soup`: signs in no
 * order.
 */
export type Mood = 'valid' | 'wild' | 'soup';

/** Bytes of one Dockerfile, hostile in the ways in which readers of Dockerfiles go wrong. */
export function generateDockerfile(random: Random, mood: Mood): Uint8Array {
  const lines = LINES[mood](random);
  const ending = random.pick(['\n', '\n', '\n', '\r\n']);
  let text = lines.join(ending) + (random.chance(0.8) ? ending : '');
  if (random.chance(0.05)) text = `\ufeff${text}`;
  const bytes = Buffer.from(text, 'utf8');
  const rounds = mood === 'wild' ? random.below(6) : random.chance(0.3) ? 1 : 0;
  return mutate(bytes, rounds, random);
}

const LINES: Readonly<Record<Mood, (random: Random) => string[]>> = {
  valid: almostPlain,
  wild: random => [...header(random), ...body(random)],
  soup: random => {
    const lines = soupLines(random);
    if (random.chance(0.003)) lines.splice(random.below(lines.length + 1), 0, longLine(random));
    return lines;
  },
};

function header(random: Random): string[] {
  if (random.chance(0.6)) return [];
  const lines: string[] = [];
  const count = 1 + random.below(3);
  for (let index = 0; index < count; index++) {
    lines.push(
      random.pick([
        '# escape=`',
        '# escape=\\',
        '#escape = `',
        ' # escape=`',
        '# Escape=`',
        '# syntax=docker/dockerfile:1',
        '# check=skip=all',
        '#!/usr/bin/env x',
        '# a comment',
        '',
        '# unknown=1',
        '# escape=x',
        '#\tescape=`  ',
        '# escape=` # why',
        '#escape=',
        '# syntax = ',
      ]),
    );
  }
  return lines;
}

function body(random: Random): string[] {
  const lines: string[] = [];
  if (random.chance(0.8)) {
    if (random.chance(0.3)) lines.push(...argument(random));
    lines.push(`FROM ${random.pick(['scratch', 'scratch', 'busybox', '$A', '${A:-scratch}'])}`);
  }
  const count = 1 + random.below(6);
  for (let index = 0; index < count; index++) {
    lines.push(...oddLines(random));
    if (random.chance(0.1)) lines.push(random.pick(['', '  ', '# note', '\t# note', '#', '#\\']));
  }
  return lines;
}

/** A right file, in which one instruction of the odd kind may stand somewhere. */
function almostPlain(random: Random): string[] {
  const lines = plainLines(random);
  if (random.chance(0.4)) lines.splice(1 + random.below(lines.length), 0, ...oddLines(random));
  return random.chance(0.2) ? [...header(random), ...lines] : lines;
}

const oddLines = (random: Random): string[] => random.pick(INSTRUCTIONS)(random);

type Part = (random: Random) => string[];

const keyword = (random: Random, name: string): string =>
  random.chance(0.15) ? name.toLowerCase() : random.chance(0.02) ? `${name}X` : name;

const gap = (random: Random): string =>
  random.pick([' ', ' ', ' ', '  ', '\t', ' \\\n', '\\\n ', ' \v', ' \\ \n  ']);

/** Text of a shell command, with the here-documents that it announces below. */
function command(random: Random): { text: string; after: string[] } {
  const parts: string[] = [];
  const after: string[] = [];
  const count = 1 + random.below(4);
  for (let index = 0; index < count; index++) {
    if (random.chance(0.15)) {
      const [marker, lines] = heredoc(random);
      parts.push(marker);
      after.push(...lines);
    } else parts.push(words.shell(random));
  }
  let text = parts.join(random.pick([' ', ' ', ' && ', ' \\\n  ', ' \\\n# c\n  ', ' \\\n\n  ', ' `\n ']));
  if (random.chance(0.1)) text += random.pick(['\\', ' \\', '\\\\', '`', ' \\  ', '"', "'"]);
  return { text, after };
}

function heredoc(random: Random): [string, string[]] {
  const name = random.pick(['EOF', 'E', 'END_1', 'a b', 'é', '$X', '${X}']);
  const quote = random.pick(['', '', "'", '"', '\\']);
  const dash = random.pick(['', '', '-', '-', '- ']);
  const fd = random.pick(['', '', '', '3', '12', 'x']);
  const written = quote === '\\' ? `\\${name}` : `${quote}${name}${quote}`;
  const marker = `${fd}<<${dash}${random.chance(0.1) ? ' ' : ''}${written}${random.pick(['', '', '', ';', ')', '|cat'])}`;
  const lines = Array.from({ length: random.below(3) }, () =>
    random.pick(['echo hi', '# not a comment', 'RUN x', '\tindented', '', '<<EOF', 'x \\', '#!/bin/sh']),
  );
  const end = random.pick([name, name, name, `\t${name}`, `${name} `, `\t\t${name}`]);
  if (random.chance(0.1)) return [marker, lines];
  return [marker, [...lines, end]];
}

const argument: Part = random => [`${keyword(random, 'ARG')}${gap(random)}${words.pairs(random, true)}`];

const run: Part = random => {
  const { text, after } = command(random);
  const flags = random.chance(0.3) ? `${words.flags(random, 'RUN')}${gap(random)}` : '';
  const line = random.chance(0.15) ? words.json(random) : text;
  const onbuild = random.chance(0.1) ? `${keyword(random, 'ONBUILD')} ` : '';
  return [`${onbuild}${keyword(random, 'RUN')}${gap(random)}${flags}${line}`, ...after];
};

const copy: Part = random => {
  const name = random.pick(['COPY', 'ADD']);
  const flags = random.chance(0.4) ? `${words.flags(random, name)} ` : '';
  const onbuild = random.chance(0.1) ? 'ONBUILD ' : '';
  if (random.chance(0.2)) {
    const [marker, lines] = heredoc(random);
    return [`${onbuild}${keyword(random, name)} ${flags}${marker} /dest`, ...lines];
  }
  const paths = random.chance(0.2)
    ? words.json(random)
    : `${words.path(random)}${gap(random)}${words.path(random)}`;
  return [`${onbuild}${keyword(random, name)} ${flags}${paths}`];
};

const variables: Part = random => [
  `${keyword(random, random.pick(['ENV', 'LABEL']))}${gap(random)}${
    random.chance(0.2) ? `name ${words.shell(random)} ${words.shell(random)}` : words.pairs(random, false)
  }`,
];

const execution: Part = random => [
  `${keyword(random, random.pick(['CMD', 'ENTRYPOINT', 'SHELL', 'VOLUME']))}${gap(random)}${
    random.chance(0.6) ? words.json(random) : words.shell(random)
  }`,
];

const single: Part = random => {
  const name = random.pick(['WORKDIR', 'USER', 'STOPSIGNAL', 'MAINTAINER', 'EXPOSE']);
  const value =
    name === 'STOPSIGNAL' ? random.pick(['SIGTERM', '9', 'TERM', 'x']) : words.single(random, name);
  return [`${keyword(random, name)}${gap(random)}${value}`];
};

const health: Part = random => [
  `${keyword(random, 'HEALTHCHECK')} ${random.chance(0.5) ? `${words.flags(random, 'HEALTHCHECK')} ` : ''}${random.pick(
    [
      'NONE',
      'none',
      'CMD true',
      'cmd ["a"]',
      'CMD',
      'CMD []',
      'CMD [1]',
      'NONE x',
      'X y',
      'é CMD',
      'CMD\u00a0x',
      'à y',
      '',
    ],
  )}`,
];

const stage: Part = random => [
  `${keyword(random, 'FROM')} ${random.chance(0.3) ? `${words.flags(random, 'FROM')} ` : ''}${random.pick([
    'scratch',
    'scratch AS b',
    'scratch as B-1',
    'scratch AS 1b',
    'scratch b',
    'scratch AS',
    '',
    'b',
    'scratch AS "q"',
    'Up/case',
    'scratch AS é',
  ])}`,
];

const trigger: Part = random => [
  `${keyword(random, 'ONBUILD')}${gap(random)}${random.pick([
    'RUN true',
    'ONBUILD RUN x',
    'FROM x',
    'MAINTAINER x',
    'COPY a b',
    '',
    'FOO',
    'ENV a',
    'ENV a=b',
    'ARG',
    'CMD [1]',
    '--x RUN a',
    'HEALTHCHECK NONE x',
    'ONBUILD ENV a',
  ])}`,
];

const junk: Part = random => [
  random.pick([
    'FOO bar',
    'RUM x',
    '\\',
    '`',
    '\\ ',
    '\\\\',
    'RUN',
    'COPY a',
    'ENV',
    'ENV a',
    'ENV a=b c',
    'LABEL',
    'ARG',
    'ARG =x',
    'EXPOSE',
    'F',
    'FR',
    'RUN --mount=',
    'RUN --mount',
    'COPY --from',
    'COPY --from=',
    'USER',
    'SHELL bash -c',
    'VOLUME [""]',
    'VOLUME []',
    'CMD [',
    'CMD ["a"',
    'CMD ["a",]',
    'EXPOSE 80\\',
    'RUN \\',
    'RUN <<',
    'RUN <<-',
    'RUN "<<EOF"',
    'RUN $(<<EOF',
    "RUN echo 'it <<EOF",
    'é x',
    'ENV é=ü',
    '\u00a0RUN x',
    'RUN\u00a0x',
    '\u2028',
  ]),
];

const INSTRUCTIONS: readonly [Part, ...Part[]] = [
  run,
  run,
  run,
  copy,
  copy,
  variables,
  variables,
  execution,
  single,
  health,
  stage,
  trigger,
  junk,
  argument,
];
