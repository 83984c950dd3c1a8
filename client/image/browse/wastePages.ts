import type { WasteRow, WasteShare, WasteSummary } from '../../../protocol/browse.ts';
import type { Page, WasteReason } from '../../../protocol/image.ts';
import type { OpenedImage } from '../openImage.ts';
import { liveEntries, type WastedPath } from '../waste.ts';

/** Part of the lost bytes, largest first. */
export function wastePage(
  wasted: readonly WastedPath[],
  {
    layer,
    why,
    offset,
    limit,
  }: {
    readonly layer?: number;
    readonly why?: WasteReason;
    readonly offset: number;
    readonly limit: number;
  },
): Page<WasteRow> {
  const left = wasted.filter(
    row => (layer === undefined || row.layers.includes(layer)) && (why === undefined || row.why === why),
  );
  return { total: left.length, offset, items: left.slice(offset, offset + limit) };
}

/** Where the bytes were lost, how, and by whom: each lost entry counts once in each of the three. */
export function summarizeWaste(image: OpenedImage): WasteSummary {
  const { indexes, squashed } = image;
  const reasons = new Map<WasteReason, { bytes: number; paths: number }>();
  for (const { bytes, why } of image.wasted()) add(reasons, why, bytes);
  const holders = new Map<number, { bytes: number; paths: number }>();
  const causes = new Map<number, { bytes: number; paths: number }>();
  const live = liveEntries(squashed);
  for (const [layer, index] of indexes.entries()) {
    const base = squashed.base[layer] ?? 0;
    for (let at = 0; at < index.count; at++) {
      const size = index.size[at] ?? 0;
      if (size === 0 || live[base + at] === 1) continue;
      add(holders, layer, size);
      const cause = squashed.lostBy[base + at] ?? -1;
      if (cause >= 0) add(causes, cause, size);
    }
  }
  return {
    reasons: [...reasons].map(([why, share]) => ({ why, ...share })).sort(byBytes),
    holders: [...holders].map(([layer, share]) => ({ layer, ...share })).sort(byBytes),
    causes: [...causes].map(([layer, share]) => ({ layer, ...share })).sort(byBytes),
  };
}

function add<Key>(shares: Map<Key, { bytes: number; paths: number }>, key: Key, bytes: number): void {
  const share = shares.get(key) ?? { bytes: 0, paths: 0 };
  share.bytes += bytes;
  share.paths++;
  shares.set(key, share);
}

const byBytes = (a: WasteShare, b: WasteShare): number => b.bytes - a.bytes;
