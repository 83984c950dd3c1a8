import type { ImageLayers, LayersApi } from '../../protocol/layers.ts';
import { success } from '../../protocol/result.ts';
import { reconstructDockerfile } from '../../server/align/reconstruct.ts';
import type { Engine } from '../engine/engine.ts';
import { inspectImage } from '../engine/images.ts';
import { asText } from '../image/documents.ts';
import { readTime } from '../image/history.ts';
import { layerDetails } from '../image/losses.ts';
import type { OpenedImage } from '../image/openImage.ts';
import { imageFacts, imageProvenance } from './imageFacts.ts';
import { openEngineImage } from './openEngineImage.ts';

/** Reads images of the engine for what their Dockerfiles' lines made; nothing is held after the answer. */
export function createLayersService(engine: Engine): LayersApi {
  return {
    imageLayers: ({ reference }, { signal, onProgress } = {}) =>
      engine.use(signal, async connection => {
        const inspected = await inspectImage(connection, reference, signal);
        if (!inspected.ok) return inspected;
        const options = { platform: undefined, signal, onProgress };
        const opened = await openEngineImage(connection, reference, inspected.value, options);
        if (!opened.ok) return opened;
        try {
          return success(await layersOf(opened.value.image, inspected.value.id));
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
