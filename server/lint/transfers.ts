import { expandWord } from '../semantics/expansion.ts';
import type { Model, Scope } from '../semantics/model.ts';
import { isHeredocWord } from '../syntax/heredoc.ts';
import type { Dockerfile, Instruction, Token } from '../syntax/tree.ts';
import { once } from './memo.ts';
import type { BuildStage } from './stages.ts';

/** A COPY or ADD with something to copy and a place to copy it to. */
export interface Transfer {
  readonly instruction: Instruction;
  readonly stage: BuildStage;
  /** It stands below ONBUILD and runs in the stages built upon this one. */
  readonly onbuild: boolean;
  /** Without here-documents. */
  readonly sources: readonly Token[];
  readonly heredocs: number;
  readonly destination: Token;
}

/** The COPY and ADD of all stages where they are written. */
export const transfers = once((stages: readonly BuildStage[]): readonly Transfer[] => {
  const found: Transfer[] = [];
  for (const stage of stages) {
    for (const { instruction: outer, triggeredBy } of stage.steps) {
      if (triggeredBy) continue;
      const instruction = outer.trigger ?? outer;
      if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue;
      const destination = instruction.args.at(-1);
      const given = instruction.args.slice(0, -1);
      if (!destination || given.length === 0 || isHeredocWord(destination.value)) continue;
      const sources = given.filter(({ value }) => !isHeredocWord(value));
      const heredocs = given.length - sources.length;
      const onbuild = outer !== instruction;
      found.push({ instruction, stage, onbuild, sources, heredocs, destination });
    }
  }
  return found;
});

/** What an expansion may change. */
const SPECIAL = /[$'"\\`\ufeff\ud800-\udfff]/;

/** A word with its variables put in, as far as they are known. */
export interface KnownText {
  readonly value: string;
  /** Some variable has no value here, and counts as empty in `value`. */
  readonly isPartial: boolean;
  /** Nothing is known of how it begins. */
  readonly startsUnknown: boolean;
}

/** Undefined when BuildKit cannot expand the word. */
export function knownText(
  file: Dockerfile,
  model: Model,
  { value: word, start }: Token,
): KnownText | undefined {
  if (!SPECIAL.test(word)) return { value: word, isPartial: false, startsUnknown: false };
  let scope: Scope | undefined;
  const { value, unset } = expandWord(word, file.escape, name => {
    scope ??= model.scopeAt(start);
    return scope.get(name)?.value;
  });
  if (value === undefined) return undefined;
  const isPartial = unset.length > 0;
  return { value, isPartial, startsUnknown: isPartial && /^["']?\$/.test(word) };
}
