import type { Instruction, Span } from '../../syntax/tree.ts';
import type { DockerfileDocument } from '../document.ts';
import { inlineCode } from '../markdown.ts';
import type { CompletionItem } from './item.ts';

/**
 * The stages above the one in which the instruction stands, the nearest first: those below and itself cannot be
 * referred to. With `numbers` those without a name as well, by their number.
 */
export function stageItems(
  { model }: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  { numbers }: { readonly numbers: boolean },
): readonly CompletionItem[] {
  const own = model.stageAt(instruction.start);
  if (!own) return [];
  const seen = new Set<string>();
  const items: CompletionItem[] = [];
  for (const stage of model.stages.slice(0, own.index).reverse()) {
    const label = stage.name ?? (numbers ? String(stage.index) : undefined);
    if (label === undefined || seen.has(label)) continue;
    seen.add(label);
    const { base } = stage;
    const from =
      base.kind === 'image' || base.kind === 'scratch' || base.kind === 'stage' ? base.reference : '';
    items.push({
      label,
      kind: 'stage',
      span,
      newText: label,
      rank: stage.name === undefined ? 500 + items.length : items.length,
      detail: `${stage.from.keyword.value} ${from}`,
      markdown: `${inlineCode(`FROM ${from} AS ${label}`)}`,
    });
  }
  return items;
}
