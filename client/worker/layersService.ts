import type { ImageSteps } from '../../protocol/engine.ts';
import type { ImageLayers, LayersApi } from '../../protocol/layers.ts';
import { success } from '../../protocol/result.ts';
import { reconstructDockerfile } from '../../server/align/reconstruct.ts';
import type { Connection } from '../engine/connection.ts';
import type { Engine } from '../engine/engine.ts';
import { imageSteps, inspectImage } from '../engine/images.ts';
import { asText } from '../image/documents.ts';
import { readTime } from '../image/history.ts';
import { layerDetails } from '../image/losses.ts';
import type { OpenedImage } from '../image/openImage.ts';
import type { ImageCache } from './imageCache.ts';
import { imageFacts, imageProvenance } from './imageFacts.ts';
import { cacheKey, type EngineImageOptions, openEngineImage, openKnownImage } from './openEngineImage.ts';

/** Bytes of an image above which only the engine's own words are taken: an export of it would take minutes. */
const LARGE = 3_000_000_000;

/**
 * Reads images of the engine for what their Dockerfiles' lines made; nothing is held after the answer but what the
 * cache keeps.
 */
export function createLayersService(engine: Engine, cache?: ImageCache): LayersApi {
  return {
    imageLayers: ({ reference }, { signal, onProgress } = {}) =>
      engine.use(signal, async connection => {
        const inspected = await inspectImage(connection, reference, signal);
        if (!inspected.ok) return inspected;
        const key = cacheKey(inspected.value, undefined);
        const open = (to: Connection, options: EngineImageOptions) =>
          openEngineImage(to, reference, inspected.value, { ...options, platform: undefined }, cache);
        const known =
          cache &&
          (await openKnownImage(key, cache, later => engine.use(later.signal, to => open(to, later))));
        if (!known && inspected.value.size > LARGE) {
          const steps = await imageSteps(connection, reference, signal);
          return steps.ok ? success(layersWithoutFiles(steps.value)) : steps;
        }
        const opened = known
          ? success(known)
          : await open(connection, { platform: undefined, signal, onProgress });
        if (!opened.ok) return opened;
        try {
          const layers = await layersOf(opened.value.image, inspected.value.id);
          if (!known) await cache?.keep(key, opened.value.image);
          return success(layers);
        } finally {
          await opened.value.dispose();
        }
      }),
    imageDockerfile: async ({ image: { history, provenance }, heading }) =>
      success(
        provenance
          ? { text: provenance.dockerfile, source: 'provenance' as const }
          : { text: reconstructDockerfile(history, heading), source: 'history' as const },
      ),
  };
}

/** What the engine tells without an export. */
function layersWithoutFiles({ id, created, history }: ImageSteps): ImageLayers {
  return {
    id,
    created,
    history,
    layers: history.flatMap(({ diffId, size, empty }) =>
      empty
        ? []
        : [{ diffId: diffId ?? '', digest: undefined, bytes: size, files: undefined, largest: [], lost: [] }],
    ),
    provenance: undefined,
  };
}

async function layersOf(image: OpenedImage, id: string): Promise<ImageLayers> {
  const provenance = await imageProvenance(image);
  return {
    id,
    created: readTime(asText(image.source.config.created)),
    history: imageFacts(image).history,
    layers: layerDetails(image),
    provenance: provenance && {
      ...provenance,
      buildArguments: Object.fromEntries(provenance.buildArguments),
    },
  };
}
