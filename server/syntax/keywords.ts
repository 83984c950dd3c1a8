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

/** The keyword in upper case, whatever its own case; for unknown words too. */
export function keywordName(keyword: string): string {
  return NAMES.get(keyword) ?? lowerCase(keyword).toUpperCase();
}

const NAMES: ReadonlyMap<string, string> = new Map(
  KEYWORDS.flatMap(name => [
    [name, name],
    [name.toLowerCase(), name],
  ]),
);
