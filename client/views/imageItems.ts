import {
  env,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from 'vscode';
import type { HistoryStep } from '../../protocol/engine.ts';
import type { Failure } from '../../protocol/result.ts';
import { commands, internalCommands, itemKinds, schemes } from '../contributions.ts';
import { failureLine, failureText } from '../failureText.ts';
import { formatAge, formatBytes, shortDigest } from '../format.ts';
import type { InspectRequest } from '../inspector/request.ts';
import { type ImageRow, rowReference } from './imageRows.ts';
import { readStepText, stepLabel } from './stepText.ts';

export type ImageNode =
  | { readonly kind: 'image'; readonly row: ImageRow }
  | {
      readonly kind: 'step';
      readonly row: ImageRow;
      readonly step: HistoryStep;
      readonly index: number;
      readonly layer: number | undefined;
    }
  | { readonly kind: 'problem'; readonly row: ImageRow | undefined; readonly failure: Failure };

/** VS Code hands back to commands what the tree gave it, and other callers anything. */
export function asImageNode(value: unknown): ImageNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && 'row' in value
    ? (value as ImageNode)
    : undefined;
}

/** Rows of the sidebar as VS Code shows them; the tooltips are made only when asked for, by `imageTooltip`. */
export function imageItem(node: ImageNode, now: number): TreeItem {
  switch (node.kind) {
    case 'image':
      return rowItem(node.row, now);
    case 'step':
      return stepItem(node);
    case 'problem':
      return problemItem(node.row, node.failure);
  }
}

function rowItem(row: ImageRow, now: number): TreeItem {
  const { image } = row;
  const label = row.tag ?? l10n.t('<none> {id}', { id: shortDigest(image.id) });
  const size = formatBytes(image.size, env.language);
  const age = formatAge(image.created, now, env.language);
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  item.id = `image ${row.key}`;
  item.description = `${size} · ${formatAge(image.created, now, env.language, 'narrow')}`;
  item.iconPath = new ThemeIcon(
    'package',
    row.tag === undefined ? new ThemeColor('disabledForeground') : undefined,
  );
  item.contextValue = row.tag === undefined ? itemKinds.untaggedImage : itemKinds.image;
  item.accessibilityInformation = {
    label:
      row.tag === undefined
        ? l10n.t('Image without a tag, {id}, {size}, created {age}', { id: shortDigest(image.id), size, age })
        : l10n.t('Image {tag}, {size}, created {age}', { tag: row.tag, size, age }),
  };
  item.command = {
    title: l10n.t('Inspect Image'),
    command: internalCommands.openInspector,
    arguments: [inspectRequest(row)],
  };
  return item;
}

function stepItem({ row, step, index, layer }: ImageNode & { kind: 'step' }): TreeItem {
  const label = stepLabel(readStepText(step.createdBy || step.comment)) || l10n.t('(nothing recorded)');
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.id = `step ${row.key} ${index}`;
  item.contextValue = layer === undefined ? itemKinds.emptyStep : itemKinds.layerStep;
  if (layer === undefined) {
    item.iconPath = new ThemeIcon('circle-small', new ThemeColor('disabledForeground'));
    // The decoration of this address dims the label: a tree item has no colour of its own.
    item.resourceUri = Uri.from({ scheme: schemes.step, path: `/${index}` });
    item.accessibilityInformation = { label: l10n.t('{instruction}, no layer', { instruction: label }) };
    return item;
  }
  const size = formatBytes(step.size, env.language);
  item.iconPath = new ThemeIcon('layers');
  item.description = size;
  item.accessibilityInformation = {
    label: l10n.t('Layer {number}, {instruction}, {size}', { number: layer + 1, instruction: label, size }),
  };
  item.command = {
    title: l10n.t('Show Files of This Layer'),
    command: internalCommands.openInspector,
    arguments: [inspectRequest(row, layer)],
  };
  return item;
}

function problemItem(row: ImageRow | undefined, failure: Failure): TreeItem {
  const { message, advice } = failureText(failure);
  const item = new TreeItem(message, TreeItemCollapsibleState.None);
  item.id = `problem ${row?.key ?? ''}`;
  item.description = advice;
  item.tooltip = failureLine(failure);
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.accessibilityInformation = { label: failureLine(failure), role: 'alert' };
  item.command = { title: l10n.t('Try Again'), command: commands.refreshImages };
  return item;
}

/** What an item opens in the inspector. */
export function inspectRequest(row: ImageRow, layer?: number): InspectRequest {
  return {
    location: { kind: 'engine', reference: row.image.id },
    title: row.tag ?? shortDigest(row.image.id),
    preview: true,
    ...(layer !== undefined && { layer }),
  };
}

/** Everything known of a row, on several lines. */
export function imageTooltip(node: ImageNode, now: number): MarkdownString | undefined {
  const text = new MarkdownString();
  const line = (name: string, value: string): void => {
    text.appendMarkdown(`**${name}** `).appendText(value).appendMarkdown('  \n');
  };
  if (node.kind === 'image') {
    const { image } = node.row;
    text.appendText(rowReference(node.row)).appendMarkdown('\n\n');
    line(l10n.t('Size'), formatBytes(image.size, env.language));
    line(
      l10n.t('Created'),
      `${formatAge(image.created, now, env.language)} (${new Date(image.created).toISOString()})`,
    );
    line(l10n.t('ID'), image.id);
    for (const digest of image.digests) line(l10n.t('Digest'), digest);
    const others = image.tags.filter(tag => tag !== node.row.tag);
    if (others.length > 0) line(l10n.t('Also tagged'), others.join(', '));
    if (image.containers !== undefined) line(l10n.t('Containers'), String(image.containers));
    return text;
  }
  if (node.kind === 'step') {
    const { step, layer } = node;
    const shown = step.createdBy.length > 4000 ? `${step.createdBy.slice(0, 4000)}…` : step.createdBy;
    text.appendCodeblock(shown, 'dockerfile');
    if (layer === undefined) text.appendText(l10n.t('Changes the configuration only: no layer.'));
    else line(l10n.t('Size'), formatBytes(step.size, env.language));
    if (step.diffId) line(l10n.t('Diff ID'), step.diffId);
    if (step.comment) line(l10n.t('Comment'), step.comment);
    return text;
  }
  return undefined;
}
