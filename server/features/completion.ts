import { argumentItems } from './completion/arguments.ts';
import { commentItems } from './completion/comments.ts';
import { flagNameItems, flagValueItems } from './completion/flags.ts';
import { heredocItems } from './completion/heredocs.ts';
import type { CompletionItem } from './completion/item.ts';
import { keywordItems } from './completion/keywords.ts';
import { mountItems } from './completion/mounts.ts';
import { modifierItems, variableItems } from './completion/variables.ts';
import type { Texts } from './docs/texts.ts';
import { renderTopic } from './docs/topic.ts';
import type { DockerfileDocument, Known } from './document.ts';
import { placeAt } from './place.ts';

/**
 * What can be written at the offset, without documentation: {@link completionMarkdown} gives that for the one
 * item that is looked at. What this file already uses ranks first.
 */
export function completionsAt(
  document: DockerfileDocument,
  offset: number,
  texts: Texts,
  known: Known = {},
): readonly CompletionItem[] {
  const place = placeAt(document.file, offset);
  switch (place.kind) {
    case 'keyword':
      return keywordItems(document, place, offset, texts);
    case 'flagName':
      return flagNameItems(document, place, texts);
    case 'flagValue':
      return flagValueItems(document, place, texts, known);
    case 'mountKey':
    case 'mountValue':
      return mountItems(document, place, texts, known);
    case 'argument':
      return argumentItems(document, place, texts, known);
    case 'variable':
      return variableItems(document, place, offset, texts);
    case 'modifier':
      return modifierItems(place, texts);
    case 'heredocName':
    case 'heredocEnd':
      return heredocItems(document, place);
    case 'comment':
      return commentItems(document, place, texts);
    case 'none':
      return [];
  }
}

/** The documentation of an item, as Markdown. */
export function completionMarkdown(
  item: Pick<CompletionItem, 'topic' | 'markdown'>,
  texts: Texts,
): string | undefined {
  return item.markdown ?? (item.topic && renderTopic(item.topic, texts));
}
