import { FileDecoration, type FileDecorationProvider, ThemeColor, Uri } from 'vscode';
import type { Change } from '../../protocol/image.ts';
import { schemes } from '../contributions.ts';

/** A look that a tree item cannot have by itself. */
export type RowLook = 'dim' | 'running' | 'stopped' | Change;

/** The address of a row with that look; it opens nothing. `name` chooses a file's icon, `words` are read out. */
export function rowUri(look: RowLook, words = '', name = ''): Uri {
  return Uri.from({ scheme: schemes.row, path: `/${name}`, query: look, fragment: words });
}

/** Colours and badges of rows: what their address says, so that nothing has to be asked or kept. */
export const rowDecorations: FileDecorationProvider = {
  provideFileDecoration: ({ scheme, query, fragment }: Uri) =>
    scheme === schemes.row ? decoration(query, fragment || undefined) : undefined,
};

function decoration(look: string, words: string | undefined): FileDecoration | undefined {
  switch (look) {
    case 'dim':
      return new FileDecoration(undefined, words, new ThemeColor('descriptionForeground'));
    case 'running':
      return new FileDecoration('●', words);
    case 'stopped':
      return new FileDecoration('○', words);
    case 'added':
      return new FileDecoration('A', words, new ThemeColor('gitDecoration.addedResourceForeground'));
    case 'changed':
      return new FileDecoration('M', words, new ThemeColor('gitDecoration.modifiedResourceForeground'));
    case 'removed':
      return new FileDecoration('D', words, new ThemeColor('gitDecoration.deletedResourceForeground'));
    default:
      return undefined;
  }
}
