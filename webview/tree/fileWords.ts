import * as l10n from '@vscode/l10n';
import type { FileRow } from '../../protocol/image.ts';

/** Name of the codicon. */
export function fileIcon({ type }: Pick<FileRow, 'type'>, expanded: boolean): string {
  switch (type) {
    case 'directory':
      return expanded ? 'folder-opened' : 'folder';
    case 'symlink':
      return 'file-symlink-file';
    case 'hardlink':
      return 'link';
    case 'file':
      return 'file';
    default:
      return 'plug';
  }
}

/** What kind of thing it is, for people who do not see the icon. */
export function typeName({ type }: Pick<FileRow, 'type'>): string {
  switch (type) {
    case 'directory':
      return l10n.t('folder');
    case 'symlink':
      return l10n.t('symbolic link');
    case 'hardlink':
      return l10n.t('hard link');
    case 'file':
      return l10n.t('file');
    case 'character':
      return l10n.t('character device');
    case 'block':
      return l10n.t('block device');
    case 'fifo':
      return l10n.t('named pipe');
  }
}

/** What the layer does to it; empty for nothing. */
export function changeName({ change }: Pick<FileRow, 'change'>): string {
  switch (change) {
    case 'added':
      return l10n.t('added');
    case 'changed':
      return l10n.t('changed');
    case 'removed':
      return l10n.t('removed');
    case 'unchanged':
      return '';
  }
}

/** As the editor's own file decorations: A, M, D; empty for what did not change. */
export function changeLetter({ change }: Pick<FileRow, 'change'>): string {
  return { added: 'A', changed: 'M', removed: 'D', unchanged: '' }[change];
}

/** Whether a size says anything about it. */
export function hasSize({ type, change, size }: FileRow): boolean {
  if (type === 'directory') return size > 0;
  return change !== 'removed' && (type === 'file' || type === 'hardlink');
}

/** Whether there is something to be read: a file, or what a link leads to. */
export function canOpen({ type }: Pick<FileRow, 'type'>): boolean {
  return type === 'file' || type === 'hardlink' || type === 'symlink';
}
