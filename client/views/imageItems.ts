import { env, l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { commands, internalCommands, itemKinds } from '../contributions.ts';
import { failureLine, failureText } from '../failureText.ts';
import { formatAge, formatBytes, shortDigest } from '../format.ts';
import { fileItem, moreItem } from './fileItems.ts';
import {
  type GroupNode,
  type ImageNode,
  inspectRequest,
  nodeId,
  type PartNode,
  type ProblemNode,
  type RowNode,
  type StepNode,
} from './imageNodes.ts';
import { presentPlatforms, repositoryOf, rowName } from './imageRows.ts';
import { groupText, ownSizeText, useText } from './imageTexts.ts';
import type { UseOf } from './imageUse.ts';
import { rowUri } from './rowDecorations.ts';
import { readStepText, stepLabel } from './stepText.ts';

/** What the items are told besides their rows. */
export interface ItemFacts {
  readonly now: number;
  readonly useOf: UseOf;
  /** Bytes that an image shares with none; undefined where that is not asked for or not known yet. */
  readonly ownSizeOf: (imageId: string) => number | undefined;
  /** The engine's own platform: only others are worth a word. */
  readonly platform: string | undefined;
}

/** Rows of the sidebar as VS Code shows them; the tooltips are made only when asked for, by `imageTooltip`. */
export function imageItem(node: ImageNode, facts: ItemFacts): TreeItem {
  const item = itemOf(node, facts);
  item.id = nodeId(node);
  return item;
}

function itemOf(node: ImageNode, facts: ItemFacts): TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node);
    case 'image':
      return rowItem(node, facts);
    case 'platform':
      return platformItem(node);
    case 'attestation':
      return attestationItem(node);
    case 'step':
      return stepItem(node);
    case 'file':
      return fileItem(node);
    case 'more':
      return moreItem(node);
    case 'problem':
      return problemItem(node);
  }
}

const GROUP_ICONS = { repository: 'repo', tag: 'tag', age: 'history', size: 'database' } as const;

function groupItem({ group }: GroupNode): TreeItem {
  const item = new TreeItem(groupText(group), TreeItemCollapsibleState.Collapsed);
  const count = group.rows.length;
  const images = count === 1 ? l10n.t('1 image') : l10n.t('{count} images', { count });
  item.iconPath = new ThemeIcon(GROUP_ICONS[group.grouping]);
  item.description = images;
  item.contextValue = itemKinds.imageGroup;
  item.accessibilityInformation = { label: `${groupText(group)}, ${images}` };
  return item;
}

function rowItem({ row, group }: RowNode, { now, useOf, ownSizeOf, platform }: ItemFacts): TreeItem {
  const { image } = row;
  const name = rowName(row);
  const id = shortDigest(image.id);
  const size = formatBytes(image.size, env.language);
  const own = ownSizeOf(image.id);
  const use = useOf(image.id);
  const item = new TreeItem(
    labelIn(group, row.tag) ?? name ?? l10n.t('<none> {id}', { id }),
    TreeItemCollapsibleState.Collapsed,
  );
  const age = formatAge(image.created, now, env.language);
  const platforms = presentPlatforms(image).map(part => part.platform);
  const others = platforms.length > 1 || platforms.some(one => one !== platform) ? platforms : [];
  item.description = [
    own === undefined ? size : ownSizeText(size, formatBytes(own, env.language)),
    formatAge(image.created, now, env.language, 'narrow'),
    ...(others.length > 0 && platform !== undefined ? [others.join(', ')] : []),
  ].join(' · ');
  const runs = use !== undefined && use.running.length > 0;
  item.iconPath = new ThemeIcon(
    'package',
    runs
      ? new ThemeColor('testing.iconPassed')
      : name === undefined
        ? new ThemeColor('disabledForeground')
        : undefined,
  );
  if (runs || (use && use.stopped.length > 0)) {
    item.resourceUri = rowUri(runs ? 'running' : 'stopped', useText(use));
  }
  item.contextValue = row.tag === undefined ? itemKinds.untaggedImage : itemKinds.image;
  const said = [
    name === undefined
      ? l10n.t('Image without a tag, {id}, {size}, created {age}', { id, size, age })
      : l10n.t('Image {tag}, {size}, created {age}', { tag: name, size, age }),
    ...(own === undefined ? [] : [ownSizeText(size, formatBytes(own, env.language))]),
    ...(use && use.running.length + use.stopped.length > 0 ? [useText(use)] : []),
  ];
  item.accessibilityInformation = { label: said.join(', ') };
  item.command = {
    title: l10n.t('Inspect Image'),
    command: internalCommands.openInspector,
    arguments: [inspectRequest(row)],
  };
  return item;
}

/** The part of a name that its group's heading does not say. */
function labelIn(group: GroupNode | undefined, tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  if (group?.group.grouping === 'repository') return tag.slice(repositoryOf(tag).length + 1) || undefined;
  return group?.group.grouping === 'tag' ? repositoryOf(tag) : undefined;
}

function platformItem({ row, part }: PartNode): TreeItem {
  const label = part.platform || l10n.t('unknown platform');
  const item = new TreeItem(
    label,
    part.available ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  const size = formatBytes(part.size, env.language);
  item.iconPath = new ThemeIcon('chip', part.available ? undefined : new ThemeColor('disabledForeground'));
  item.contextValue = part.available ? itemKinds.platform : itemKinds.missingPlatform;
  if (!part.available) {
    item.description = l10n.t('not on this engine');
    item.resourceUri = rowUri('dim');
    item.accessibilityInformation = {
      label: l10n.t('Platform {platform}, not on this engine', { platform: label }),
    };
    return item;
  }
  item.description = size;
  item.accessibilityInformation = { label: l10n.t('Platform {platform}, {size}', { platform: label, size }) };
  item.command = {
    title: l10n.t('Inspect Image'),
    command: internalCommands.openInspector,
    arguments: [inspectRequest(row, undefined, part.platform)],
  };
  return item;
}

function attestationItem({ row, part, parent }: PartNode): TreeItem {
  const item = new TreeItem(l10n.t('Attestation'), TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon('verified');
  item.contextValue = itemKinds.attestation;
  item.description = l10n.t('provenance or bill of materials');
  item.accessibilityInformation = {
    label: l10n.t('Attestation: provenance or bill of materials of the builder'),
  };
  item.command = {
    title: l10n.t('Inspect Image'),
    command: internalCommands.openInspector,
    arguments: [
      inspectRequest(
        row,
        undefined,
        parent.kind === 'platform' ? parent.part.platform : part.platform || undefined,
      ),
    ],
  };
  return item;
}

function stepItem({ row, step, layer, platform }: StepNode): TreeItem {
  const label = stepLabel(readStepText(step.createdBy || step.comment)) || l10n.t('(nothing recorded)');
  if (layer === undefined) {
    const item = new TreeItem(label, TreeItemCollapsibleState.None);
    item.contextValue = itemKinds.emptyStep;
    item.iconPath = new ThemeIcon('circle-small', new ThemeColor('disabledForeground'));
    item.resourceUri = rowUri('dim');
    item.accessibilityInformation = { label: l10n.t('{instruction}, no layer', { instruction: label }) };
    return item;
  }
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  const size = formatBytes(step.size, env.language);
  item.contextValue = itemKinds.layerStep;
  item.iconPath = new ThemeIcon('layers');
  item.description = size;
  item.accessibilityInformation = {
    label: l10n.t('Layer {number}, {instruction}, {size}', { number: layer + 1, instruction: label, size }),
  };
  item.command = {
    title: l10n.t('Show Files of This Layer'),
    command: internalCommands.openInspector,
    arguments: [inspectRequest(row, layer, platform)],
  };
  return item;
}

function problemItem({ failure, parent }: ProblemNode): TreeItem {
  const { message, advice } = failureText(failure);
  const stopped = failure.code === 'cancelled';
  const item = new TreeItem(
    stopped ? l10n.t('Stopped before everything was read.') : message,
    TreeItemCollapsibleState.None,
  );
  item.description = stopped ? l10n.t('Choose this row to go on.') : advice;
  item.tooltip = stopped ? l10n.t('Choose this row to go on.') : failureLine(failure);
  item.iconPath = stopped
    ? new ThemeIcon('debug-stop')
    : new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.accessibilityInformation = {
    label: stopped ? l10n.t('Stopped before everything was read.') : failureLine(failure),
    role: 'alert',
  };
  item.command = parent
    ? { title: l10n.t('Try Again'), command: internalCommands.reloadImageRow, arguments: [parent] }
    : { title: l10n.t('Try Again'), command: commands.refreshImages };
  return item;
}
