import type { Dockerfile } from '../../syntax/tree.ts';
import {
  INSTRUCTION_NAMES,
  INSTRUCTIONS,
  type InstructionName,
  NOT_IN_ONBUILD,
} from '../docs/instructions.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument } from '../document.ts';
import type { Place } from '../place.ts';
import { directiveItems } from './comments.ts';
import type { CompletionItem } from './item.ts';
import { templateItems } from './templates.ts';

type KeywordPlace = Extract<Place, { kind: 'keyword' }>;

/** Instructions that may stand here, each as a word and as a snippet. */
export function keywordItems(
  document: DockerfileDocument,
  { span, typed, onbuild }: KeywordPlace,
  offset: number,
  texts: Texts,
): readonly CompletionItem[] {
  const { file, model } = document;
  if (typed.startsWith('#')) return directiveItems(document, span, texts);
  const usage = countUsage(file);
  const lower = prefersLowerCase(file);
  const written = (text: string): string => (lower ? lowerKeyword(text) : text);
  const lineEnd = file.text.indexOf('\n', offset);
  const restOfLine = file.text.slice(offset, lineEnd < 0 ? undefined : lineEnd).trim();
  const beforeFrom = model.stageAt(span.start) === undefined && !onbuild;
  const items: CompletionItem[] = [];
  for (const [index, name] of allowedHere(beforeFrom, onbuild).entries()) {
    const facts = INSTRUCTIONS[name];
    const used = usage.get(name) ?? 0;
    const rank = facts.deprecated ? 900 : used > 0 ? Math.max(0, 100 - used) : 100 + index;
    const shared = {
      span,
      detail: texts.instructions[name].summary,
      topic: { kind: 'instruction', name },
      ...(facts.deprecated && { deprecated: true as const }),
    } as const;
    const keyword = written(name);
    items.push({
      ...shared,
      label: keyword,
      kind: 'keyword',
      newText: restOfLine === '' ? `${keyword} ` : keyword,
      rank,
      ...(restOfLine === '' && { retrigger: true }),
    });
    if (restOfLine !== '' || facts.deprecated) continue;
    for (const snippet of facts.snippets) {
      items.push({
        ...shared,
        label: written(labelOf(snippet)),
        kind: 'snippet',
        newText: written(snippet),
        snippet: true,
        rank: rank + 1000,
      });
    }
  }
  if (beforeFrom && file.instructions.length <= 1 && typed === '' && span.start === 0) {
    items.push(...directiveItems(document, span, texts));
  }
  if (beforeFrom) items.push(...templateItems(document, span));
  return items;
}

/** Before the first FROM only ARG is legal. */
function allowedHere(beforeFrom: boolean, onbuild: boolean): readonly InstructionName[] {
  if (onbuild) return INSTRUCTION_NAMES.filter(name => !NOT_IN_ONBUILD.includes(name));
  return beforeFrom ? ['FROM', 'ARG'] : INSTRUCTION_NAMES;
}

function countUsage({ instructions }: Dockerfile): ReadonlyMap<string, number> {
  const usage = new Map<string, number>();
  for (const { name, trigger } of instructions) {
    usage.set(name, (usage.get(name) ?? 0) + 1);
    if (trigger) usage.set(trigger.name, (usage.get(trigger.name) ?? 0) + 1);
  }
  return usage;
}

/** The file's own habit; upper case when it has none. */
export function prefersLowerCase({ instructions }: Dockerfile): boolean {
  let lower = 0;
  let upper = 0;
  for (const { keyword } of instructions) {
    if (keyword.value === keyword.value.toLowerCase()) lower++;
    else if (keyword.value === keyword.value.toUpperCase()) upper++;
  }
  // The word that is being typed counts too, alone it is no habit.
  return lower > upper && lower > 1;
}

function lowerKeyword(text: string): string {
  return text.replace(/^[A-Z]+/, word => word.toLowerCase()).replace(' AS ', ' as ');
}

/** The snippet as it reads without its places: `FROM image AS stage`. */
function labelOf(snippet: string): string {
  return snippet.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\n[\s\S]*/, ' …');
}
