import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DockerfileDocument } from '../features/document.ts';
import { parseIgnoreFile } from '../ignore/parse.ts';
import type { IgnoreFile } from '../ignore/tree.ts';
import { buildModel } from '../semantics/buildModel.ts';
import type { ModelOptions } from '../semantics/model.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { documentKind } from './kinds.ts';

/** An open document as this server reads it. Read once per version, when first asked for. */
export type OpenDocument =
  | { readonly kind: 'dockerfile'; readonly text: TextDocument; readonly read: () => DockerfileDocument }
  | { readonly kind: 'ignore'; readonly text: TextDocument; readonly read: () => IgnoreFile };

export interface Documents {
  /** Keeps itself in step with the client's documents. */
  readonly synced: TextDocuments<TextDocument>;
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
}

export function createDocuments(options: {
  readonly windows: boolean;
  readonly model: () => ModelOptions;
}): Documents {
  const synced = new TextDocuments(TextDocument);
  const dockerfiles = new PerVersion(text => {
    const file = parseDockerfile(text.getText());
    return { file, model: buildModel(file, options.model()) };
  });
  const ignoreFiles = new PerVersion(text => parseIgnoreFile(text.getText(), { windows: options.windows }));

  function open(text: TextDocument): OpenDocument | undefined {
    switch (documentKind(text.uri, text.languageId)) {
      case 'dockerfile':
        return { kind: 'dockerfile', text, read: () => dockerfiles.of(text) };
      case 'ignore':
        return { kind: 'ignore', text, read: () => ignoreFiles.of(text) };
      default:
        return undefined;
    }
  }

  return {
    synced,
    get: uri => {
      const text = synced.get(uri);
      return text && open(text);
    },
    all: () => synced.all().flatMap(text => open(text) ?? []),
  };
}

/** People work on few documents at a time; the others are read again when they are looked at. */
const KEPT = 12;

/** What is worked out of a document, kept until its next version, its end, or until many others were asked for. */
export class PerVersion<T> {
  readonly #known = new Map<TextDocument, { readonly version: number; readonly value: T }>();
  readonly #make: (text: TextDocument) => T;

  constructor(make: (text: TextDocument) => T) {
    this.#make = make;
  }

  of(text: TextDocument): T {
    const known = this.#known.get(text);
    // Put behind all others: the first is then the one that was asked for longest ago.
    this.#known.delete(text);
    const current = known?.version === text.version ? known : undefined;
    const { value } = current ?? { value: this.#make(text) };
    this.#known.set(text, current ?? { version: text.version, value });
    for (const oldest of this.#known.keys()) if (this.#known.size > KEPT) this.#known.delete(oldest);
    return value;
  }
}
