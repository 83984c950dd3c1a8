import { lowerCase } from './characters.ts';

/** How the arguments of an instruction are read. */
export type Reading =
  | 'words'
  | 'text'
  | 'jsonOrText'
  | 'jsonOrWords'
  | 'pairs'
  | 'arguments'
  | 'healthcheck'
  | 'trigger';

/** Every instruction, in upper case, and how BuildKit reads what follows it. */
export const READINGS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['ADD', 'jsonOrWords'],
  ['ARG', 'arguments'],
  ['CMD', 'jsonOrText'],
  ['COPY', 'jsonOrWords'],
  ['ENTRYPOINT', 'jsonOrText'],
  ['ENV', 'pairs'],
  ['EXPOSE', 'words'],
  ['FROM', 'words'],
  ['HEALTHCHECK', 'healthcheck'],
  ['LABEL', 'pairs'],
  ['MAINTAINER', 'text'],
  ['ONBUILD', 'trigger'],
  ['RUN', 'jsonOrText'],
  ['SHELL', 'jsonOrText'],
  ['STOPSIGNAL', 'text'],
  ['USER', 'text'],
  ['VOLUME', 'jsonOrWords'],
  ['WORKDIR', 'text'],
]);

/** The instructions that BuildKit knows, in upper case, sorted. */
export const KEYWORDS: readonly string[] = [...READINGS.keys()];

/** Instructions that can hold here-documents. */
export const HEREDOC_KEYWORDS: ReadonlySet<string> = new Set(['ADD', 'COPY', 'RUN']);

/** The keyword at [start, end) of a text when it is one of {@link KEYWORDS} in upper case, as nearly all are. */
export function keywordAt(text: string, start: number, end: number): string | undefined {
  const length = end - start;
  for (const name of BY_LETTER[text.charCodeAt(start) - FIRST_LETTER] ?? NONE) {
    if (name.length === length && text.startsWith(name, start)) return name;
  }
  return undefined;
}

/** The keyword in upper case, whatever its own case; for unknown words too. */
export function keywordName(keyword: string): string {
  return NAMES.get(keyword) ?? lowerCase(keyword).toUpperCase();
}

const FIRST_LETTER = 0x41;
const NONE: readonly string[] = [];
const BY_LETTER: readonly (readonly string[])[] = Array.from({ length: 26 }, (_, index) =>
  KEYWORDS.filter(name => name.charCodeAt(0) === FIRST_LETTER + index),
);

const NAMES: ReadonlyMap<string, string> = new Map(
  KEYWORDS.flatMap(name => [
    [name, name],
    [name.toLowerCase(), name],
  ]),
);
