import { type BodyOptions, type LayerBytes, readBodies } from './bodies.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { Sha256 } from './sha256.ts';

/** What reading bodies for their digests takes. */
export interface DigestOptions extends BodyOptions {
  /** Bytes of a layer, undefined when they cannot be read. */
  readonly bytesOf: (layer: number) => LayerBytes | undefined;
  readonly createSha256: () => Sha256;
}

/**
 * SHA-256 of the bodies of some entries, numbered as in `base[layer] + index`. What cannot be read a second
 * time has none.
 */
export async function digestBodies(
  layers: readonly LayerIndex[],
  base: Int32Array,
  wanted: ReadonlyMap<number, ReadonlySet<number>>,
  options: DigestOptions,
): Promise<ReadonlyMap<number, string>> {
  const digests = new Map<number, string>();
  for (const [number, entries] of wanted) {
    const layer = layers[number];
    const bytes = options.bytesOf(number);
    if (!layer || !bytes || options.signal?.aborted) continue;
    const start = base[number] ?? 0;
    let hash = options.createSha256();
    const sink = {
      begin: () => {
        hash = options.createSha256();
      },
      bytes: (chunk: Uint8Array) => hash.update(chunk),
      end: (index: number) => void digests.set(start + index, hash.hex()),
    };
    await readBodies(layer, bytes, [...entries], sink, options);
  }
  return digests;
}
