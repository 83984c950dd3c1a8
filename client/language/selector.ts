import { languages } from '../contributions.ts';

/** Where documents live that are someone's work: not the read-only sides of diffs, not output. */
const WORK_SCHEMES = ['file', 'untitled', 'vscode-vfs'];
/** By name: the language `ignore` also covers .gitignore and others, whose rules are not Docker's. */
const IGNORE_FILES = '**/{.dockerignore,.containerignore,*.dockerignore,*.containerignore}';

/** One way to match; both VS Code and the protocol know this form. */
export type DocumentMatch =
  | { readonly scheme: string; readonly language: string }
  | { readonly scheme: string; readonly pattern: string };

function documentsOf(schemes: readonly string[]): readonly DocumentMatch[] {
  return schemes.flatMap(scheme => [
    { scheme, language: languages.dockerfile },
    { scheme, pattern: IGNORE_FILES },
  ]);
}

/** The documents that the language server is for. */
export const languageDocuments = documentsOf(WORK_SCHEMES);

/** The same in a browser, where the files of a server keep their own scheme. */
export const browserDocuments = documentsOf([...WORK_SCHEMES, 'vscode-remote', 'vscode-test-web']);
