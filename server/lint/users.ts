import { expandWord } from '../semantics/expansion.ts';
import type { Model } from '../semantics/model.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import { once } from './memo.ts';
import type { BuildStage } from './stages.ts';

/** The last USER of a stage, or of those that it is built upon. */
export interface LastUser {
  /** The stage that says it. */
  readonly stage: BuildStage;
  readonly span: Span;
  /** Without the group; undefined when it hangs on a variable that has no value. */
  readonly name: string | undefined;
  /** An ARG decides it. */
  readonly isArgument: boolean;
}

/** The user that each stage ends with, where the file says so. */
export function lastUsers(
  _file: Dockerfile,
  model: Model,
  stages: readonly BuildStage[],
): ReadonlyMap<BuildStage, LastUser> {
  return usersOf(model)(stages);
}

/** Several rules ask. */
const usersOf = once((model: Model) => once((stages: readonly BuildStage[]) => readUsers(model, stages)));

function readUsers(
  { file, scopeAt }: Model,
  stages: readonly BuildStage[],
): ReadonlyMap<BuildStage, LastUser> {
  const users = new Map<BuildStage, LastUser>();
  for (const stage of stages) {
    const step = stage.steps.findLast(({ instruction }) => instruction.name === 'USER');
    const token = step?.instruction.args[0];
    if (!step || !token) {
      const inherited = stage.base && users.get(stage.base);
      if (inherited) users.set(stage, inherited);
      continue;
    }
    const scope = scopeAt(step.triggeredBy?.end ?? step.instruction.start);
    const { value, unset, used } = expandWord(token.value, file.escape, name => scope.get(name)?.value);
    const [user = ''] = (value ?? '').trim().split(':');
    users.set(stage, {
      stage,
      span: step.triggeredBy ?? token,
      name: value === undefined || unset.length > 0 ? undefined : user,
      isArgument: used.some(name => scope.get(name)?.kind === 'arg'),
    });
  }
  return users;
}
