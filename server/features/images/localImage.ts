import type { RemoteAnswer } from './remoteImage.ts';

/** An image that the engine of the client has. */
export interface LocalImage {
  readonly id: string;
  /** `name:tag` and `name@sha256:…`. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes; milliseconds since 1970. */
  readonly size: number;
  readonly created: number;
}

/** One image, looked at more closely. */
export interface LocalImageFacts extends LocalImage {
  /** `os/architecture[/variant]`. */
  readonly platforms: readonly string[];
}

/** What the engine says of a reference, and beside it the registry. */
export type ImageAnswer = LocalAnswer & { readonly remote?: RemoteAnswer };

type LocalAnswer =
  | { readonly kind: 'present'; readonly image: LocalImageFacts }
  | { readonly kind: 'absent' }
  /** Nobody can be asked, or nobody has answered yet. */
  | { readonly kind: 'unknown' };
