/** Lines of widely used official images, and the day after which nobody mends them any more. */
export interface EndedLine {
  /** How people call it: `Debian 10`. */
  readonly name: string;
  /** `2024-06-30`. */
  readonly ended: string;
  /** An image to take instead; undefined where only the system of another image has ended. */
  readonly instead: string | undefined;
}

/** The line that a tag of an official image belongs to, when it has come to its end; `path` is `library/…`. */
export function endedLine(path: string, tag: string): EndedLine | undefined {
  if (!path.startsWith('library/')) return undefined;
  const image = path.slice('library/'.length);
  const own = lineOf(image, tag);
  if (own) return own;
  // `node:24-buster`: the program is kept up, the system below it is not.
  for (const part of tag.split('-').slice(1)) {
    const system = SUFFIXES.get(part.replace(/^alpine3/, 'alpine:3'));
    if (system) return system;
  }
  return undefined;
}

/** The image to take instead, of the same kind (`-slim`, `-alpine`); undefined where that cannot be said. */
export function successor(reference: string, tag: string, instead: string): string | undefined {
  if (!reference.endsWith(`:${tag}`)) return undefined;
  const kinds: string[] = [];
  for (const part of tag.split('-').slice(1)) {
    if (KINDS.has(part)) kinds.push(part);
    else if (part.startsWith('alpine')) kinds.push('alpine');
    // The new line stands on a system of its own.
    else if (!/^\d{8}$/.test(part) && !SUFFIXES.has(part)) return undefined;
  }
  const version = instead.slice(instead.indexOf(':') + 1);
  return [`${reference.slice(0, -tag.length)}${version}`, ...kinds].join('-');
}

const KINDS: ReadonlySet<string> = new Set(['apache', 'bookworm', 'cli', 'fpm', 'slim', 'trixie', 'zts']);

function lineOf(image: string, tag: string): EndedLine | undefined {
  const family = FAMILIES.get(image);
  if (!family) return undefined;
  const [version = ''] = tag.split('-', 1);
  const parts = version.split('.');
  for (let length = parts.length; length > 0; length--) {
    const line = parts.slice(0, length).join('.');
    const ended = family.lines.get(line);
    if (ended) return { name: `${family.name} ${capitalised(line)}`, ended, instead: family.instead };
  }
  return undefined;
}

const capitalised = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

interface Family {
  readonly name: string;
  readonly instead: string;
  /** The day of each line's end, by the beginning of its tags. */
  readonly lines: ReadonlyMap<string, string>;
}

/** `version day` pairs as their publishers have announced them; lines that go on are left out. */
const FAMILIES: ReadonlyMap<string, Family> = new Map(
  (
    [
      [
        'debian',
        'Debian',
        'debian:13',
        '7 2018-05-31 wheezy 2018-05-31 8 2020-06-30 jessie 2020-06-30 9 2022-06-30 stretch 2022-06-30 ' +
          '10 2024-06-30 buster 2024-06-30 11 2026-08-31 bullseye 2026-08-31',
      ],
      [
        'ubuntu',
        'Ubuntu',
        'ubuntu:24.04',
        '12.04 2017-04-28 precise 2017-04-28 14.04 2019-04-25 trusty 2019-04-25 16.04 2021-04-30 ' +
          'xenial 2021-04-30 18.04 2023-05-31 bionic 2023-05-31 20.04 2025-05-31 focal 2025-05-31 ' +
          '21.04 2022-01-20 21.10 2022-07-14 22.10 2023-07-20 23.04 2024-01-25 23.10 2024-07-11 24.10 2025-07-10',
      ],
      [
        'alpine',
        'Alpine',
        'alpine:3.22',
        '3.8 2020-05-01 3.9 2020-11-01 3.10 2021-05-01 3.11 2021-11-01 3.12 2022-05-01 3.13 2022-11-01 ' +
          '3.14 2023-05-01 3.15 2023-11-01 3.16 2024-05-23 3.17 2024-11-22 3.18 2025-05-09 3.19 2025-11-01 ' +
          '3.20 2026-04-01 3.3 2017-11-01 3.4 2018-05-01 3.5 2018-11-01 3.6 2019-05-01 3.7 2019-11-01',
      ],
      [
        'node',
        'Node.js',
        'node:24',
        '4 2018-04-30 6 2019-04-30 8 2019-12-31 9 2018-06-30 10 2021-04-30 11 2019-06-01 12 2022-04-30 ' +
          '13 2020-06-01 14 2023-04-30 15 2021-06-01 16 2023-09-11 17 2022-06-01 18 2025-04-30 19 2023-06-01 ' +
          '20 2026-04-30 21 2024-06-01 23 2025-06-01',
      ],
      [
        'python',
        'Python',
        'python:3.13',
        '2 2020-01-01 2.7 2020-01-01 3.4 2019-03-18 3.5 2020-09-30 3.6 2021-12-23 3.7 2023-06-27 3.8 2024-10-07 3.9 2025-10-31',
      ],
      ['ruby', 'Ruby', 'ruby:3.4', '2 2023-03-31 3.0 2024-04-23 3.1 2025-03-26 3.2 2026-03-31'],
      ['php', 'PHP', 'php:8.4', '5 2018-12-31 7 2022-11-28 8.0 2023-11-26 8.1 2025-12-31'],
      [
        'fedora',
        'Fedora',
        'fedora:43',
        '36 2023-05-16 37 2023-12-05 38 2024-05-21 39 2024-11-26 40 2025-05-13 41 2025-12-15',
      ],
      [
        'postgres',
        'PostgreSQL',
        'postgres:17',
        '9 2021-11-11 10 2022-11-10 11 2023-11-09 12 2024-11-21 13 2025-11-13',
      ],
      ['mysql', 'MySQL', 'mysql:8.4', '5.6 2021-02-05 5.7 2023-10-25 8.0 2026-04-30'],
      ['mongo', 'MongoDB', 'mongo:8', '3 2021-04-30 4 2024-02-29 5 2024-10-31 6 2025-07-31'],
    ] as const
  ).map(([image, name, instead, text]) => [image, { name, instead, lines: pairs(text) }]),
);

function pairs(text: string): ReadonlyMap<string, string> {
  const words = text.split(' ');
  return new Map(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? '']] : [])));
}

/** Names of systems within tags of other images: `-buster`, `-alpine3.12`. */
const SUFFIXES: ReadonlyMap<string, EndedLine> = new Map(
  (['debian', 'ubuntu', 'alpine'] as const).flatMap(image => {
    const family = FAMILIES.get(image);
    if (!family) return [];
    return [...family.lines].flatMap(([line, ended]): readonly (readonly [string, EndedLine])[] => {
      if (image === 'alpine') {
        return [[`alpine:${line}`, { name: `Alpine ${line}`, ended, instead: undefined }]];
      }
      // Numbers alone are versions of anything.
      if (/^[0-9]/.test(line)) return [];
      return [[line, { name: `${family.name} ${capitalised(line)}`, ended, instead: undefined }]];
    });
  }),
);
