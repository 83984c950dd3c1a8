import {
  env,
  l10n,
  languages,
  type QuickPickItem,
  QuickPickItemKind,
  Range,
  Uri,
  window,
  workspace,
} from 'vscode';
import { languages as languageIds } from '../contributions.ts';
import { formatAge } from '../format.ts';
import { findLine, type WantedLayer } from '../layers/findLine.ts';
import { sizeText } from '../layers/lineTexts.ts';
import type { Services } from '../services.ts';
import { asImageNode, type ImageNode } from '../views/imageNodes.ts';
import { rowReference } from '../views/imageRows.ts';
import { showFailure } from './failures.ts';
import { findDockerfile } from './findDockerfile.ts';

interface ImagePick extends QuickPickItem {
  /** Undefined: no image at all. */
  readonly reference: string | undefined;
}

/** Asks whose layers a Dockerfile shows beside its lines. */
export async function selectLayersImage(services: Services, target: unknown): Promise<void> {
  const dockerfile = await findDockerfile(target instanceof Uri ? target : undefined);
  if (!dockerfile) return;
  const listed = await services.host.engine(engine => engine.listImages({}));
  if (!listed.ok) {
    await showFailure(listed.failure);
    return;
  }
  const images = listed.value.flatMap(({ tags, size, created }) =>
    tags.map(
      (reference): ImagePick => ({
        label: reference,
        description: `${sizeText(size)} · ${formatAge(created, Date.now(), env.language)}`,
        reference,
      }),
    ),
  );
  const none: ImagePick = { label: l10n.t('$(circle-slash) No image'), reference: undefined };
  const line: ImagePick = { label: '', kind: QuickPickItemKind.Separator, reference: undefined };
  const chosen = await window.showQuickPick([...images, line, none], {
    title: l10n.t('Show the layers of an image beside the lines of {file}', {
      file: workspace.asRelativePath(dockerfile),
    }),
    placeHolder: l10n.t('An image that this Dockerfile made'),
    matchOnDescription: true,
  });
  if (!chosen) return;
  const { lineMarks } = services;
  await window.withProgress({ location: { viewId: 'strata.images' } }, () =>
    lineMarks.pick(dockerfile, chosen.reference),
  );
  const document = await workspace.openTextDocument(dockerfile);
  if (chosen.reference === undefined || (await lineMarks.of(document))) return;
  void window.showInformationMessage(
    l10n.t('Nothing in the history of {image} says that {file} made it, so no line shows a layer.', {
      image: chosen.reference,
      file: workspace.asRelativePath(dockerfile),
    }),
  );
}

/** Opens the Dockerfile of an image: the builder's own, else one written from the history. */
export async function showImageDockerfile(services: Services, node: ImageNode | undefined): Promise<void> {
  if (!node?.row) return;
  const reference = rowReference(node.row);
  const { host, layerStore, documents } = services;
  const opened = await window.withProgress({ location: { viewId: 'strata.images' } }, async () => {
    const kept = await layerStore.image(node.row?.image.id ?? '');
    const image = kept
      ? ({ ok: true, value: kept } as const)
      : await host.layers(layers => layers.imageLayers({ reference }));
    if (!image.ok) return image;
    await layerStore.saveImage(image.value);
    const heading = [
      l10n.t('Reconstructed from the history of {image}.', { image: reference }),
      l10n.t(
        'What its builder did not write down is missing: earlier stages, sources of copies, the base image.',
      ),
    ];
    return host.layers(layers => layers.imageDockerfile({ image: image.value, heading }));
  });
  if (!opened.ok) {
    await showFailure(opened.failure);
    return;
  }
  const { text, source } = opened.value;
  const name = source === 'history' ? l10n.t('{image} (reconstructed)', { image: reference }) : reference;
  const document = await documents.openText(`${name}.Dockerfile`, text);
  await languages.setTextDocumentLanguage(document, languageIds.dockerfile);
}

/** Goes to the line that made a layer: of a row of the sidebar, or of an inspector's page, whose `context` comes from there. */
export async function showLayerLine(services: Services, context: unknown): Promise<void> {
  const node = asImageNode(context);
  if (node?.kind === 'step') {
    if (node.layer !== undefined)
      await goToLayerLine(services, { image: node.row.image.id, layer: node.layer });
    return;
  }
  const { layer, diffId }: Readonly<Record<string, unknown>> =
    typeof context === 'object' && context !== null ? { ...context } : {};
  if (typeof layer === 'number' && typeof diffId === 'string')
    await goToLayerLine(services, { diffId, layer });
}

/** Goes to the line that made a layer, in the Dockerfile that is known to have made it; where that cannot be, says why. */
export async function goToLayerLine(services: Services, wanted: WantedLayer): Promise<void> {
  const found = await findLine(services, wanted);
  if ('uri' in found) {
    const document = await workspace.openTextDocument(found.uri);
    const { start } = found.range;
    await window.showTextDocument(document, { selection: new Range(start, start) });
    return;
  }
  if (found.reason === 'no-line' && found.dockerfile) {
    void window.showInformationMessage(
      l10n.t(
        'No line of {file} made this layer as the file stands now: the line was removed, or changed too much.',
        { file: workspace.asRelativePath(found.dockerfile) },
      ),
    );
    return;
  }
  void window.showInformationMessage(
    l10n.t(
      'No Dockerfile is known whose line made this layer. Open the Dockerfile and choose "Show Layers of Image Beside the Lines…".',
    ),
  );
}
