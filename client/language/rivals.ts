import {
  type Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  EventEmitter,
  languages,
  type TextDocument,
  type Uri,
  workspace,
} from 'vscode';
import { type ShownFinding, withoutDoubles } from './doubles.ts';
import type { DocumentMatch } from './selector.ts';

/**
 * What other extensions show in our documents. VS Code has no way to hide it, so what both of us find is left out
 * here; its fixes are offered all the same.
 */
export class Rivals implements Disposable {
  readonly #changed = new EventEmitter<readonly TextDocument[]>();
  /** Documents in which others show something else now. */
  readonly onDidChange = this.#changed.event;
  readonly #known = new Map<string, string>();
  readonly #subscription: Disposable;

  constructor(documents: readonly DocumentMatch[]) {
    this.#subscription = languages.onDidChangeDiagnostics(({ uris }) => {
      const changed = new Set(uris.map(uri => uri.toString()));
      const ours = workspace.textDocuments.filter(
        document => changed.has(document.uri.toString()) && languages.match(documents, document) > 0,
      );
      const differ = ours.filter(document => this.#differs(document.uri));
      if (differ.length > 0) this.#changed.fire(differ);
    });
  }

  /** Those of our diagnostics that nobody else shows. */
  withoutDoubles<T extends Diagnostic>(uri: Uri, own: readonly T[]): T[] {
    return [...withoutDoubles(own, readFinding, othersIn(uri))];
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #differs(uri: Uri): boolean {
    const key = uri.toString();
    const now = JSON.stringify(othersIn(uri));
    const before = this.#known.get(key) ?? '[]';
    if (now === '[]') this.#known.delete(key);
    else this.#known.set(key, now);
    return now !== before;
  }
}

function othersIn(uri: Uri): readonly ShownFinding[] {
  return languages
    .getDiagnostics(uri)
    .map(readFinding)
    .filter(({ source }) => source !== 'Strata');
}

function readFinding(diagnostic: Diagnostic): ShownFinding {
  const { code, range, severity, source = '' } = diagnostic;
  const value = typeof code === 'object' ? code.value : code;
  return {
    source,
    names: [...(value === undefined ? [] : [String(value)]), ...aliasesOf(diagnostic)],
    isError: severity === DiagnosticSeverity.Error,
    firstLine: range.start.line,
    lastLine: range.end.line,
  };
}

/** As our server sends them along. */
function aliasesOf(diagnostic: Diagnostic): readonly string[] {
  const { data } = diagnostic as { readonly data?: { readonly aliases?: unknown } };
  return Array.isArray(data?.aliases) ? data.aliases.filter(name => typeof name === 'string') : [];
}
