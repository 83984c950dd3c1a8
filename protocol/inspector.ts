import type { FileRequest, ImageQueries } from './browse.ts';
import type { DocumentKind, ImageLocation, ImageOverview, LayerRow, ReadProgress } from './image.ts';
import type { Failure, Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** A layer with the instruction that made it, read from its `createdBy`. */
export interface InspectedLayer extends LayerRow {
  /** `RUN`, `COPY`, …; empty when what made it is no Dockerfile instruction. */
  readonly keyword: string;
  /** The rest of the instruction, on as many lines as it was written. */
  readonly text: string;
}

export interface InspectedImage extends Omit<ImageOverview, 'layers'> {
  readonly layers: readonly InspectedLayer[];
}

export interface OpenedFile {
  /** The folder it leads to; nothing was opened then. */
  readonly folder?: string;
}

/** A failure in the user's language. */
export interface FailureWords {
  readonly message: string;
  readonly advice: string;
  /** The other side's own words; empty when there are none. */
  readonly detail: string;
}

/** What the inspector's webview may ask of the extension; nothing else is answered. */
export interface InspectorHost extends ImageQueries {
  /**
   * Reads the image when it was not read yet, or when `again` is true, or when another platform of it is asked for;
   * cancelled by the signal. `show` is the layer that the user asked for meanwhile.
   */
  load(
    params: { readonly again?: boolean; readonly platform?: string },
    options?: CallOptions<ReadProgress>,
  ): Promise<Outcome<{ readonly image: InspectedImage; readonly show: number | undefined }>>;
  /** Opens one of the JSON documents in a text editor. */
  openDocument(params: { readonly kind: DocumentKind }): Promise<Outcome<null>>;
  /** Opens a file of the image in an editor, read-only; where it is a link to a folder, answers with that. */
  openFile(params: FileRequest): Promise<Outcome<OpenedFile>>;
  /** Asks where to, and writes the file there. */
  saveFile(params: FileRequest): Promise<Outcome<null>>;
  /** Asks with what, and shows the two files side by side. */
  compareFile(params: FileRequest): Promise<Outcome<null>>;
  /** Asks for another image, and shows what differs. */
  compareImage(params: Record<string, never>): Promise<Outcome<null>>;
  /** Goes to the line of a Dockerfile that made a layer, or says why there is none. */
  showLine(params: { readonly layer: number; readonly diffId: string }): Promise<Outcome<null>>;
  /** Opens one of the attestation's statements in a text editor. */
  openStatement(params: { readonly index: number }): Promise<Outcome<null>>;
  /** Puts text on the clipboard: digests, paths. */
  copy(params: { readonly text: string }): Promise<Outcome<null>>;
  explain(params: { readonly failure: Failure }): Promise<Outcome<FailureWords>>;
}

/** What the extension may ask of the inspector's webview. */
export interface InspectorPage {
  showLayer(params: { readonly layer: number }): Promise<Outcome<null>>;
}

/**
 * Every message between the two is wrapped so: a hidden webview is thrown away and made anew, and an answer to
 * the old page must not reach the new one.
 */
export interface InspectorEnvelope {
  readonly page: string;
  readonly message: unknown;
}

/** What stands in the page when it is made. */
export interface InspectorInit {
  /** Names this panel to commands of its context menus. */
  readonly panel: string;
  /** How the user calls the image. */
  readonly title: string;
  readonly location: ImageLocation;
  /** BCP 47, for numbers and dates. */
  readonly language: string;
  /** Translations by English text; undefined in English. */
  readonly l10n: Readonly<Record<string, string | { readonly message: string }>> | undefined;
}

/** What the page keeps while it is hidden, and the editor over a restart. */
export interface InspectorSavedState {
  readonly location: ImageLocation;
  readonly title: string;
  /** The page's own; nobody else looks into it. */
  readonly view: unknown;
}
