import { CodeActionKind, type CodeAction as LspCodeAction } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cleanPath } from '../ignore/cleanPath.ts';
import { restorePath } from '../ignore/edit.ts';
import type { Diagnostic } from '../lint/diagnostic.ts';
import { formatMessage } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';
import { toRange } from './convert.ts';
import { toLspDiagnostic } from './lintedDocuments.ts';
import type { OpenDockerfile, Session } from './session.ts';

/** For what a COPY cannot find because it is left out: the ignore file with a line that brings it back. */
export async function restoreActions(
  session: Pick<Session, 'locateContext' | 'documents' | 'hasRuleCommands'>,
  open: OpenDockerfile,
  found: readonly Diagnostic[],
  span: Span,
  windows: boolean,
): Promise<LspCodeAction[]> {
  const here = found.filter(
    diagnostic =>
      diagnostic.rule === 'copy-of-ignored-file' &&
      diagnostic.span.start <= span.end &&
      diagnostic.span.end >= span.start,
  );
  if (here.length === 0) return [];
  const { ignoreFile, text } = await session.locateContext(open.text.uri);
  if (ignoreFile === undefined || text === undefined) return [];
  return here.flatMap(diagnostic => {
    const path = cleanPath(`/${diagnostic.message.args.path ?? ''}`).slice(1);
    const edited = path === '' || /[*?[]/.test(path) ? undefined : restorePath(text, path, { windows });
    if (!edited) return [];
    const document = session.documents.synced.get(ignoreFile) ?? TextDocument.create(ignoreFile, '', 0, text);
    const edit = { range: toRange(document, { start: 0, end: text.length }), newText: edited.text };
    const name = decodeURIComponent(ignoreFile.slice(ignoreFile.lastIndexOf('/') + 1));
    return [
      {
        title: formatMessage({ template: 'Send `{path}` to the build: change {name}', args: { path, name } }),
        kind: CodeActionKind.QuickFix,
        diagnostics: [toLspDiagnostic(open.text, diagnostic, session.hasRuleCommands())],
        edit: { changes: { [ignoreFile]: [edit] } },
      },
    ];
  });
}
