/** What a registry says of a tag or digest. */
export interface RemoteImage {
  readonly digest: string;
  /** `os/architecture[/variant]`. */
  readonly platforms: readonly string[];
  /** Bytes of the compressed layers for one platform. */
  readonly size: number | undefined;
  /** Milliseconds since 1970. */
  readonly created: number | undefined;
  /** When the registry said so, in milliseconds since 1970; undefined when nobody tells. */
  readonly asOf?: number | undefined;
}

export type RemoteAnswer =
  | { readonly kind: 'present'; readonly image: RemoteImage }
  | { readonly kind: 'absent' }
  /** The registry may not be asked, does not answer, or has not answered yet. */
  | { readonly kind: 'unknown' };

/** A repository found by words. */
export interface FoundImage {
  readonly name: string;
  readonly description: string;
  readonly official: boolean;
}

/** Registries as completion sees them: what is known now, while the rest is asked for behind its back. */
export interface KnownRegistries {
  /** Newest version first; undefined while nothing is known. */
  tags(repository: { readonly domain: string; readonly path: string }): readonly string[] | undefined;
  /** When the registry listed the tags, in milliseconds since 1970, where that is some time ago. */
  staleSince(repository: { readonly domain: string; readonly path: string }): number | undefined;
  /** Repositories of Docker Hub for what is typed so far. */
  search(text: string): readonly FoundImage[] | undefined;
}

/** How many tags are offered at once; more typing narrows them. */
export const TAGS_OFFERED = 300;
