import { program } from './debian.ts';

/** Copies images between layouts and registries: an independent witness of what an image holds. */
export const skopeo = (): Promise<string> => program('skopeo', ['skopeo']);

/** Makes and unpacks OCI layouts: an independent witness too. */
export const umoci = (): Promise<string> => program('umoci', ['umoci']);

export const shellcheck = (): Promise<string> => program('shellcheck', ['shellcheck']);
