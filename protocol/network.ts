import type { Outcome } from './result.ts';
import type { CallOptions } from './rpc.ts';

/** HTTP for those who have none of their own that knows the user's proxies and certificates. */
export interface NetworkApi {
  /** Resolves with the head of the answer; its body waits under `id` until it is read or closed. */
  fetch(request: NetworkRequest, options?: CallOptions): Promise<Outcome<NetworkAnswer>>;
  /** The next bytes of a body; `undefined` at its end. */
  read(params: { readonly id: number }): Promise<Outcome<NetworkChunk>>;
  /** Lets the body go, read or not. */
  close(params: { readonly id: number }): Promise<Outcome<null>>;
}

export interface NetworkRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

export type NetworkAnswer =
  | {
      readonly kind: 'answer';
      readonly id: number;
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
    }
  | ({ readonly kind: 'broken' } & NetworkTrouble);

export type NetworkChunk =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array | undefined }
  | ({ readonly kind: 'broken' } & NetworkTrouble);

/** Why no answer came: what the deepest cause says, and its code such as `ECONNREFUSED`. */
export interface NetworkTrouble {
  readonly code: string;
  readonly message: string;
}
