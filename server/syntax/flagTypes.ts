/** What a flag takes: `true` or `false` or nothing, one text, or a text each time it is given. */
export type FlagType = 'boolean' | 'text' | 'texts';

const NONE: ReadonlyMap<string, FlagType> = new Map();

/** The flags of each instruction, upper case. ARG and STOPSIGNAL are not there: BuildKit never looks at theirs. */
export const FLAG_TYPES: ReadonlyMap<string, ReadonlyMap<string, FlagType>> = new Map<
  string,
  ReadonlyMap<string, FlagType>
>([
  [
    'ADD',
    new Map<string, FlagType>([
      ['chown', 'text'],
      ['chmod', 'text'],
      ['link', 'boolean'],
      ['keep-git-dir', 'boolean'],
      ['checksum', 'text'],
      ['unpack', 'boolean'],
      ['exclude', 'texts'],
    ]),
  ],
  ['CMD', NONE],
  [
    'COPY',
    new Map<string, FlagType>([
      ['from', 'text'],
      ['chown', 'text'],
      ['chmod', 'text'],
      ['link', 'boolean'],
      ['parents', 'boolean'],
      ['exclude', 'texts'],
    ]),
  ],
  ['ENTRYPOINT', NONE],
  ['ENV', NONE],
  ['EXPOSE', NONE],
  ['FROM', new Map<string, FlagType>([['platform', 'text']])],
  [
    'HEALTHCHECK',
    new Map<string, FlagType>([
      ['interval', 'text'],
      ['timeout', 'text'],
      ['start-period', 'text'],
      ['start-interval', 'text'],
      ['retries', 'text'],
    ]),
  ],
  ['LABEL', NONE],
  ['MAINTAINER', NONE],
  ['ONBUILD', NONE],
  [
    'RUN',
    new Map<string, FlagType>([
      ['mount', 'texts'],
      ['network', 'text'],
      ['security', 'text'],
      ['device', 'texts'],
    ]),
  ],
  ['SHELL', NONE],
  ['USER', NONE],
  ['VOLUME', NONE],
  ['WORKDIR', NONE],
]);
