import type { Outcome } from './result.ts';

/** Custom request to the client: what is at a path in an image of its engine. */
export const IMAGE_PATH_REQUEST = 'strata/imagePath';
export interface ImagePathParams {
  readonly reference: string;
  /** From the root, with or without a slash in front; symbolic links on the way are followed. */
  readonly path: string;
}
/** `null` when the engine does not have the image or its files are not known; `found` is `null` when nothing is there. */
export type ImagePathAnswer = { readonly found: ImagePath | null } | null;

export interface ImagePath {
  readonly kind: 'file' | 'folder' | 'other';
  /** Where the links lead, with a slash in front. */
  readonly path: string;
  /** Of a folder: of all below. */
  readonly files: number;
  readonly bytes: number;
  /** Of a folder, folders first, then by name. */
  readonly names: readonly ImageName[];
  /** There are more names than are given. */
  readonly cut: boolean;
}

export interface ImageName {
  readonly name: string;
  /** Also of a link that leads to one. */
  readonly isFolder: boolean;
  /** Of a folder: of all below. */
  readonly bytes: number;
}

/** Custom request to the client: the users and groups of an image of its engine. */
export const IMAGE_ACCOUNTS_REQUEST = 'strata/imageAccounts';
export interface ImageAccountsParams {
  readonly reference: string;
}
/** `null` when the engine does not have the image, its files are not known, or it has no such lists. */
export type ImageAccountsAnswer = ImageAccounts | null;

/** As `/etc/passwd` and `/etc/group` have them, in their order. */
export interface ImageAccounts {
  readonly users: readonly ImageUser[];
  readonly groups: readonly ImageGroup[];
}
export interface ImageUser {
  readonly name: string;
  readonly id: number;
  readonly group: number;
  readonly home: string;
  readonly shell: string;
}
export interface ImageGroup {
  readonly name: string;
  readonly id: number;
  readonly members: readonly string[];
}

/** The part of the worker that tells what is in images of the engine. An image is read once, in the background. */
export interface ImageTreeApi {
  imagePath(params: ImagePathParams): Promise<Outcome<ImagePathAnswer>>;
  imageAccounts(params: ImageAccountsParams): Promise<Outcome<ImageAccountsAnswer>>;
}
