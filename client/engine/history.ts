import type { HistoryStep } from '../../protocol/engine.ts';

/** As the engine tells it, newest first, and without saying which steps made layers. */
export interface EngineHistoryEntry {
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Comment: string;
  readonly Size: number;
}

type Makes = 'layer' | 'nothing' | 'unknown';

/**
 * Gives the layers of an image (`diffIds`, lowest first) to the steps that made them, oldest step first. What
 * has bytes made a layer, what only sets configuration did not; the number of layers decides about the rest.
 * Where it cannot, a step whose layer is not certain has no `diffId`. Layers without any step get an empty one.
 */
export function alignHistory(
  newestFirst: readonly EngineHistoryEntry[],
  diffIds: readonly string[],
): HistoryStep[] {
  const entries = newestFirst.toReversed();
  const makes = entries.map(whatItMakes);
  const certain = makes.filter(made => made === 'layer').length;
  const possible = makes.filter(made => made !== 'nothing').length;
  const unnamed = Math.max(0, diffIds.length - possible);
  const layers = diffIds.slice(unnamed);
  const steps: HistoryStep[] = diffIds
    .slice(0, unnamed)
    .map(diffId => ({ createdBy: '', created: 0, comment: '', size: 0, empty: false, diffId }));

  // Of the layers before this step: at least and at most how many.
  let certainBefore = 0;
  let possibleBefore = 0;
  entries.forEach((entry, index) => {
    const made = makes[index] ?? 'unknown';
    const lowest = Math.max(certainBefore, layers.length - (possible - possibleBefore));
    const highest = Math.min(possibleBefore, layers.length - (certain - certainBefore));
    const isLayer = made === 'layer' || (made === 'unknown' && layers.length >= possible);
    steps.push({
      createdBy: entry.CreatedBy ?? '',
      created: (entry.Created ?? 0) * 1000,
      comment: entry.Comment ?? '',
      size: entry.Size ?? 0,
      empty: !isLayer,
      diffId: isLayer && lowest === highest ? layers[lowest] : undefined,
    });
    if (made === 'layer') certainBefore++;
    if (made !== 'nothing') possibleBefore++;
  });
  return steps;
}

function whatItMakes({ CreatedBy, Size }: EngineHistoryEntry): Makes {
  if (Size > 0) return 'layer';
  return CONFIGURES.test(CreatedBy ?? '') ? 'nothing' : 'unknown';
}

/** `/bin/sh -c #(nop)  ENV …` of the classic builder, `ENV …` of BuildKit. */
const CONFIGURES =
  /^(?:\/bin\/sh -c #\(nop\)\s+|\S.{0,200}? #\(nop\)\s+)?(?:ENV|LABEL|CMD|ENTRYPOINT|EXPOSE|USER|STOPSIGNAL|HEALTHCHECK|ONBUILD|VOLUME|ARG|SHELL|MAINTAINER)(?:\s|$)/;
