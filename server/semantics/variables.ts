import type { Instruction } from '../syntax/tree.ts';
import { expandWord } from './expansion.ts';
import type { ModelOptions, Stage, Variable } from './model.ts';
import { DEFAULT_PATH, PLATFORM_ARGUMENTS, platformValues } from './predefined.ts';
import type { Timeline } from './timeline.ts';

/** What the declarations of one file have in common. */
export interface Declaring {
  readonly escape: '\\' | '`';
  readonly options: ModelOptions;
  /** The arguments that FROM sees, global and platform ones. */
  readonly globals: Timeline;
}

/** ARG before the first FROM. Each pair sees those before it. */
export function declareGlobals(instruction: Instruction, declaring: Declaring): void {
  const { globals, options } = declaring;
  for (const pair of instruction.pairs) {
    const name = pair.name.value;
    const given = options.buildArguments?.get(name);
    const before = globals.get(name, pair.start);
    const expanded = pair.value && expand(pair.value.value, globals, pair.start, declaring);
    const value = given ?? expanded?.value ?? before?.value;
    globals.declare(pair.end, {
      name,
      kind: 'global',
      value,
      assumed: given === undefined && (expanded ? expanded.assumed : (before?.assumed ?? false)),
      instruction,
      pair,
      stage: undefined,
      origin: pair.value ? undefined : before,
    });
  }
}

/** ARG and ENV of a stage. All pairs of an ENV see what was there before it; those of ARG see each other. */
export function declareVariables(
  instruction: Instruction,
  stage: Stage,
  variables: Timeline,
  declaring: Declaring,
): void {
  if (instruction.name === 'ARG') declareArguments(instruction, stage, variables, declaring);
  if (instruction.name !== 'ENV') return;
  for (const pair of instruction.pairs) {
    const name = expand(pair.name.value, variables, instruction.start, declaring).value ?? pair.name.value;
    const expanded = pair.value && expand(pair.value.value, variables, instruction.start, declaring);
    variables.declare(instruction.end, {
      name,
      kind: 'env',
      value: expanded?.value,
      assumed: expanded?.assumed ?? false,
      instruction,
      pair,
      stage,
      origin: undefined,
    });
  }
}

function declareArguments(
  instruction: Instruction,
  stage: Stage,
  variables: Timeline,
  declaring: Declaring,
): void {
  for (const pair of instruction.pairs) {
    const name = pair.name.value;
    const given = declaring.options.buildArguments?.get(name);
    const before = variables.get(name, pair.start);
    const global = pair.value ? undefined : declaring.globals.last(name);
    const origin = pair.value ? undefined : global?.value === undefined ? (before ?? global) : global;
    const expanded = pair.value && expand(pair.value.value, variables, pair.start, declaring);
    variables.declare(pair.end, {
      name,
      kind: 'arg',
      value: given ?? (expanded ? expanded.value : origin?.value),
      assumed: given === undefined && (expanded ? expanded.assumed : (origin?.assumed ?? false)),
      instruction,
      pair,
      stage,
      origin,
    });
  }
}

function expand(
  word: string,
  variables: Timeline,
  offset: number,
  declaring: Declaring,
): { value: string | undefined; assumed: boolean } {
  const { value, used, unset } = expandWord(
    word,
    declaring.escape,
    name => variables.get(name, offset)?.value,
  );
  // An ENV always has a value: one that is not known makes this one unknown too.
  if (unset.some(name => variables.get(name, offset)?.kind === 'env'))
    return { value: undefined, assumed: true };
  // What the base image may set can turn out otherwise.
  const assumed =
    used.some(name => variables.get(name, offset)?.assumed) || (unset.length > 0 && !variables.complete);
  return { value, assumed };
}

/** The platform arguments with the values they have for the given platforms. */
export function platformVariables(
  options: ModelOptions,
  target: string | undefined,
): ReadonlyMap<string, Variable> {
  const targetPlatform = options.targetPlatform ?? 'linux/amd64';
  const values = platformValues(options.buildPlatform ?? targetPlatform, targetPlatform, target);
  return new Map(
    PLATFORM_ARGUMENTS.map(name => {
      const given = options.buildArguments?.get(name);
      const known = name.startsWith('BUILD') ? options.buildPlatform : options.targetPlatform;
      const assumed = given === undefined && known === undefined;
      return [name, undeclared(name, 'platform', given ?? values.get(name) ?? '', assumed)];
    }),
  );
}

/** What a stage has from its base image before its first instruction. */
export function baseVariables(
  environment: ReadonlyMap<string, string> | undefined,
  os: 'linux' | 'windows',
): ReadonlyMap<string, Variable> {
  const variables = new Map<string, Variable>();
  if (os === 'linux')
    variables.set('PATH', undeclared('PATH', 'base', DEFAULT_PATH, environment === undefined));
  for (const [name, value] of environment ?? []) {
    variables.set(name, undeclared(name, 'base', value, false));
  }
  return variables;
}

function undeclared(name: string, kind: 'platform' | 'base', value: string, assumed: boolean): Variable {
  return {
    name,
    kind,
    value,
    assumed,
    instruction: undefined,
    pair: undefined,
    stage: undefined,
    origin: undefined,
  };
}
