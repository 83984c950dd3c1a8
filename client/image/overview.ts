import type { DocumentKind, ImageOverview, LayerRow } from '../../protocol/image.ts';
import { asText } from './documents.ts';
import { readHistory, readTime } from './history.ts';
import { DIRECTORY, type LayerIndex, WHITEOUT } from './layerIndex.ts';
import type { OpenedImage } from './openImage.ts';
import { platformText } from './platform.ts';
import { problemText } from './problem.ts';
import { ADDED, CHANGED, REMOVED } from './squash.ts';

/** All that is shown of an image at first sight. `reference` is what it was asked for by. */
export function overviewOf(image: OpenedImage, reference?: string): ImageOverview {
  const { source, waste, dive } = image;
  const history = readHistory(source.config, source.layers.length);
  const documents: DocumentKind[] = ['manifest', 'config', 'history'];
  if (source.index !== undefined) documents.splice(1, 0, 'index');
  return {
    reference: reference ?? source.tags[0] ?? image.name,
    tags: source.tags,
    id: source.id,
    platform: source.platform ? platformText(source.platform) : '',
    created: readTime(asText(source.config.created)),
    size: waste.totalBytes,
    reclaimableBytes: waste.reclaimableBytes,
    efficiency: waste.efficiency,
    dive: { efficiency: dive.efficiency, wastedBytes: dive.wastedBytes },
    platforms: source.platforms.map(choice => ({ ...choice, platform: platformText(choice.platform) })),
    attestations: source.attestations,
    ...(image.notes.length > 0 && { notes: image.notes.map(problemText) }),
    layers: layerRows(image),
    history,
    documents,
  };
}

export function layerRows(image: OpenedImage): readonly LayerRow[] {
  const { source, layers, squashed } = image;
  const createdBy = new Map(
    readHistory(source.config, source.layers.length).map(step => [step.layer, step.createdBy] as const),
  );
  return source.layers.map((layer, index) => {
    const read = layers[index];
    const effect = squashed.effects[index];
    const notes = [...(read?.index.notes ?? []), ...(effect?.notes ?? [])].map(problemText);
    const counts = read && effect ? count(read.index, effect.change) : NO_COUNTS;
    return {
      index,
      diffId: layer.diffId,
      digest: layer.digest,
      mediaType: layer.mediaType,
      createdBy: createdBy.get(index) ?? '',
      ...counts,
      removed: counts.removed + (effect?.hiddenPath.length ?? 0),
      storedSize: read?.storedSize ?? layer.size,
      error: read?.problem && problemText(read.problem),
      ...(notes.length > 0 && { notes }),
    };
  });
}

type Counts = Pick<LayerRow, 'size' | 'files' | 'added' | 'changed' | 'removed'>;
const NO_COUNTS: Counts = { size: 0, files: 0, added: 0, changed: 0, removed: 0 };

/** Files are all entries but folders and marks; added, changed and removed count folders too. */
function count(layer: LayerIndex, change: Uint8Array): Counts {
  const counts = { size: 0, files: 0, added: 0, changed: 0, removed: 0 };
  for (let index = 0; index < layer.count; index++) {
    counts.size += layer.size[index] ?? 0;
    const kind = layer.kind[index] ?? 0;
    if (kind !== DIRECTORY && kind < WHITEOUT && change[index] !== 0) counts.files++;
    if (change[index] === ADDED) counts.added++;
    else if (change[index] === CHANGED) counts.changed++;
    else if (change[index] === REMOVED) counts.removed++;
  }
  return counts;
}
