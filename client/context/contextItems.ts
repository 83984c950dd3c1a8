import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState, type Uri } from 'vscode';
import type { ContextRow } from '../../protocol/language.ts';
import { internalCommands, itemKinds } from '../contributions.ts';
import { formatBytes } from '../format.ts';

export interface EntryNode {
  readonly kind: 'entry';
  /** Relative to the context. */
  readonly path: string;
  readonly uri: Uri;
  readonly row: ContextRow;
}

/** The row under a folder with more in it than is shown. */
export interface MoreNode {
  readonly kind: 'more';
  readonly parent: string;
  readonly left: number;
}

export type ContextNode = EntryNode | MoreNode;

export function contextItem(node: ContextNode, language: string): TreeItem {
  if (node.kind === 'more') {
    const item = new TreeItem(l10n.t('Show more ({count} left)', { count: node.left }));
    item.iconPath = new ThemeIcon('ellipsis');
    item.command = { command: internalCommands.moreContextEntries, title: '', arguments: [node] };
    return item;
  }
  const { row, uri } = node;
  const isFolder = row.kind === 'folder';
  const isOut = isLeftOut(row);
  const state = isFolder ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
  const item = new TreeItem(uri, state);
  item.id = `${uri.toString()}#${isOut}`;
  // The theme's icons for files and folders.
  item.iconPath = isFolder ? ThemeIcon.Folder : ThemeIcon.File;
  const size = formatBytes((isOut ? row.ignored : row.sent).bytes, language);
  item.description = isOut ? l10n.t('not sent, {size}', { size }) : size;
  item.contextValue = isOut || row.isIgnored ? itemKinds.ignoredEntry : itemKinds.sentEntry;
  item.tooltip = tooltip(node, language);
  item.accessibilityInformation = { label: `${row.name}, ${item.description}` };
  if (!isFolder) item.command = { command: 'vscode.open', title: '', arguments: [uri] };
  return item;
}

/** A number of files as people read it. */
export function filesText(count: number, language: string): string {
  return count === 1
    ? l10n.t('1 file')
    : l10n.t('{count} files', { count: new Intl.NumberFormat(language).format(count) });
}

export function isLeftOut({ isIgnored, sent }: ContextRow): boolean {
  return isIgnored && sent.files === 0;
}

function tooltip({ path, row }: EntryNode, language: string): string {
  const lines = [path];
  const size = (bytes: number): string => formatBytes(bytes, language);
  if (row.unreadable) lines.push(l10n.t('This folder cannot be read: a build that sends it fails.'));
  if (row.kind === 'link') lines.push(l10n.t('A symbolic link: sent as a link, and not followed.'));
  if (row.kind === 'folder') {
    lines.push(
      l10n.t('Sent: {files}, {size}', {
        files: filesText(row.sent.files, language),
        size: size(row.sent.bytes),
      }),
    );
    if (row.ignored.files > 0) {
      lines.push(
        l10n.t('Left out: {files}, {size}', {
          files: filesText(row.ignored.files, language),
          size: size(row.ignored.bytes),
        }),
      );
    }
  }
  if (row.decidedBy) {
    const args = { pattern: row.decidedBy.pattern, line: row.decidedBy.line + 1 };
    lines.push(
      row.isIgnored
        ? l10n.t('Left out by `{pattern}` in line {line}', args)
        : l10n.t('Brought back by `{pattern}` in line {line}', args),
    );
  }
  return lines.join('\n');
}

export function asMoreNode(value: unknown): MoreNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'more'
    ? (value as MoreNode)
    : undefined;
}

/** The node that a menu or the tree gives to a command. */
export function asEntryNode(value: unknown): EntryNode | undefined {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'entry'
    ? (value as EntryNode)
    : undefined;
}
