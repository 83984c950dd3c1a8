import {
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  languages,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { BuildOutcome } from '../../protocol/engine.ts';
import { lints } from '../settings.ts';
import type { BuildProgress } from './buildProgress.ts';
import { isLinted } from './lintedChecks.ts';
import { failureWords } from './texts.ts';

type Warning = BuildProgress['warnings'][number];

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
    // What the linter checks as well stands there already, or was switched off by the user.
    const linted = lints(dockerfile);
    const diagnostics = progress.warnings
      .filter(warning => !(linted && isLinted(warning.message)))
      .map(warning => warningOf(document, warning));
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
  const { lines, command, output = [] } = place ?? {};
  const range = command
    ? document.validateRange(
        new Range(command.start.line, command.start.character, command.end.line, command.end.character),
      )
    : linesRange(document, lines?.first ?? 0, lines?.last ?? lines?.first ?? 0);
  const words = [failureWords(failure), output.join('\n').trim()].filter(Boolean).join('\n\n');
  const diagnostic = new Diagnostic(range, words, DiagnosticSeverity.Error);
  diagnostic.source = 'docker build';
  return diagnostic;
}

function warningOf(document: TextDocument, warning: Warning): Diagnostic {
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
