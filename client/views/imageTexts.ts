import { l10n } from 'vscode';
import type { Change } from '../../protocol/image.ts';
import type { ImageGroup } from './arrangeImages.ts';
import type { ImageUse } from './imageUse.ts';
import type { Grouping, Sorting } from './listOptions.ts';

/** The heading of a group. */
export function groupText({ grouping, value }: ImageGroup): string {
  if (grouping === 'age' || grouping === 'size') return bandText(value);
  if (value) return value;
  return grouping === 'tag' ? l10n.t('Without a tag') : l10n.t('Without a name');
}

function bandText(band: string | undefined): string {
  switch (band) {
    case 'day':
      return l10n.t('In the last day');
    case 'week':
      return l10n.t('In the last week');
    case 'month':
      return l10n.t('In the last 30 days');
    case 'year':
      return l10n.t('In the last year');
    case 'huge':
      return l10n.t('1 GB and more');
    case 'large':
      return l10n.t('100 MB to 1 GB');
    case 'medium':
      return l10n.t('10 MB to 100 MB');
    case 'small':
      return l10n.t('Less than 10 MB');
    default:
      return l10n.t('Older than a year');
  }
}

export function groupingText(grouping: Grouping): string {
  switch (grouping) {
    case 'none':
      return l10n.t('None: one list');
    case 'repository':
      return l10n.t('Repository');
    case 'tag':
      return l10n.t('Tag');
    case 'age':
      return l10n.t('Age');
    case 'size':
      return l10n.t('Size');
  }
}

export function sortingText(sorting: Sorting): string {
  switch (sorting) {
    case 'age':
      return l10n.t('Age: newest first');
    case 'name':
      return l10n.t('Name');
    case 'size':
      return l10n.t('Size: largest first');
  }
}

/** `12 MB, 3 MB of them its own`. */
export function ownSizeText(size: string, own: string): string {
  return l10n.t('{size}, {own} its own', { size, own });
}

/** Which containers are made from an image. */
export function useText({ running, stopped }: ImageUse): string {
  const parts = [
    ...(running.length > 0 ? [l10n.t('running: {names}', { names: someNames(running) })] : []),
    ...(stopped.length > 0 ? [l10n.t('stopped: {names}', { names: someNames(stopped) })] : []),
  ];
  return parts.length === 0
    ? l10n.t('Used by no container')
    : l10n.t('Used by containers, {containers}', { containers: parts.join('; ') });
}

const NAMED = 6;

/** Names with commas between them; of very many only the first. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join(', ');
  return names.length <= NAMED
    ? shown
    : l10n.t('{names} and {count} more', { names: shown, count: names.length - NAMED });
}

export function changeText(change: Change): string {
  switch (change) {
    case 'added':
      return l10n.t('Added by this layer');
    case 'changed':
      return l10n.t('Changed by this layer');
    case 'removed':
      return l10n.t('Removed by this layer');
    case 'unchanged':
      return l10n.t('Written again as it was');
  }
}
