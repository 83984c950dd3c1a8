import type { Facts } from './facts.ts';

export const MOUNT_TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
export type MountType = (typeof MOUNT_TYPES)[number];

export const MOUNT_FACTS: Readonly<Record<MountType, Facts>> = {
  bind: {
    syntax: ['RUN --mount=type=bind,target=<path>[,source=<path>][,from=<stage>][,rw] <command>'],
    example: 'RUN --mount=type=bind,source=package.json,target=package.json npm install',
    anchor: 'run---mounttypebind',
    since: '1.2',
  },
  cache: {
    syntax: ['RUN --mount=type=cache,target=<path>[,id=<id>][,sharing=<mode>] <command>'],
    example: 'RUN --mount=type=cache,target=/root/.cache/go-build go build ./...',
    anchor: 'run---mounttypecache',
    since: '1.2',
  },
  tmpfs: {
    syntax: ['RUN --mount=type=tmpfs,target=<path>[,size=<bytes>] <command>'],
    example: 'RUN --mount=type=tmpfs,target=/tmp make test',
    anchor: 'run---mounttypetmpfs',
    since: '1.2',
  },
  secret: {
    syntax: ['RUN --mount=type=secret,id=<id>[,target=<path>][,env=<name>][,required] <command>'],
    example: 'RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci',
    anchor: 'run---mounttypesecret',
    since: '1.2',
  },
  ssh: {
    syntax: ['RUN --mount=type=ssh[,id=<id>][,required] <command>'],
    example: 'RUN --mount=type=ssh git clone git@github.com:example/private.git',
    anchor: 'run---mounttypessh',
    since: '1.2',
  },
};

export type MountValue =
  | { readonly kind: 'type' }
  | { readonly kind: 'stage' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'text'; readonly proposals: readonly string[] };

export interface MountKey {
  readonly name: MountKeyName;
  /** Other spellings of the same key. */
  readonly aliases: readonly string[];
  /** The types of mount that have it. */
  readonly types: readonly MountType[];
  readonly value: MountValue;
  readonly since?: string;
}

export type MountKeyName =
  | 'type'
  | 'target'
  | 'source'
  | 'from'
  | 'readwrite'
  | 'readonly'
  | 'id'
  | 'sharing'
  | 'mode'
  | 'uid'
  | 'gid'
  | 'size'
  | 'required'
  | 'env';

const OWNED: readonly MountType[] = ['cache', 'secret', 'ssh'];

export const MOUNT_KEYS: readonly MountKey[] = [
  { name: 'type', aliases: [], types: MOUNT_TYPES, value: { kind: 'type' } },
  {
    name: 'target',
    aliases: ['dst', 'destination'],
    types: MOUNT_TYPES,
    value: { kind: 'text', proposals: [] },
  },
  { name: 'id', aliases: [], types: OWNED, value: { kind: 'text', proposals: [] } },
  { name: 'source', aliases: ['src'], types: ['bind', 'cache'], value: { kind: 'text', proposals: [] } },
  { name: 'from', aliases: [], types: ['bind', 'cache'], value: { kind: 'stage' } },
  {
    name: 'sharing',
    aliases: [],
    types: ['cache'],
    value: { kind: 'choice', values: ['shared', 'private', 'locked'] },
  },
  { name: 'readwrite', aliases: ['rw'], types: ['bind'], value: { kind: 'boolean' } },
  { name: 'readonly', aliases: ['ro'], types: ['bind', 'cache'], value: { kind: 'boolean' } },
  { name: 'required', aliases: [], types: ['secret', 'ssh'], value: { kind: 'boolean' } },
  {
    name: 'env',
    aliases: [],
    types: ['secret'],
    value: { kind: 'text', proposals: [] },
    since: '1.10',
  },
  { name: 'mode', aliases: [], types: OWNED, value: { kind: 'text', proposals: ['0755', '0400', '0600'] } },
  { name: 'uid', aliases: [], types: OWNED, value: { kind: 'text', proposals: ['0', '1000'] } },
  { name: 'gid', aliases: [], types: OWNED, value: { kind: 'text', proposals: ['0', '1000'] } },
  { name: 'size', aliases: [], types: ['tmpfs'], value: { kind: 'text', proposals: ['64m', '1g'] } },
];

/** The key that a word names, whatever its spelling; BuildKit ignores case. */
export function findMountKey(word: string): MountKey | undefined {
  const wanted = word.toLowerCase();
  return MOUNT_KEYS.find(key => key.name === wanted || key.aliases.includes(wanted));
}
