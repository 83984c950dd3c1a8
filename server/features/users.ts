import type { Stage } from '../semantics/model.ts';
import { commandName, invocationOf } from '../shell/commands.ts';
import { parseScript } from '../shell/parse.ts';
import { scriptsOf } from '../shell/scripts.ts';
import { commandsOf } from '../shell/walk.ts';
import type { Instruction } from '../syntax/tree.ts';
import { parseReference } from '../syntax/values/reference.ts';
import { IMAGE_USERS } from './docs/environment.ts';
import type { DockerfileDocument } from './document.ts';
import type { ImageAccounts, ImageUser } from './images/imageTree.ts';
import { shortRepository } from './images/name.ts';

/** A user or group, and who says that there is one. */
export interface Account {
  readonly name: string;
  /** The instruction that makes it; the image that has it; undefined: images of that name usually have it. */
  readonly source: Instruction | 'image' | undefined;
  readonly id?: number;
  /** Of a user in an image. */
  readonly user?: ImageUser;
}

export type AccountKind = 'user' | 'group';

/**
 * Accounts that exist, as far as can be told, where an instruction stands: those that the stage and its bases create,
 * then those of the base image, people before services. Each name once, the latest.
 */
export function knownAccounts(
  document: DockerfileDocument,
  before: Instruction,
  kind: AccountKind,
  image: ImageAccounts | undefined,
): readonly Account[] {
  const accounts = new Map<string, Account>();
  const add = (account: Account): void => {
    if (!accounts.has(account.name)) accounts.set(account.name, account);
  };
  for (let stage = document.model.stageAt(before.start); stage; stage = baseOf(stage)) {
    for (const instruction of stage.instructions) {
      if (instruction.start >= before.start) break;
      for (const name of created(document, instruction, kind)) add({ name, source: instruction });
    }
    if (stage.base.kind !== 'image') continue;
    if (image) for (const account of imageAccounts(image, kind)) add(account);
    else if (kind === 'user')
      for (const name of imageUsers(stage.base.reference)) add({ name, source: undefined });
  }
  return [...accounts.values()];
}

function imageAccounts(image: ImageAccounts, kind: AccountKind): readonly Account[] {
  const all: readonly Account[] =
    kind === 'user'
      ? image.users.map(user => ({ name: user.name, id: user.id, source: 'image', user }))
      : image.groups.map(({ name, id }) => ({ name, id, source: 'image' }));
  const isPerson = ({ id = 0 }: Account): boolean => id >= FIRST_PERSON && id < NOBODY;
  return [...all.filter(isPerson), ...all.filter(account => !isPerson(account))];
}

const FIRST_PERSON = 1000;
const NOBODY = 65_534;

/** The image of whose accounts USER and `--chown` speak where an instruction stands. */
export function accountImage({ model }: DockerfileDocument, { start }: Instruction): string | undefined {
  let stage = model.stageAt(start);
  while (stage?.base.kind === 'stage') stage = stage.base.stage;
  return stage?.base.kind === 'image' && stage.base.unset.length === 0 ? stage.base.reference : undefined;
}

const baseOf = ({ base }: Stage): Stage | undefined => (base.kind === 'stage' ? base.stage : undefined);

function imageUsers(reference: string): readonly string[] {
  const parsed = parseReference(reference);
  if (typeof parsed === 'string') return [];
  const name = shortRepository(parsed);
  return IMAGE_USERS.filter(({ pattern }) => pattern.test(name)).map(({ user }) => user);
}

const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];

function created(
  { file, model }: DockerfileDocument,
  instruction: Instruction,
  kind: AccountKind,
): readonly string[] {
  // Most RUNs create none: a look at their text is enough.
  if (
    instruction.name !== 'RUN' ||
    !/(?:user|group)add|add(?:user|group)/.test(file.text.slice(instruction.start, instruction.end))
  )
    return [];
  const shell = model.settingsAt(instruction.start).shell ?? DEFAULT_SHELL;
  return scriptsOf(file, instruction, shell).flatMap(source =>
    commandsOf(parseScript(source)).flatMap(command => {
      const invoked = invocationOf(command);
      const program = commandName(invoked);
      const words = invoked.args.map(({ value }) => value);
      const isUser = program === 'useradd' || program === 'adduser';
      const isGroup = program === 'groupadd' || program === 'addgroup';
      if (!isUser && !isGroup) return [];
      // `adduser --group` makes a group, or beside a user of the system one of its name.
      if (isUser && kind === 'group' && !makesGroup(words, program)) return [];
      if (isGroup && kind === 'user') return [];
      const name = firstOperand(words, VALUED[program]);
      return name !== undefined && /^[a-z_][a-z0-9_-]*$/i.test(name) ? [name] : [];
    }),
  );
}

/** A group of the same name comes with a user, unless another one is named or none is wanted. */
function makesGroup(words: readonly string[], program: 'useradd' | 'adduser'): boolean {
  const isOther = (word: string): boolean =>
    program === 'useradd'
      ? /^(?:-[A-Za-z]*[gN]|--gid|--no-user-group)/.test(word)
      : /^(?:-[A-Za-z]*G|--ingroup|--gid)/.test(word);
  return !words.some(isOther);
}

/** The name; `adduser app users` adds to a group, and its first operand is the user too. */
function firstOperand(args: readonly string[], valued: ReadonlySet<string>): string | undefined {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-')) return arg;
    const takesNext = arg.startsWith('--') ? LONG_VALUED.has(arg) : valued.has(arg.at(-1) ?? '');
    if (takesNext) index++;
  }
  return undefined;
}

/** Letters of options whose value is the next word; the last of a cluster counts. */
const VALUED = {
  useradd: new Set('bcdefgGkKpPRsuZ'),
  adduser: new Set('hgsGuk'),
  groupadd: new Set('gKpRPU'),
  addgroup: new Set('g'),
} satisfies Readonly<Record<string, ReadonlySet<string>>>;
const LONG_VALUED: ReadonlySet<string> = new Set(
  (
    '--base-dir --comment --conf --expiredate --firstuid --firstgid --gecos --gid --group-id --groups --home ' +
    '--home-dir --inactive --ingroup --key --lastgid --lastuid --password --prefix --root --selinux-user --shell ' +
    '--skel --uid'
  ).split(' '),
);
