import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type OpenedPath, openImagePath } from '../../client/worker/imagePath.ts';
import type { ReadProgress } from '../../protocol/image.ts';
import type { Outcome } from '../../protocol/result.ts';
import { failureMessage } from './inspectFailure.ts';
import { formatSize } from './inspectFormat.ts';
import type { CliIo } from './io.ts';

export interface OpenImageOptions {
  readonly platform: string | undefined;
  readonly onProgress: ((progress: ReadProgress) => void) | undefined;
}

/** Opens an image that an engine holds; whoever gets it disposes it. */
export type OpenEngineImage = (
  reference: string,
  io: CliIo,
  options: OpenImageOptions,
) => Promise<Outcome<OpenedPath>>;

/** Loads the engine's code only when an image of an engine is asked for. */
export const lazyEngineImage: OpenEngineImage = async (reference, surroundings, options) => {
  const { openFromEngine } = await import('./inspectEngine.ts');
  return openFromEngine(reference, surroundings, options);
};

/** What other tools write before the name of an image that is to be read in its registry. */
const REGISTRY = 'docker://';

const lazyRegistryImage: OpenEngineImage = async (reference, surroundings, options) => {
  const { openFromRegistry } = await import('./inspectRegistry.ts');
  return openFromRegistry(reference, surroundings, options);
};

/** What lies on the disk is a path; what has no such file is asked of the engine. */
export async function openImageInput(
  command: string,
  input: string,
  platform: string | undefined,
  io: CliIo,
  openEngineImage: OpenEngineImage,
): Promise<Outcome<OpenedPath>> {
  const progress = createProgress(io);
  const options = { platform, onProgress: progress.show };
  const path = resolve(io.cwd, input);
  const opened = input.startsWith(REGISTRY)
    ? await lazyRegistryImage(input.slice(REGISTRY.length), io, options)
    : (await isImagePath(input, path))
      ? await openImagePath(path, options)
      : await openEngineImage(input, io, options);
  progress.clear();
  if (!opened.ok) io.stderr(`strata ${command}: ${input}: ${failureMessage(opened.failure)}\n`);
  return opened;
}

async function isImagePath(input: string, path: string): Promise<boolean> {
  // `./image` and `/image` can be nothing else.
  if (/^(?:\.{1,2})?[\\/]|^[A-Za-z]:[\\/]|\.(?:tar|tgz|tar\.gz|tar\.zst)$/.test(input)) return true;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found !== undefined;
  // A folder may have the name of an image.
  const marks = await Promise.all(
    ['index.json', 'manifest.json', 'oci-layout'].map(name => stat(join(path, name)).catch(() => undefined)),
  );
  return marks.some(mark => mark !== undefined);
}

/** A line of progress on a terminal, for what takes longer than a second. */
function createProgress(io: CliIo): { show: ((progress: ReadProgress) => void) | undefined; clear(): void } {
  if (!io.isTty) return { show: undefined, clear: () => {} };
  const started = performance.now();
  let shown = 0;
  return {
    show: ({ phase, bytes, total }) => {
      const now = performance.now();
      if (now - started < 1000 || now - shown < 100) return;
      shown = now;
      const what = phase === 'export' ? 'The engine exports the image' : 'Reading';
      const of = total === undefined ? '' : ` of ${formatSize(total)}`;
      io.stderr(`\r\u001b[K${what}: ${formatSize(bytes)}${of}`);
    },
    clear: () => {
      if (shown > 0) io.stderr('\r\u001b[K');
    },
  };
}
