import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type Disposable,
  Location,
  l10n,
  languages,
  Range,
  type TextDocument,
  TextEdit,
  type Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { LostFix, LostLine } from '../../protocol/layers.ts';
import { layerSettings } from '../settings.ts';
import { DOCKERFILES, positionOf } from './lineHints.ts';
import { isMarked, type LineMarks, type Marks } from './lineMarks.ts';
import { sizeText } from './lineTexts.ts';

/** The code of its diagnostics. */
const CODE = 'layer-bytes';

/** Bytes that one line writes and a later one takes back, as the image has them; with what mends it. */
export class LostBytes implements CodeActionProvider, Disposable {
  readonly #marks: LineMarks;
  readonly #collection = languages.createDiagnosticCollection('strata-layers');
  readonly #subscriptions: readonly Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(marks: LineMarks) {
    this.#marks = marks;
    this.#subscriptions = [
      this.#collection,
      marks.onDidChange(() => this.#all()),
      window.onDidChangeVisibleTextEditors(() => this.#all()),
      workspace.onDidChangeTextDocument(({ document }) => this.#soon(document, AFTER_TYPING)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('strata.layers')) this.#all();
      }),
      languages.registerCodeActionsProvider(DOCKERFILES, this, {
        providedCodeActionKinds: [CodeActionKind.QuickFix],
      }),
    ];
    this.#all();
  }

  async provideCodeActions(document: TextDocument, range: Range): Promise<CodeAction[]> {
    const diagnostics = (this.#collection.get(document.uri) ?? []).filter(
      diagnostic => diagnostic.code === CODE && diagnostic.range.intersection(range),
    );
    if (diagnostics.length === 0) return [];
    const marks = await this.#marks.of(document);
    return (marks?.layers.lost ?? []).flatMap(lost => {
      const diagnostic = diagnostics.find(({ range: at }) => at.isEqual(rangeOf(lost, marks as Marks)));
      if (!diagnostic || !marks) return [];
      return lost.fixes.map(fix => {
        const action = new CodeAction(titleOf(fix, lost, marks), CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.edit = new WorkspaceEdit();
        const edits = fix.edits.map(({ start, end, newText }) =>
          TextEdit.replace(new Range(positionOf(start), positionOf(end)), newText),
        );
        action.edit.set(document.uri, edits);
        return action;
      });
    });
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #all(): void {
    for (const { document } of window.visibleTextEditors) this.#soon(document, 0);
  }

  #soon(document: TextDocument, milliseconds: number): void {
    if (!isMarked(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        void this.#show(document);
      }, milliseconds),
    );
  }

  async #show(document: TextDocument): Promise<void> {
    const marks = layerSettings(document.uri).diagnostics ? await this.#marks.of(document) : undefined;
    if (document.isClosed) return;
    const lost = marks?.layers.lost ?? [];
    this.#collection.set(document.uri, marks ? lost.map(one => diagnosticOf(one, marks, document.uri)) : []);
  }
}

/** Milliseconds of quiet. */
const AFTER_TYPING = 300;

function rangeOf({ by }: LostLine, { layers }: Marks): Range {
  const line = layers.lines[by];
  if (!line) return new Range(0, 0, 0, 0);
  const start = positionOf(line.start);
  return new Range(start, start.translate(0, line.keyword.length));
}

function titleOf({ kind, path = '' }: LostFix, { line, bytes }: LostLine, { layers }: Marks): string {
  const args = { line: (layers.lines[line]?.start.line ?? 0) + 1, size: sizeText(bytes), path };
  switch (kind) {
    case 'join':
      return l10n.t('Join with line {line}: saves {size}', args);
    case 'move':
      return l10n.t('Delete in line {line} what it writes: saves {size}', args);
    case 'cache':
      return l10n.t('Keep {path} in a cache mount: saves {size}', args);
    case 'exclude':
      return l10n.t('Do not copy {path} (--exclude, from Dockerfile syntax 1.19): saves {size}', args);
  }
}

function diagnosticOf(lost: LostLine, marks: Marks, uri: Uri): Diagnostic {
  const writer = marks.layers.lines[lost.line];
  const args = { size: sizeText(lost.bytes), line: (writer?.start.line ?? 0) + 1 };
  const diagnostic = new Diagnostic(
    rangeOf(lost, marks),
    lost.deleted
      ? l10n.t(
          'This deletes {size} that line {line} wrote: they stay in the image, only hidden. Delete them in the instruction that writes them.',
          args,
        )
      : l10n.t(
          'This writes {size} anew that line {line} wrote already: the image has both. Write them once, in their final form.',
          args,
        ),
    DiagnosticSeverity.Information,
  );
  diagnostic.source = 'strata';
  diagnostic.code = CODE;
  if (writer) {
    const place = new Location(uri, new Range(positionOf(writer.start), positionOf(writer.end)));
    const paths = lost.paths.map(({ path, bytes }) => `/${path} (${sizeText(bytes)})`).join(', ');
    diagnostic.relatedInformation = [
      new DiagnosticRelatedInformation(place, l10n.t('Written here: {paths}', { paths })),
    ];
  }
  return diagnostic;
}
