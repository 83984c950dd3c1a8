import { memoryReader } from '../../client/image/bytes.ts';
import { createIndexBuilder } from '../../client/image/indexBuilder.ts';
import type { LayerIndex } from '../../client/image/layerIndex.ts';
import { defaultLimits } from '../../client/image/limits.ts';
import { type OpenedImage, type OpenOptions, openImageArchive } from '../../client/image/openImage.ts';
import { createPathTable, type PathTable } from '../../client/image/pathTable.ts';
import { type Squash, squash } from '../../client/image/squash.ts';
import { createTarScanner } from '../../client/image/tarScanner.ts';
import { archiveOf, type ImageSpec, ociLayout } from './imageBuilder.ts';
import { buildTar, type TarSpec } from './tarBuilder.ts';

export interface Stack {
  readonly table: PathTable;
  readonly layers: readonly LayerIndex[];
  readonly squashed: Squash;
}

/** Indexes and squashes layers without an archive around them. */
export function stackOf(layers: readonly (readonly TarSpec[])[], checksums = false): Stack {
  const table = createPathTable();
  const indexes = layers.map(entries => {
    const builder = createIndexBuilder(table, { limits: defaultLimits, checksums });
    const scanner = createTarScanner(builder, defaultLimits);
    scanner.push(buildTar(entries));
    const trouble = scanner.finish();
    if (trouble) throw new Error(trouble.code);
    return builder.finish();
  });
  return { table, layers: indexes, squashed: squash(table, indexes) };
}

/** Opens an image that must open. */
export async function openSpec(spec: ImageSpec, options: Partial<OpenOptions> = {}): Promise<OpenedImage> {
  return openBytes(archiveOf(ociLayout([spec])), options);
}

export async function openBytes(bytes: Uint8Array, options: Partial<OpenOptions> = {}): Promise<OpenedImage> {
  const opened = await openImageArchive(memoryReader(bytes), { name: 'test.tar', ...options });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  return opened.value;
}
