import {
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  l10n,
  languages,
  Range,
  Uri,
  workspace,
} from 'vscode';
import { languages as languageIds } from '../contributions.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import { SCANNERS } from '../scanners/scanners.ts';
import { countsText } from '../scannerText.ts';
import { countsOf, type ScanResult, type Scans } from './scans.ts';

/** Milliseconds without a change before the lines are looked at again. */
const PAUSE = 500;

/** What scans have found, on the FROM lines of open Dockerfiles that name the image. */
export class ScanDiagnostics implements Disposable {
  readonly #scans: Scans;
  readonly #server: LanguageServer;
  readonly #collection = languages.createDiagnosticCollection('strata-scans');
  readonly #subscriptions: Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(scans: Scans, server: LanguageServer) {
    this.#scans = scans;
    this.#server = server;
    this.#subscriptions = [
      this.#collection,
      scans.onDidChange(() => this.#schedule()),
      workspace.onDidOpenTextDocument(() => this.#schedule()),
      workspace.onDidChangeTextDocument(() => this.#schedule()),
      workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #schedule(): void {
    if (this.#scans.results.length === 0 && this.#isEmpty()) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#show(), PAUSE);
  }

  #isEmpty(): boolean {
    for (const _ of this.#collection) return false;
    return true;
  }

  async #show(): Promise<void> {
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
      this.#collection.set(document.uri, found);
    }
  }
}

function diagnosticOf(result: ScanResult, range: Range): Diagnostic {
  const name = SCANNERS.find(({ id }) => id === result.scanner)?.name ?? result.scanner;
  const fixable = result.findings.filter(({ fixedVersion }) => fixedVersion !== '').length;
  const message = l10n.t('{scanner} found in {image}: {counts}. Fixes are there for {fixable} of {count}.', {
    scanner: name,
    image: result.reference,
    counts: countsText(countsOf(result)),
    fixable,
    count: result.findings.length,
  });
  const serious = result.findings.some(({ severity }) => severity === 'critical' || severity === 'high');
  const diagnostic = new Diagnostic(
    range,
    result.baseAdvice === '' ? message : `${message}\n${result.baseAdvice}`,
    serious ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information,
  );
  diagnostic.source = name;
  const [first] = result.findings;
  if (first && /^https?:\/\//.test(first.url))
    diagnostic.code = { value: first.id, target: Uri.parse(first.url) };
  return diagnostic;
}
