import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageLocation, ReadProgress } from '../../protocol/image.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { parseReference } from '../../server/syntax/values/reference.ts';
import type { ImageFiles } from '../image/files.ts';
import { openImageFiles } from '../image/openImage.ts';
import { platformText } from '../image/platform.ts';
import { runHelper } from '../registry/credentialHelper.ts';
import { readDockerConfig } from '../registry/dockerConfig.ts';
import { ownPlatform } from '../registry/ownPlatform.ts';
import { createRegistries } from '../registry/registries.ts';
import { remoteFiles } from '../registry/remoteImage.ts';
import { type ChunkStore, chunkStore } from './chunkStore.ts';
import { hashPorts, type OpenedPath } from './imagePath.ts';

type RegistryLocation = Extract<ImageLocation, { readonly kind: 'registry' }>;

/** An image that a registry has, before any of its layers is read. */
export interface FoundInRegistry {
  /** Of its manifest or index: tags move. */
  readonly digest: string;
  open(options: {
    readonly platform: string | undefined;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((progress: ReadProgress) => void) | undefined;
  }): Promise<Outcome<OpenedPath>>;
}

/** Asks a registry for an image, with the user's Docker logins. Nothing is pulled: layers are read there, once. */
export async function findInRegistry(
  { reference, insecure }: RegistryLocation,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal | undefined,
): Promise<Outcome<FoundInRegistry>> {
  const named = parseReference(reference);
  if (typeof named === 'string') return failure('image-not-found', { reference }, named);
  const { domain, path, tag = 'latest', digest } = named;
  const session = createRegistries({
    net: {
      fetch: (input, init) => fetch(input, init),
      now: () => performance.now(),
      wait: (milliseconds, until) => sleep(milliseconds, undefined, { signal: until }).catch(() => {}),
      random: Math.random,
    },
    config: () => readDockerConfig(process.env),
    helpers: runHelper,
    insecure: insecure ? [domain] : [],
  }).session(domain);
  // Whoever opened it may go; what is open is read on for others.
  const opening = new AbortController();
  const cancel = (): void => opening.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  const files = await remoteFiles(
    session,
    path,
    digest ?? tag,
    digest === undefined ? reference : undefined,
    {
      signal: opening.signal,
    },
  );
  signal?.removeEventListener('abort', cancel);
  if (!files.ok) return files;
  return success({
    digest: files.value.digest,
    open: async ({ platform, signal: own, onProgress }) => {
      const stop = (): void => opening.abort();
      own?.addEventListener('abort', stop, { once: true });
      const stores: ChunkStore[] = [];
      const dispose = async (): Promise<void> => {
        opening.abort();
        await Promise.all(stores.map(store => store.dispose()));
      };
      const image = await openImageFiles(keeping(files.value, stores), {
        name: reference,
        platform,
        preferredPlatform: platformText(ownPlatform()),
        ports: hashPorts,
        signal: own,
        onProgress,
      });
      own?.removeEventListener('abort', stop);
      if (image.ok) return success({ image: image.value, dispose });
      await dispose();
      return image;
    },
  });
}

/** Files that are fetched once, whatever is read of them how often. */
function keeping(files: ImageFiles, stores: ChunkStore[]): ImageFiles {
  const known = new Map<string, ReturnType<ImageFiles['open']>>();
  return {
    ...files,
    open: path => {
      const opened =
        known.get(path) ??
        files.open(path).then(reader => {
          if (!reader) return undefined;
          const store = chunkStore(reader);
          stores.push(store);
          return store;
        });
      known.set(path, opened);
      return opened;
    },
  };
}
