import type { ImageFacts } from '../../server/align/alignment.ts';
import { type Provenance, readProvenance } from '../../server/align/provenance.ts';
import { asArray, asObject, asText } from '../image/documents.ts';
import type { OpenedImage } from '../image/openImage.ts';
import { layerRows } from '../image/overview.ts';

/** What aligning lines with layers needs of an image. */
export function imageFacts(image: OpenedImage): ImageFacts {
  return {
    history: asArray(image.source.config.history).map(item => {
      const step = asObject(item);
      return {
        createdBy: asText(step.created_by),
        comment: asText(step.comment),
        empty: step.empty_layer === true,
      };
    }),
    layers: layerRows(image).map(({ diffId, digest, size, error }) => ({
      diffId,
      digest,
      bytes: error === undefined ? size : undefined,
    })),
  };
}

/** The builder's own account of the build, when the image carries one that says which lines made what. */
export async function imageProvenance(image: OpenedImage): Promise<Provenance | undefined> {
  // An image that was kept has to be exported anew for its statements.
  if (image.source.attestations.length === 0) return undefined;
  const statements = (await image.source.readStatements?.()) ?? [];
  for (const { predicateType, value } of statements) {
    if (!predicateType.includes('slsa.dev/provenance')) continue;
    const provenance = readProvenance(value);
    if (provenance) return provenance;
  }
  return undefined;
}
