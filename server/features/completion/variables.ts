import type { Variable } from '../../semantics/model.ts';
import type { Texts } from '../docs/texts.ts';
import { MODIFIERS, PREDEFINED } from '../docs/variables.ts';
import type { DockerfileDocument } from '../document.ts';
import { variableMarkdown } from '../hoverVariable.ts';
import { inlineCode } from '../markdown.ts';
import type { VariablePlace } from '../place.ts';
import { occurrencesIn } from '../variables.ts';
import type { CompletionItem } from './item.ts';

/** The variables in scope, those of the file before those of BuildKit and the base image. */
export function variableItems(
  document: DockerfileDocument,
  { braced, span, instruction }: VariablePlace,
  offset: number,
  texts: Texts,
): readonly CompletionItem[] {
  const { file, model } = document;
  const closed = file.text.startsWith('}', offset);
  const inUse = new Set(
    occurrencesIn(document, instruction)
      .filter(({ role }) => role === 'use')
      .map(({ name }) => name),
  );
  // At the `$`: at its end a declaration would see itself.
  const variables = model.scopeAt(span.start - 1).all();
  const items = variables.map((variable, index) => ({
    label: variable.name,
    kind: 'variable' as const,
    span,
    newText: braced && !closed ? `${variable.name}}` : variable.name,
    rank: rankOf(variable, inUse) + index,
    ...(variable.value !== undefined && { detail: variable.value }),
    markdown: variableMarkdown(variable, texts),
  }));
  if (instruction.name !== 'RUN') return items;
  const known = new Set(variables.map(({ name }) => name));
  const proxies = PREDEFINED.proxy.filter(name => !known.has(name));
  return [
    ...items,
    ...proxies.map((name, index) => ({
      label: name,
      kind: 'variable' as const,
      span,
      newText: braced && !closed ? `${name}}` : name,
      rank: 5000 + index,
      topic: { kind: 'predefined' as const, name },
    })),
  ];
}

function rankOf({ kind, name }: Variable, inUse: ReadonlySet<string>): number {
  if (inUse.has(name)) return 0;
  return kind === 'base' ? 3000 : kind === 'platform' ? 2000 : 1000;
}

/** What may follow `${name`. */
export function modifierItems({ span, typed }: VariablePlace, texts: Texts): readonly CompletionItem[] {
  return MODIFIERS.filter(modifier => modifier.startsWith(typed)).map((modifier, index) => ({
    label: modifier,
    kind: 'value',
    span,
    newText: modifier,
    rank: index,
    detail: texts.modifiers[modifier],
    topic: { kind: 'modifier', modifier },
    markdown: `${inlineCode(modifier)} ${texts.modifiers[modifier]}`,
  }));
}
