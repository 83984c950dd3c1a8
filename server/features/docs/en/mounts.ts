import type { Text } from '../facts.ts';
import type { MountKeyName, MountType } from '../mounts.ts';

export const mounts: Readonly<Record<MountType, Text>> = {
  bind: {
    summary: 'Shows files of the build context, of a stage or of an image to the command.',
    details:
      'Saves a `COPY` for files that only the build needs. It is read-only; with `rw` the command may write, and what it writes is thrown away.',
  },
  cache: {
    summary: 'Gives the command a folder that is kept between builds, for package managers and compilers.',
    details:
      'It is not part of the image, and may be empty or cleaned at any time: the command must work without it. A changed cache does not make the line run again.',
  },
  tmpfs: {
    summary: 'Gives the command an empty folder in memory that is gone afterwards.',
  },
  secret: {
    summary: 'Shows a secret to the command without leaving it in the image or the cache.',
    details:
      'Given to the build with `docker build --secret id=npmrc,src=$HOME/.npmrc`, or `--secret id=TOKEN` from the environment. It is a file, `/run/secrets/<id>` unless `target` says otherwise, or a variable with `env`.',
  },
  ssh: {
    summary: 'Lets the command use the SSH agent of the one who builds, without its keys entering the image.',
    details:
      'Given to the build with `docker build --ssh default`. The server must be known: run `ssh-keyscan` before, or copy a `known_hosts` file.',
  },
};

/** Where a key means different things, the words for one type stand under `type.key`. */
export const mountKeys: Readonly<
  Record<MountKeyName, Text> & Partial<Record<`${MountType}.${MountKeyName}`, Text>>
> = {
  type: {
    summary: 'What is mounted: `bind`, `cache`, `tmpfs`, `secret` or `ssh`.',
    default: '`bind`.',
  },
  target: { summary: 'Path of the mount in the container. A relative one starts at `WORKDIR`.' },
  'secret.target': {
    summary: 'Path of the file that holds the secret.',
    default: '`/run/secrets/` and the id, unless `env` is given.',
  },
  'ssh.target': {
    summary: 'Path of the socket of the SSH agent.',
    default: '`/run/buildkit/ssh_agent.0`, counting up.',
  },
  source: { summary: 'Path inside of what `from` names.', default: 'Its root.' },
  from: { summary: 'Stage, image or named context the files come from.', default: 'The build context.' },
  'cache.from': {
    summary: 'Stage, image or named context that a new cache is filled from.',
    default: 'A new cache is empty.',
  },
  readwrite: {
    summary: 'Lets the command write; what it writes is thrown away.',
    default: '`false`.',
  },
  readonly: { summary: 'Keeps the command from writing.', default: '`true`.' },
  'cache.readonly': { summary: 'Keeps the command from writing.', default: '`false`.' },
  id: { summary: 'Name of the cache: mounts of the same name share it.', default: 'The target.' },
  'secret.id': {
    summary: 'Name of the secret, as in `docker build --secret id=…`.',
    default: 'The last part of the target.',
  },
  'ssh.id': { summary: 'Name of the agent or key, as in `docker build --ssh <id>`.', default: '`default`.' },
  sharing: {
    summary: 'What happens when two builds want the same cache at once.',
    details:
      '`shared`: both write. `private`: the second gets another cache. `locked`: the second waits; use it for apt, which wants its folders to itself.',
    default: '`shared`.',
  },
  mode: { summary: 'Permissions of a new cache folder, in octal.', default: '`0755`.' },
  'secret.mode': { summary: 'Permissions of the file, in octal.', default: '`0400`.' },
  'ssh.mode': { summary: 'Permissions of the socket, in octal.', default: '`0600`.' },
  uid: { summary: 'Number of the user that owns it.', default: '`0` (root).' },
  gid: { summary: 'Number of the group that owns it.', default: '`0` (root).' },
  size: { summary: 'Largest size: bytes, or with `k`, `m`, `g`.', default: 'No limit.' },
  required: { summary: 'Fails the build when it was not given.', default: '`false`: the mount is left out.' },
  env: {
    summary: 'Gives the secret to the command as this environment variable instead of a file.',
    details: 'Together with `target` it is given both ways.',
  },
};
