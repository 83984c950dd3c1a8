import { env, l10n, MarkdownString } from 'vscode';
import { formatAge, formatBytes } from '../format.ts';
import { fileTooltip } from './fileItems.ts';
import type { ItemFacts } from './imageItems.ts';
import type { ImageNode, RowNode, StepNode } from './imageNodes.ts';
import { rowName } from './imageRows.ts';
import { useText } from './imageTexts.ts';

/** Everything known of a row, on several lines; undefined for rows that say it all themselves. */
export function imageTooltip(node: ImageNode, facts: ItemFacts): MarkdownString | undefined {
  if (node.kind === 'image') return rowTooltip(node, facts);
  if (node.kind === 'step') return stepTooltip(node, facts.now);
  if (node.kind === 'file') return fileTooltip(node);
  if (node.kind !== 'platform' && node.kind !== 'attestation') return undefined;
  const text = new MarkdownString();
  const { part } = node;
  if (part.platform) line(text, l10n.t('Platform'), part.platform);
  line(text, l10n.t('Digest'), part.digest);
  if (part.subject) line(text, l10n.t('Speaks of'), part.subject);
  if (part.available) line(text, l10n.t('Size'), formatBytes(part.size, env.language));
  else text.appendText(l10n.t('Only its name is here. Pull this platform to look into it.'));
  return text;
}

function rowTooltip({ row }: RowNode, { now, useOf, ownSizeOf }: ItemFacts): MarkdownString {
  const { image } = row;
  const text = new MarkdownString();
  text.appendText(rowName(row) ?? image.id).appendMarkdown('\n\n');
  const size = formatBytes(image.size, env.language);
  line(text, l10n.t('Size'), size);
  const own = ownSizeOf(image.id);
  if (own !== undefined) {
    line(text, l10n.t('Its own'), formatBytes(own, env.language));
    line(text, l10n.t('Shared with other images'), formatBytes(Math.max(0, image.size - own), env.language));
  }
  const when = `${formatAge(image.created, now, env.language)} (${new Date(image.created).toISOString()})`;
  line(text, l10n.t('Created'), when);
  line(text, l10n.t('ID'), image.id);
  for (const digest of image.digests) line(text, l10n.t('Digest'), digest);
  const others = image.tags.filter(tag => tag !== row.tag);
  if (others.length > 0) line(text, l10n.t('Also tagged'), others.join(', '));
  const parts = image.parts?.filter(({ kind }) => kind === 'image') ?? [];
  const names = (available: boolean): string =>
    parts.flatMap(part => (part.available === available ? [part.platform] : [])).join(', ');
  if (names(true)) line(text, l10n.t('Platforms'), names(true));
  if (names(false)) line(text, l10n.t('Not on this engine'), names(false));
  const use = useOf(image.id);
  if (use) line(text, l10n.t('Containers'), useText(use));
  return text;
}

function stepTooltip({ step, layer }: StepNode, now: number): MarkdownString {
  const text = new MarkdownString();
  const shown = step.createdBy.length > 4000 ? `${step.createdBy.slice(0, 4000)}…` : step.createdBy;
  text.appendCodeblock(shown, 'dockerfile');
  if (layer === undefined) text.appendText(l10n.t('Changes the configuration only: no layer.'));
  else line(text, l10n.t('Size'), formatBytes(step.size, env.language));
  if (step.created > 0) line(text, l10n.t('Created'), formatAge(step.created, now, env.language));
  if (step.diffId) line(text, l10n.t('Diff ID'), step.diffId);
  if (step.comment) line(text, l10n.t('Comment'), step.comment);
  return text;
}

function line(text: MarkdownString, name: string, value: string): void {
  text.appendMarkdown(`**${name}** `).appendText(value).appendMarkdown('  \n');
}
