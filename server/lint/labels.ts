import { expandWord } from '../semantics/expansion.ts';
import type { Model } from '../semantics/model.ts';
import type { Dockerfile, Span, Token } from '../syntax/tree.ts';
import { once } from './memo.ts';
import type { BuildStage } from './stages.ts';

/** One label where it is written. */
export interface Label {
  readonly stage: BuildStage;
  /** With its variables put in; undefined when one of them has no value. */
  readonly key: string | undefined;
  readonly keySpan: Span;
  readonly valueSpan: Span;
  /** Without quotes, and with variables as they are written; undefined when BuildKit cannot read it. */
  readonly value: string | undefined;
}

/** The labels of all stages, each once. */
export function labelsOf(_file: Dockerfile, model: Model, stages: readonly BuildStage[]): readonly Label[] {
  return readLabels(model)(stages);
}

/** Several rules ask. */
const readLabels = once((model: Model) => once((stages: readonly BuildStage[]) => labelsIn(model, stages)));

function labelsIn(model: Model, stages: readonly BuildStage[]): readonly Label[] {
  const { file } = model;
  const labels: Label[] = [];
  for (const stage of stages) {
    for (const { instruction, triggeredBy } of stage.steps) {
      const inner = instruction.trigger ?? instruction;
      if (inner.name !== 'LABEL' || triggeredBy) continue;
      const scope = model.scopeAt(instruction.start);
      for (const { name, value } of inner.pairs) {
        const key = expandWord(name.value, file.escape, variable => scope.get(variable)?.value);
        labels.push({
          stage,
          key: key.unset.length > 0 ? undefined : key.value,
          keySpan: name,
          valueSpan: value ?? name,
          value: unquoted(file, value),
        });
      }
    }
  }
  return labels;
}

function unquoted(file: Dockerfile, token: Token | undefined): string | undefined {
  if (!token) return '';
  // A variable stands for itself here: its value may be another one in each build.
  return expandWord(token.value, file.escape, name => `$${name}`).value;
}
