import type { Stage } from '../semantics/model.ts';
import { commandName, invocationOf } from '../shell/commands.ts';
import { parseScript } from '../shell/parse.ts';
import { scriptsOf } from '../shell/scripts.ts';
import { commandsOf } from '../shell/walk.ts';
import type { Instruction } from '../syntax/tree.ts';
import { parseReference } from '../syntax/values/reference.ts';
import { IMAGE_USERS } from './docs/environment.ts';
import type { DockerfileDocument } from './document.ts';
import { shortRepository } from './images/name.ts';

/**
 * Users that exist, as far as can be told, where an instruction stands: those that the stage and its bases create,
 * those that the base image brings along; then those that the file names elsewhere. Each once.
 */
export function knownUsers({ file, model }: DockerfileDocument, before: Instruction): readonly string[] {
  const users = new Set<string>();
  for (let stage = model.stageAt(before.start); stage; stage = baseOf(stage)) {
    for (const instruction of stage.instructions) {
      if (instruction.start >= before.start) break;
      for (const user of createdUsers({ file, model }, instruction)) users.add(user);
    }
    if (stage.base.kind === 'image') for (const user of imageUsers(stage.base.reference)) users.add(user);
  }
  for (const { name, args, start } of file.instructions) {
    if (name === 'USER' && args[0] && start !== before.start) users.add(args[0].value);
  }
  return [...users];
}

const baseOf = ({ base }: Stage): Stage | undefined => (base.kind === 'stage' ? base.stage : undefined);

function imageUsers(reference: string): readonly string[] {
  const parsed = parseReference(reference);
  if (typeof parsed === 'string') return [];
  const name = shortRepository(parsed);
  return IMAGE_USERS.filter(({ pattern }) => pattern.test(name)).map(({ user }) => user);
}

const DEFAULT_SHELL: readonly string[] = ['/bin/sh', '-c'];

function createdUsers({ file, model }: DockerfileDocument, instruction: Instruction): readonly string[] {
  // Most RUNs create none: a look at their text is enough.
  if (
    instruction.name !== 'RUN' ||
    !/useradd|adduser/.test(file.text.slice(instruction.start, instruction.end))
  )
    return [];
  const shell = model.settingsAt(instruction.start).shell ?? DEFAULT_SHELL;
  return scriptsOf(file, instruction, shell).flatMap(source =>
    commandsOf(parseScript(source)).flatMap(command => {
      const { name, args } = invocationOf(command);
      const program = commandName({ name });
      if (program !== 'useradd' && program !== 'adduser') return [];
      const user = firstOperand(
        args.map(({ value }) => value),
        program,
      );
      return user !== undefined && /^[a-z_][a-z0-9_-]*$/i.test(user) ? [user] : [];
    }),
  );
}

/** The name; `adduser app users` adds to a group, and its first operand is the user too. */
function firstOperand(args: readonly string[], program: 'useradd' | 'adduser'): string | undefined {
  const valued = program === 'useradd' ? USERADD_VALUED : ADDUSER_VALUED;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-')) return arg;
    const takesNext = arg.startsWith('--') ? LONG_VALUED.has(arg) : valued.has(arg.at(-1) ?? '');
    if (takesNext) index++;
  }
  return undefined;
}

/** Letters of options whose value is the next word; the last of a cluster counts. */
const USERADD_VALUED: ReadonlySet<string> = new Set('bcdefgGkKpPRsuZ');
const ADDUSER_VALUED: ReadonlySet<string> = new Set('hgsGuk');
const LONG_VALUED: ReadonlySet<string> = new Set(
  (
    '--base-dir --comment --conf --expiredate --firstuid --firstgid --gecos --gid --group-id --groups --home ' +
    '--home-dir --inactive --ingroup --key --lastgid --lastuid --password --prefix --root --selinux-user --shell ' +
    '--skel --uid'
  ).split(' '),
);
