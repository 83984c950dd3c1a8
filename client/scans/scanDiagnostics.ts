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
import { languages as languageIds } from '../contributions.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { positionOf } from '../layers/lineHints.ts';
import type { LineMarks, Marks } from '../layers/lineMarks.ts';
import { countBySeverity, type Finding } from '../scanners/finding.ts';
import { SCANNER_NAMES } from '../scanners/names.ts';
import { countsText } from '../scannerText.ts';
import { findingsByLayer } from './layerFindings.ts';
import { countsOf, type ScanResult, type Scans } from './scans.ts';

/** Milliseconds without a change before the lines are looked at again. */
const PAUSE = 500;

/**
 * What scans have found in open Dockerfiles: on the FROM lines that name the image, and, where the image of the file
 * itself was scanned, on the lines whose layers brought it.
 */
export class ScanDiagnostics implements Disposable {
  readonly #scans: Scans;
  readonly #server: LanguageServer;
  readonly #marks: LineMarks;
  readonly #collection = languages.createDiagnosticCollection('strata-scans');
  readonly #subscriptions: Disposable[];
  #timer: NodeJS.Timeout | undefined;
  /** Only the last look counts. */
  #round = 0;

  constructor(scans: Scans, server: LanguageServer, marks: LineMarks) {
    this.#scans = scans;
    this.#server = server;
    this.#marks = marks;
    this.#subscriptions = [
      this.#collection,
      scans.onDidChange(() => this.#schedule(0)),
      marks.onDidChange(() => this.#schedule()),
      workspace.onDidOpenTextDocument(() => this.#schedule()),
      workspace.onDidChangeTextDocument(() => this.#schedule()),
      workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #schedule(pause = PAUSE): void {
    if (this.#scans.results.length === 0 && this.#isEmpty()) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), pause);
  }

  #isEmpty(): boolean {
    for (const _ of this.#collection) return false;
    return true;
  }

  async #show(): Promise<void> {
    const round = ++this.#round;
    for (const document of workspace.textDocuments) {
      if (document.languageId !== languageIds.dockerfile) continue;
      const inputs = await this.#server.buildInputs(document.uri);
      const found = (inputs?.stages ?? []).flatMap(({ base, firstLine }) => {
        const result = this.#scans.find(base);
        if (!result || result.findings.length === 0 || firstLine >= document.lineCount) return [];
        const line = document.lineAt(firstLine);
        const column = line.text.indexOf(base);
        const range = column < 0 ? line.range : new Range(firstLine, column, firstLine, column + base.length);
        return [diagnosticOf(result, range)];
      });
      if (round !== this.#round || document.isClosed) continue;
      // What the lines did takes longer to know than what they name; what stands there already stays meanwhile.
      if (!this.#collection.get(document.uri)?.length) this.#collection.set(document.uri, found);
      const lines = await this.#ofLines(document);
      if (round !== this.#round || document.isClosed) continue;
      this.#collection.set(document.uri, [...found, ...lines]);
    }
  }

  /** Of the image that was built from the file. */
  async #ofLines(document: TextDocument): Promise<readonly Diagnostic[]> {
    const marks = await this.#marks.of(document);
    const result = marks && this.#scans.findById(marks.image.id);
    if (!marks || !result) return [];
    const { byLayer } = findingsByLayer(result.findings, marks.known.image.layers);
    return marks.layers.lines.flatMap(line => {
      const findings = line.layer === undefined ? undefined : byLayer.get(line.layer);
      return findings ? [lineDiagnostic(result, findings, line)] : [];
    });
  }
}

function lineDiagnostic(
  result: ScanResult,
  findings: readonly Finding[],
  { start, keyword }: Marks['layers']['lines'][number],
): Diagnostic {
  const name = SCANNER_NAMES[result.scanner] ?? result.scanner;
  const [worst] = findings;
  const message = l10n.t(
    'What this line put into {image} has known weaknesses, says {scanner}: {counts}. First of them: {id} in {package}. Fixes are there for {fixable} of {count}.',
    {
      image: result.reference,
      scanner: name,
      counts: countsText(countBySeverity(findings)),
      id: worst?.id ?? '',
      package: `${worst?.package ?? ''} ${worst?.version ?? ''}`.trim(),
      fixable: findings.filter(({ fixedVersion }) => fixedVersion !== '').length,
      count: findings.length,
    },
  );
  const at = positionOf(start);
  const range = new Range(at, at.translate(0, keyword.length));
  return annotated(new Diagnostic(range, message, severityOf(findings)), name, worst);
}

const severityOf = (findings: readonly Finding[]): DiagnosticSeverity =>
  findings.some(({ severity }) => severity === 'critical' || severity === 'high')
    ? DiagnosticSeverity.Warning
    : DiagnosticSeverity.Information;

function annotated(diagnostic: Diagnostic, source: string, first: Finding | undefined): Diagnostic {
  diagnostic.source = source;
  if (first && /^https?:\/\//.test(first.url))
    diagnostic.code = { value: first.id, target: Uri.parse(first.url) };
  return diagnostic;
}

function diagnosticOf(result: ScanResult, range: Range): Diagnostic {
  const name = SCANNER_NAMES[result.scanner] ?? result.scanner;
  const fixable = result.findings.filter(({ fixedVersion }) => fixedVersion !== '').length;
  const message = l10n.t('{scanner} found in {image}: {counts}. Fixes are there for {fixable} of {count}.', {
    scanner: name,
    image: result.reference,
    counts: countsText(countsOf(result)),
    fixable,
    count: result.findings.length,
  });
  const text = result.baseAdvice === '' ? message : `${message}\n${result.baseAdvice}`;
  return annotated(new Diagnostic(range, text, severityOf(result.findings)), name, result.findings[0]);
}
