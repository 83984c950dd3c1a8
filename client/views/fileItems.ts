import { env, l10n, MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { EntryType, FileRow } from '../../protocol/image.ts';
import { internalCommands, itemKinds } from '../contributions.ts';
import { formatBytes } from '../format.ts';
import { modeText } from './fileMode.ts';
import type { FileNode, MoreNode } from './imageNodes.ts';
import { changeText } from './imageTexts.ts';
import { rowUri } from './rowDecorations.ts';

/** A file or folder that a layer holds or takes away. */
export function fileItem(node: FileNode): TreeItem {
  const { file } = node;
  const isFolder = file.type === 'directory';
  const item = new TreeItem(
    file.name,
    isFolder && file.children > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  const size = file.change === 'removed' ? '' : formatBytes(file.size, env.language);
  // A folder that stands only on the way to something has nothing of its own to tell.
  const words = file.change === 'unchanged' && isFolder ? '' : changeText(file.change);
  item.resourceUri = rowUri(file.change, words, file.name);
  item.iconPath = iconOf(file);
  item.description = file.type === 'symlink' && file.link !== undefined ? `→ ${file.link}` : size;
  item.contextValue = isFolder ? itemKinds.layerFolder : itemKinds.layerFile;
  item.accessibilityInformation = {
    label: [file.name, typeText(file.type), words, size].filter(Boolean).join(', '),
  };
  if (file.type === 'file' || file.type === 'hardlink' || file.type === 'symlink') {
    item.command = {
      title: l10n.t('Open File'),
      command: internalCommands.openLayerFile,
      arguments: [node],
    };
  }
  return item;
}

/** The icon theme knows files and folders by their names; the rest has no name that says what it is. */
function iconOf({ type }: FileRow): ThemeIcon {
  switch (type) {
    case 'directory':
      return ThemeIcon.Folder;
    case 'symlink':
      return new ThemeIcon('file-symlink-file');
    case 'file':
    case 'hardlink':
      return ThemeIcon.File;
    default:
      return new ThemeIcon('circuit-board');
  }
}

export function moreItem(node: MoreNode): TreeItem {
  const left = new Intl.NumberFormat(env.language).format(node.left);
  const item = new TreeItem(l10n.t('{count} more…', { count: left }), TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon('ellipsis');
  item.accessibilityInformation = {
    label: l10n.t('Show more files; {count} are not listed yet', { count: left }),
  };
  item.command = {
    title: l10n.t('Show More'),
    command: internalCommands.moreLayerFiles,
    arguments: [node],
  };
  return item;
}

/** Everything an archive records of a file. */
export function fileTooltip({ file }: FileNode): MarkdownString {
  const text = new MarkdownString();
  const line = (name: string, value: string): void => {
    text.appendMarkdown(`**${name}** `).appendText(value).appendMarkdown('  \n');
  };
  text.appendText(`/${file.path}`).appendMarkdown('\n\n');
  if (file.change !== 'unchanged' || file.type !== 'directory') {
    line(l10n.t('Change'), changeText(file.change));
  }
  line(l10n.t('Kind'), typeText(file.type));
  if (file.link !== undefined) line(l10n.t('Leads to'), file.link);
  // What takes a path away records nothing else of it.
  if (file.change === 'removed') return text;
  line(l10n.t('Size'), formatBytes(file.size, env.language));
  line(l10n.t('Mode'), `${modeText(file.mode)} (${file.mode.toString(8).padStart(4, '0')})`);
  line(l10n.t('Owner'), `${file.uid}:${file.gid}`);
  if (file.mtime > 0) line(l10n.t('Modified'), new Date(file.mtime).toISOString());
  return text;
}

function typeText(type: EntryType): string {
  switch (type) {
    case 'file':
      return l10n.t('file');
    case 'directory':
      return l10n.t('folder');
    case 'symlink':
      return l10n.t('symbolic link');
    case 'hardlink':
      return l10n.t('hard link');
    case 'character':
      return l10n.t('character device');
    case 'block':
      return l10n.t('block device');
    case 'fifo':
      return l10n.t('named pipe');
  }
}
