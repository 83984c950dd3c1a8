import type { DocumentKind, FileRow, ImageOverview, Page, ReadProgress } from './image.ts';
import type { Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** What the inspector's webview may ask of the extension; nothing else is answered. */
export interface InspectorHost {
  /** Reads the image when it was not read yet; cancelled by the signal. */
  load(params: Record<string, never>, options?: CallOptions<ReadProgress>): Promise<Outcome<ImageOverview>>;
  children(params: {
    readonly layer: number | 'final';
    readonly path: string;
    readonly offset: number;
    readonly limit: number;
  }): Promise<Outcome<Page<FileRow>>>;
  document(params: { readonly kind: DocumentKind }): Promise<Outcome<string>>;
  /** Puts text on the clipboard: digests, paths. */
  copy(params: { readonly text: string }): Promise<Outcome<null>>;
}
