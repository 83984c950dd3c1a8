import type { WasteRow, WasteShare, WasteSummary } from '../../../protocol/browse.ts';
import type { Page, WasteReason } from '../../../protocol/image.ts';
import type { WastedPath } from '../waste.ts';

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

/** Where the bytes were lost, how, and by whom. Bytes that several layers share in are counted with the first. */
export function summarizeWaste(wasted: readonly WastedPath[]): WasteSummary {
  const reasons = new Map<WasteReason, { bytes: number; paths: number }>();
  const holders = new Map<number, { bytes: number; paths: number }>();
  const causes = new Map<number, { bytes: number; paths: number }>();
  for (const { bytes, why, layers, by } of wasted) {
    add(reasons, why, bytes);
    const [holder] = layers;
    const [cause] = by;
    if (holder !== undefined) add(holders, holder, bytes);
    if (cause !== undefined) add(causes, cause, bytes);
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
