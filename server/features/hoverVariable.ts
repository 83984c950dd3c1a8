import type { Variable } from '../semantics/model.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import { renderTopic } from './docs/topic.ts';
import { MODIFIERS, type Modifier, predefinedKind } from './docs/variables.ts';
import type { DockerfileDocument } from './document.ts';
import type { Hover } from './hover.ts';
import { fill, inlineCode } from './markdown.ts';
import { occurrencesIn, type VariableOccurrence } from './variables.ts';

/** A variable where it is declared or used: its value and where that comes from. */
export function variableHover(
  document: DockerfileDocument,
  instruction: Instruction,
  offset: number,
  texts: Texts,
): Hover | undefined {
  const occurrence = occurrencesIn(document, instruction).find(
    ({ start, end, whole }) => Math.min(start, whole.start) <= offset && offset <= Math.max(end, whole.end),
  );
  if (!occurrence) return undefined;
  const modifier = offset > occurrence.end ? modifierBehind(document, occurrence) : undefined;
  if (modifier) {
    const markdown = renderTopic({ kind: 'modifier', modifier }, texts);
    if (markdown !== undefined) return { span: occurrence.whole, markdown };
  }
  const markdown = describeVariable(document, occurrence, texts);
  return markdown === undefined ? undefined : { span: occurrence.whole, markdown };
}

/** The text that hover and completion show of a variable. */
export function variableMarkdown(variable: Variable, texts: Texts): string {
  const { headings } = texts;
  const parts = [`${inlineCode(variable.name)} · ${kindOf(variable, texts)}`];
  if (variable.value === undefined) {
    if (variable.kind === 'arg' || variable.kind === 'global') parts.push(headings.noValue);
  } else {
    const value = variable.value === '' ? '`""`' : inlineCode(variable.value);
    parts.push(fill(variable.assumed ? headings.assumedValue : headings.value, { value }));
  }
  const line = variable.instruction && variable.instruction.lines.first + 1;
  if (line !== undefined) parts.push(fill(headings.setOnLine, { line }));
  const { origin } = variable;
  if (origin?.kind === 'global' && origin.instruction) {
    parts.push(fill(headings.global, { line: origin.instruction.lines.first + 1 }));
  }
  const documentation = predefinedKind(variable.name)
    ? renderTopic({ kind: 'predefined', name: variable.name }, texts)
    : meaningOf(variable, texts);
  if (documentation !== undefined) parts.push('---', documentation);
  return parts.join('\n\n');
}

/** Of a variable of the image that programs obey. */
function meaningOf({ kind, name }: Variable, { environment }: Texts): string | undefined {
  if (kind !== 'env' && kind !== 'base') return undefined;
  return Object.hasOwn(environment, name) ? environment[name as keyof typeof environment] : undefined;
}

function describeVariable(
  { model }: DockerfileDocument,
  { name, pair, start, end, instruction }: VariableOccurrence,
  texts: Texts,
): string | undefined {
  // A declaration is in force only behind its instruction.
  const scope = model.scopeAt(pair ? Math.max(end, instruction.end) : start);
  const variable = scope.get(name);
  const declared = pair ? variable?.pair === pair : variable !== undefined;
  if (variable && declared) return variableMarkdown(variable, texts);
  if (pair)
    return `${inlineCode(name)} · ${instruction.name === 'ENV' ? texts.headings.environment : texts.headings.buildArgument}`;
  return renderTopic({ kind: 'predefined', name }, texts);
}

function kindOf({ kind, stage }: Variable, { headings }: Texts): string {
  switch (kind) {
    case 'env':
      return headings.environment;
    case 'platform':
      return headings.predefined;
    case 'base':
      return stage ? headings.environment : headings.inherited;
    default:
      return headings.buildArgument;
  }
}

function modifierBehind({ file }: DockerfileDocument, { end }: VariableOccurrence): Modifier | undefined {
  const behind = file.text.slice(end, end + 2);
  return MODIFIERS.toSorted((a, b) => b.length - a.length).find(modifier => behind.startsWith(modifier));
}
