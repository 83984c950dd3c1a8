import type { Finding } from '../scanners/finding.ts';

/** What a scanner found, by the layer that brought it; `elsewhere` is what no layer of these is named for. */
export interface LayerFindings {
  readonly byLayer: ReadonlyMap<number, readonly Finding[]>;
  readonly elsewhere: readonly Finding[];
}

/** Scanners name a layer by its diff id or by the digest of its stored bytes, as they know it. */
export function findingsByLayer(
  findings: readonly Finding[],
  layers: readonly { readonly diffId: string; readonly digest: string | undefined }[],
): LayerFindings {
  const places = new Map<string, number>();
  for (const [index, { diffId, digest }] of layers.entries()) {
    if (digest !== undefined && !places.has(digest)) places.set(digest, index);
    // The same layer twice: what is in it came with the lower one.
    if (!places.has(diffId)) places.set(diffId, index);
  }
  const byLayer = new Map<number, Finding[]>();
  const elsewhere: Finding[] = [];
  for (const finding of findings) {
    const index = finding.layer === '' ? undefined : places.get(finding.layer);
    if (index === undefined) elsewhere.push(finding);
    else {
      const found = byLayer.get(index) ?? [];
      found.push(finding);
      byLayer.set(index, found);
    }
  }
  return { byLayer, elsewhere };
}
