import type { OpenedImage } from '../../client/image/openImage.ts';
import type { Alignment } from '../../server/align/align.ts';
import type { GeneratedDockerfile } from './dockerfileGenerator.ts';

export interface Verdict {
  /** Claims that were compared, exact ones and inferred ones, and how many were right. */
  readonly exact: { right: number; wrong: number };
  readonly inferred: { right: number; wrong: number };
  /** Instructions that made a layer of which nothing was claimed. */
  missed: number;
  readonly problems: string[];
}

export const newVerdict = (): Verdict => ({
  exact: { right: 0, wrong: 0 },
  inferred: { right: 0, wrong: 0 },
  missed: 0,
  problems: [],
});

/** Layers that hold each name of a path, lowest first. */
export function layersByName(image: OpenedImage): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [layer, index] of image.indexes.entries()) {
    for (let entry = 0; entry < index.count; entry++) {
      for (const name of image.table.text(index.path[entry] ?? 0).split('/')) {
        const layers = found.get(name) ?? [];
        if (layers.at(-1) !== layer) layers.push(layer);
        found.set(name, layers);
      }
    }
  }
  return found;
}

/**
 * Holds an alignment against the files that are really in the layers. `original` is the file that was built;
 * `file` the one that was aligned, which may be an edited one.
 */
export function judge(
  file: GeneratedDockerfile,
  original: GeneratedDockerfile,
  names: ReadonlyMap<string, readonly number[]>,
  alignment: Alignment,
  verdict: Verdict,
): void {
  const target = file.target ?? file.stages.length - 1;
  const own = new Set<number>();
  for (let at: number | undefined = target; at !== undefined; at = file.stages[at]?.from) own.add(at);
  const seen = new Map<string, number>();
  for (const [index, { mark, stage, text }] of file.instructions.entries()) {
    const claim = alignment.instructions[index];
    if (!claim) throw new Error(`no claim for ${text}`);
    const isOwn = own.has(stage);
    if (mark === undefined && /^\s*(?:run|workdir)/i.test(text) && isOwn) continue;
    let truth: number | undefined;
    if (mark !== undefined && isOwn) {
      const layers = names.get(mark) ?? [];
      const uses = original.instructions.filter(one => one.mark === mark && own.has(one.stage)).length;
      const nth = seen.get(mark) ?? 0;
      seen.set(mark, nth + 1);
      const now = file.instructions.filter(one => one.mark === mark && own.has(one.stage)).length;
      // Of two that are the same, one of which is gone, nobody can say which is left.
      if (uses !== layers.length || uses !== now) continue;
      truth = layers[nth];
      if (claim.made === 'unknown') {
        verdict.missed++;
        verdict.problems.push(`missed: ${text}`);
        continue;
      }
    } else if (claim.made === 'unknown') continue;
    const kind = claim.exact ? verdict.exact : verdict.inferred;
    if (claim.layer === truth) kind.right++;
    else {
      kind.wrong++;
      const told = `${claim.layer} instead of ${truth} (${alignment.source}, ${claim.confidence})`;
      verdict.problems.push(`${claim.exact ? 'EXACT ' : ''}wrong: ${told}: ${text}`);
    }
  }
}
