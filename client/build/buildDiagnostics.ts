import {
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  l10n,
  languages,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { BuildOutcome } from '../../protocol/engine.ts';
import type { BuildProgress } from './buildProgress.ts';

/** What the last build of a Dockerfile had to say about its lines, until the next build or the next edit. */
export class BuildDiagnostics implements Disposable {
  readonly #collection = languages.createDiagnosticCollection('strata-build');
  readonly #edits = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) this.#collection.delete(document.uri);
  });

  clear(dockerfile: Uri): void {
    this.#collection.delete(dockerfile);
  }

  async report(dockerfile: Uri, outcome: BuildOutcome, progress: BuildProgress): Promise<void> {
    const document = await openIfThere(dockerfile);
    if (!document) return;
    const diagnostics = progress.warnings.map(warning => warningOf(document, warning));
    if (!outcome.ok && outcome.failure.code === 'build-failed')
      diagnostics.push(failureOf(document, outcome));
    this.#collection.set(dockerfile, diagnostics);
  }

  dispose(): void {
    this.#edits.dispose();
    this.#collection.dispose();
  }
}

/** A Dockerfile can be gone by the time its build ends. */
async function openIfThere(file: Uri): Promise<TextDocument | undefined> {
  try {
    return await workspace.openTextDocument(file);
  } catch {
    return undefined;
  }
}

function failureOf(document: TextDocument, outcome: BuildOutcome & { readonly ok: false }): Diagnostic {
  const { place, failure } = outcome;
  const said = failure.detail?.trim() || l10n.t('The build failed.');
  const output = place?.output.join('\n').trim() ?? '';
  const diagnostic = new Diagnostic(
    linesRange(document, place?.lines?.first ?? 0, place?.lines?.last ?? place?.lines?.first ?? 0),
    output === '' ? said : `${said}\n\n${output}`,
    DiagnosticSeverity.Error,
  );
  diagnostic.source = 'docker build';
  return diagnostic;
}

function warningOf(document: TextDocument, warning: BuildProgress['warnings'][number]): Diagnostic {
  const diagnostic = new Diagnostic(
    linesRange(document, warning.line ?? 0, warning.line ?? 0),
    warning.message,
    DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'docker build';
  const rule = warning.url.split(/[/#]/).findLast(part => part !== '');
  if (warning.url !== '' && rule !== undefined)
    diagnostic.code = { value: rule, target: Uri.parse(warning.url) };
  return diagnostic;
}

/** 0-based inclusive lines, without the blanks at both ends; lines that the file no longer has become its last. */
function linesRange(document: TextDocument, first: number, last: number): Range {
  const start = document.lineAt(Math.min(first, document.lineCount - 1));
  const end = document.lineAt(Math.min(last, document.lineCount - 1));
  return new Range(
    start.lineNumber,
    start.firstNonWhitespaceCharacterIndex,
    end.lineNumber,
    end.text.trimEnd().length,
  );
}
