import { basename, join } from 'node:path';
import { commands, env, l10n, type QuickPickItem, Uri, window, workspace } from 'vscode';
import type { FoundPath, PathEvent } from '../../protocol/browse.ts';
import { noFilter } from '../../protocol/browse.ts';
import type { OpenedFile } from '../../protocol/inspector.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { formatBytes } from '../format.ts';
import type { ImageSession } from '../inspector/imageSession.ts';
import type { Services } from '../services.ts';
import { LARGEST } from './imageFileSystem.ts';
import { type ImageFile, type ImageName, imageFileUri, layerLabel } from './imageUri.ts';
import { pickImage } from './pickImage.ts';
import { slowly } from './slowly.ts';

type Ports = Pick<Services, 'host' | 'imageSessions'>;

/** Opens a file of an image read-only, in its language; a very large one is offered to be saved instead. */
export async function openFile(ports: Ports, file: ImageFile): Promise<Outcome<OpenedFile>> {
  const session = await open(ports, file);
  if (!session.ok) return session;
  const { layer, path } = file;
  const status = await session.value.use((image, handle) => image.status({ handle, layer, path }));
  if (!status.ok) return status;
  const { type, size } = status.value;
  if (type === 'directory') return success({ folder: status.value.path });
  if (type !== 'file' && type !== 'hardlink')
    return failure('file-unreadable', { path: `/${path}` }, l10n.t('it leads to no file'));
  if (size > LARGEST) {
    const save = l10n.t('Save As…');
    const chosen = await window.showInformationMessage(
      l10n.t('/{0} has {1}: more than {2} are not opened in the editor.', path, ...sizes(size, LARGEST)),
      save,
    );
    const saved = chosen === save ? await saveFile(ports, file) : success(null);
    return saved.ok ? success({}) : saved;
  }
  await commands.executeCommand('vscode.open', imageFileUri(file), { preview: true });
  return success({});
}

/** Asks where to, and writes the file there. */
export async function saveFile(ports: Ports, file: ImageFile): Promise<Outcome<null>> {
  const session = await open(ports, file);
  if (!session.ok) return session;
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath ?? '';
  const target = await window.showSaveDialog({
    title: l10n.t('Save /{0}', file.path),
    defaultUri: Uri.file(join(folder, basename(file.path))),
  });
  if (!target) return success(null);
  if (target.scheme !== 'file') return failure('file-unreadable', { path: target.toString(true) });
  const { layer, path } = file;
  return slowly(l10n.t('Saving /{0}', path), options =>
    session.value.use((image, handle) => image.saveFile({ handle, layer, path, to: target.fsPath }, options)),
  );
}

interface Item extends QuickPickItem {
  /** The other side, asked for only when it is chosen. */
  readonly other?: () => Promise<Uri | undefined>;
}

/** Asks with what, and shows both in the editor's own comparison; the older one is on the left. */
export async function compareFile(ports: Ports, file: ImageFile): Promise<Outcome<null>> {
  const session = await open(ports, file);
  if (!session.ok) return session;
  const found = await session.value.queries.find({
    filter: { ...noFilter, text: `/${file.path.replace(/[*?]/g, '?')}` },
    offset: 0,
    limit: 1_000,
  });
  const life = found.ok ? found.value.items.find(({ path }) => path === file.path) : undefined;
  const overview = await session.value.load({});
  const steps = overview.ok ? overview.value.layers.map(({ createdBy }) => createdBy) : [];
  const items: Item[] = [
    ...layerItems(file, life, steps),
    {
      label: l10n.t('The same path in another image…'),
      other: async () => {
        const image = await pickImage(ports, l10n.t('Image to compare /{0} with', file.path), file);
        return image && imageFileUri({ ...image, layer: 'final', path: file.path });
      },
    },
    {
      label: l10n.t('A file of this machine…'),
      other: async () =>
        (await window.showOpenDialog({ title: l10n.t('Compare /{0} with', file.path) }))?.[0],
    },
  ];
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Compare /{0} with', file.path) });
  const other = await picked?.other?.();
  if (!other) return success(null);
  const own = imageFileUri(file);
  const [left, right] = picked && isOlder(picked, file) ? [other, own] : [own, other];
  await commands.executeCommand('vscode.diff', left, right, title(file, own, other), { preview: true });
  return success(null);
}

interface LayerItem extends Item {
  readonly layer: number;
}

/** Other layers that hold the path. */
function layerItems(
  file: ImageFile,
  life: FoundPath | undefined,
  steps: readonly string[],
): readonly LayerItem[] {
  const own = ownLayer(file, life);
  const holders = (life?.events ?? []).filter(({ change, layer }) => change !== 'removed' && layer !== own);
  return holders.map(({ layer, size }: PathEvent) => ({
    layer,
    label: l10n.t('Layer {0}', layer + 1),
    description: formatBytes(size, env.language),
    detail: steps[layer] ?? '',
    other: async () => imageFileUri({ ...file, layer }),
  }));
}

/** The layer whose version of the file is shown. */
function ownLayer({ layer }: ImageFile, life: FoundPath | undefined): number | undefined {
  if (typeof layer === 'number') return layer;
  const top = layer === 'final' ? Number.POSITIVE_INFINITY : layer.upTo;
  return life?.events.findLast(event => event.change !== 'removed' && event.layer <= top)?.layer;
}

function isOlder(item: Item, { layer }: ImageFile): boolean {
  if (!('layer' in item) || typeof item.layer !== 'number') return false;
  const own = layer === 'final' ? Number.POSITIVE_INFINITY : typeof layer === 'number' ? layer : layer.upTo;
  return item.layer < own;
}

function title({ path, layer }: ImageFile, own: Uri, other: Uri): string {
  return `${basename(path)} (${layerLabel(layer)} ↔ ${other.scheme === own.scheme ? other.path.split('/')[2] : other.fsPath})`;
}

const sizes = (...bytes: readonly [number, number]): [string, string] => [
  formatBytes(bytes[0], env.language),
  formatBytes(bytes[1], env.language),
];

function open({ imageSessions }: Ports, name: ImageName): Promise<Outcome<ImageSession>> {
  return slowly(l10n.t('Reading {0}', name.title), options => imageSessions.open(name, options));
}
