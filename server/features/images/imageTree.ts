/** What is at a path in an image of the client's engine. */
export interface ImagePath {
  readonly kind: 'file' | 'folder' | 'other';
  /** Where the links lead, with a slash in front. */
  readonly path: string;
  /** Of a folder: of all below. */
  readonly files: number;
  readonly bytes: number;
  /** Of a folder, folders first, then by name. */
  readonly names: readonly { readonly name: string; readonly isFolder: boolean; readonly bytes: number }[];
  /** There are more names than are given. */
  readonly cut: boolean;
}

/** The users and groups of an image. */
export interface ImageAccounts {
  readonly users: readonly ImageUser[];
  readonly groups: readonly { readonly name: string; readonly id: number }[];
}

export interface ImageUser {
  readonly name: string;
  readonly id: number;
  readonly group: number;
  readonly home: string;
}

/** unknown: the engine does not have the image, or nobody has looked into it. pending: somebody is looking now. */
export type ImagePathAnswer =
  | { readonly kind: 'unknown' | 'pending' | 'missing' }
  | { readonly kind: 'found'; readonly at: ImagePath };

/** Looks at a path of an image; answers soon, and with what is known by then. Never rejects. */
export type ImagePaths = (reference: string, path: string) => Promise<ImagePathAnswer>;
