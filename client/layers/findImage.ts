import type { TextDocument } from 'vscode';
import type { ImageSteps } from '../../protocol/engine.ts';
import type { ImageLayers, LineLayers } from '../../protocol/layers.ts';
import type { EngineHost } from '../engineHost.ts';
import type { LanguageServer } from '../language/languageServer.ts';

/** Newest images that are looked at. */
const MOST_IMAGES = 20;

/** The newest local image whose history is surely that of the document; undefined without one, or without engine. */
export async function findImage(
  document: TextDocument,
  host: EngineHost,
  server: LanguageServer,
): Promise<string | undefined> {
  const images = await host.engine(engine => engine.listImages({}));
  if (!images.ok) return undefined;
  for (const { tags } of images.value.filter(({ tags }) => tags.length > 0).slice(0, MOST_IMAGES)) {
    const [reference = ''] = tags;
    const steps = await host.engine(engine => engine.imageSteps({ reference }));
    if (!steps.ok) continue;
    const uri = document.uri.toString();
    const image = { image: withoutFiles(steps.value), build: undefined, previous: undefined };
    const found = await server.lineLayers({ uri, ...image });
    if (found && isCertain(found)) return reference;
  }
  return undefined;
}

/** All that the engine tells without an export. */
function withoutFiles({ id, created, history }: ImageSteps): ImageLayers {
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

/** Every line has its place, and there are enough of them that this is no chance. */
function isCertain({ source, lines }: LineLayers): boolean {
  const made = lines.filter(({ made }) => made === 'layer');
  return (
    source !== 'none' &&
    made.length >= 2 &&
    lines.every(({ made, confidence }) => made !== 'unknown' && confidence >= 0.9)
  );
}
