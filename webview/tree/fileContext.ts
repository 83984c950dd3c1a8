import type { TreeChoice } from '../../protocol/browse.ts';
import type { FileRow } from '../../protocol/image.ts';
import { canOpen } from './fileWords.ts';

/** What the editor's own context menu is told of a path; the commands in it ask for the panel by its name. */
export function fileContext(panel: string, layer: TreeChoice, row: Pick<FileRow, 'type' | 'path'>): string {
  return JSON.stringify({
    webviewSection: canOpen(row) ? 'strataFile' : 'strataFolder',
    preventDefaultContextMenuItems: true,
    panel,
    file: { layer, path: row.path },
  });
}
