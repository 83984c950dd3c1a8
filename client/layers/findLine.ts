import { Range, type TextDocument, Uri, workspace } from 'vscode';
import type { LayerStore } from './layerStore.ts';
import { positionOf } from './lineHints.ts';
import type { LineMarks } from './lineMarks.ts';

/** The line of a layer, or why there is none: no Dockerfile is known, or none of its lines made this layer any more. */
export type FoundLine =
  | { readonly uri: Uri; readonly range: Range; readonly isBase: boolean }
  | { readonly reason: 'no-dockerfile' | 'no-line'; readonly dockerfile: Uri | undefined };

/** A layer of an image, which is known by its id or, wherever it lies, by what the layer holds. */
export type WantedLayer = { readonly layer: number } & (
  | { readonly image: string }
  | { readonly diffId: string }
);

/**
 * Finds the line that made a layer (0 at the bottom), as the Dockerfile stands now; of a layer of the base image that
 * is the FROM.
 */
export async function findLine(
  { layerStore, lineMarks }: { readonly layerStore: LayerStore; readonly lineMarks: LineMarks },
  wanted: WantedLayer,
): Promise<FoundLine> {
  const { layer } = wanted;
  let dockerfile: Uri | undefined;
  const texts =
    'image' in wanted
      ? await layerStore.dockerfilesOf(wanted.image)
      : await layerStore.dockerfilesOfLayer(wanted.diffId, layer);
  for (const text of texts) {
    const uri = Uri.parse(text);
    const document = await openIfThere(uri);
    if (!document) continue;
    dockerfile ??= uri;
    const layers = (await lineMarks.of(document))?.layers;
    const line = layers?.lines.find(({ layer: own, before }) => (own ?? before) === layer);
    if (line) {
      const range = new Range(positionOf(line.start), positionOf(line.end));
      return { uri, range, isBase: false };
    }
    const [first] = layers?.stages ?? [];
    if (first?.base && layer < first.base.layers)
      return { uri, range: document.lineAt(first.line).range, isBase: true };
  }
  return { reason: dockerfile ? 'no-line' : 'no-dockerfile', dockerfile };
}

/** Dockerfiles come and go. */
async function openIfThere(uri: Uri): Promise<TextDocument | undefined> {
  try {
    return await workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
