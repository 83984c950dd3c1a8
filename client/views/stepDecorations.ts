import { FileDecoration, type FileDecorationProvider, ThemeColor, type Uri } from 'vscode';
import { schemes } from '../contributions.ts';

/** Dims history steps that made no layer. */
export const stepDecorations: FileDecorationProvider = {
  provideFileDecoration: (uri: Uri) =>
    uri.scheme === schemes.step
      ? new FileDecoration(undefined, undefined, new ThemeColor('disabledForeground'))
      : undefined,
};
