import type { Variable } from '../../semantics/model.ts';
import { PLATFORM_ARGUMENTS } from '../../semantics/predefined.ts';
import { countUpTo } from '../../syntax/search.ts';
import type { Dockerfile, Instruction } from '../../syntax/tree.ts';
import type { Texts } from '../docs/texts.ts';
import { MODIFIERS, PREDEFINED } from '../docs/variables.ts';
import type { DockerfileDocument } from '../document.ts';
import { lastStartingAt } from '../find.ts';
import { variableMarkdown } from '../hoverVariable.ts';
import { inlineCode } from '../markdown.ts';
import type { VariablePlace } from '../place.ts';
import { occurrencesIn, shellKindAt } from '../variables.ts';
import type { CompletionItem } from './item.ts';
import { prefersLowerCase } from './keywords.ts';

/** The variables in scope, those of the file before those of BuildKit and the base image. */
export function variableItems(
  document: DockerfileDocument,
  { braced, span, instruction, inEnv }: VariablePlace,
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
  const isPowershell =
    isShellText(instruction) && shellKindAt(file, model, instruction.start) === 'powershell';
  // Only PowerShell has a scope before the name, and it has it always.
  if (inEnv && !isPowershell) return [];
  const written = (name: string): string =>
    (isPowershell && !inEnv ? 'env:' : '') + name + (braced && !closed ? '}' : '');
  // At the `$`: at its end a declaration would see itself.
  const all = model.scopeAt(span.start - 1).all();
  // What a container starts sees nothing of build arguments.
  const isLater = AT_RUN_TIME.has(instruction.name);
  const variables = isLater ? all.filter(({ kind }) => kind === 'env' || kind === 'base') : all;
  const items = variables.map((variable, index) => ({
    label: variable.name,
    kind: 'variable' as const,
    span,
    newText: written(variable.name),
    rank: rankOf(variable, inUse) + index,
    ...(variable.value !== undefined && { detail: variable.value }),
    markdown: variableMarkdown(variable, texts),
  }));
  if (isLater) return items;
  const known = new Set(variables.map(({ name }) => name));
  const undeclared = undeclaredItems(document, offset, known, texts).map(item => ({
    ...item,
    span,
    newText: written(item.label),
  }));
  if (instruction.name !== 'RUN') return [...items, ...undeclared];
  const proxies = PREDEFINED.proxy.filter(name => !known.has(name));
  return [
    ...items,
    ...proxies.map((name, index) => ({
      label: name,
      kind: 'variable' as const,
      span,
      newText: written(name),
      rank: 5000 + index,
      topic: { kind: 'predefined' as const, name },
    })),
    ...undeclared,
  ];
}

/**
 * What a stage gets only by an ARG of its own: the global arguments and those of the platforms. The ARG comes along,
 * right above the instruction and the comments that belong to it.
 */
function undeclaredItems(
  { file, model }: DockerfileDocument,
  offset: number,
  known: ReadonlySet<string>,
  texts: Texts,
): readonly Omit<CompletionItem, 'span' | 'newText'>[] {
  const stage = model.stageAt(offset);
  const owner = stage && lastStartingAt(stage.instructions, offset);
  // Below ONBUILD the stage is another one.
  if (!stage || !owner || owner.trigger || owner.name === 'ARG') return [];
  const globals = model
    .scopeAt(stage.from.start)
    .all()
    .filter(({ kind, name }) => kind === 'global' && !known.has(name));
  const names = [...new Set([...globals.map(({ name }) => name), ...PLATFORM_ARGUMENTS])];
  const keyword = prefersLowerCase(file) ? 'arg' : 'ARG';
  const at = startWithComments(file, owner);
  return names
    .filter(name => !known.has(name))
    .map((name, index) => {
      const variable = globals.find(global => global.name === name);
      return {
        label: name,
        kind: 'variable',
        rank: 4000 + index,
        detail: `+ ${keyword} ${name}`,
        also: { at, text: `${keyword} ${name}\n` },
        ...(variable
          ? { markdown: variableMarkdown(variable, texts) }
          : { topic: { kind: 'predefined', name } }),
      };
    });
}

/** Where the line of an instruction starts, or that of the first comment right above it. */
function startWithComments({ comments, lineStarts }: Dockerfile, { lines }: Instruction): number {
  let first = lines.first;
  for (let at = countUpTo(comments, ({ line }) => line < first) - 1; comments[at]?.line === first - 1; at--)
    first--;
  return lineStarts[first] ?? 0;
}

/** Where the shell replaces variables, and not BuildKit. */
function isShellText({ name, form }: Instruction): boolean {
  return SHELL_INSTRUCTIONS.has(name) && form !== 'exec';
}

const AT_RUN_TIME: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
const SHELL_INSTRUCTIONS: ReadonlySet<string> = new Set(['RUN', ...AT_RUN_TIME]);

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
