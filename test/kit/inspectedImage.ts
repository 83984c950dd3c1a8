import type { DocumentKind, FileRow, ReadProgress } from '../../protocol/image.ts';
import type { InspectedImage, InspectedLayer, InspectorHost } from '../../protocol/inspector.ts';
import { failure, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';

/** A file of a made-up layer; parents need not be named. */
export interface MadeFile extends Partial<Omit<FileRow, 'path' | 'name' | 'children'>> {
  readonly path: string;
}

export interface MadeLayer extends Partial<InspectedLayer> {
  readonly made: readonly MadeFile[];
}

/** What the host was asked, in order. */
export interface AskedHost extends InspectorHost {
  readonly asked: { readonly method: string; readonly params: unknown }[];
}

const TIME = Date.UTC(2024, 2, 5, 12, 30, 15);

/** An image out of layers written down as lists of files, and a host that answers from it as the extension would. */
export function inspectedImage(
  layers: readonly MadeLayer[],
  over: Partial<InspectedImage> = {},
): { readonly image: InspectedImage; readonly trees: readonly ReadonlyMap<string, readonly FileRow[]>[] } {
  const trees = layers.map(layer => childrenByFolder(layer.made));
  const rows = layers.map(({ made, ...layer }, index): InspectedLayer => {
    const files = made.filter(file => file.type !== 'directory');
    const count = (change: FileRow['change']): number =>
      files.filter(file => (file.change ?? 'added') === change).length;
    return {
      index,
      diffId: `sha256:${String(index).repeat(64)}`,
      digest: undefined,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      createdBy: '',
      size: files.reduce((sum, file) => sum + (file.size ?? 0), 0),
      storedSize: undefined,
      files: files.length,
      added: count('added'),
      changed: count('changed'),
      removed: count('removed'),
      error: undefined,
      keyword: '',
      text: '',
      ...layer,
    };
  });
  return {
    trees,
    image: {
      reference: 'shop/api:1.4.2',
      tags: ['shop/api:1.4.2'],
      id: `sha256:${'4f5e6d7c8b9a'.repeat(6).slice(0, 64)}`,
      platform: 'linux/amd64',
      created: TIME,
      size: rows.reduce((sum, layer) => sum + layer.size, 0),
      reclaimableBytes: 0,
      layers: rows,
      history: [],
      documents: ['manifest', 'config', 'history'],
      ...over,
    },
  };
}

export function inspectorHost(
  { image, trees }: ReturnType<typeof inspectedImage>,
  documents: Partial<Record<DocumentKind, string>> = {},
  over: Partial<InspectorHost> = {},
): AskedHost {
  const asked: { method: string; params: unknown }[] = [];
  const all = mergeTrees(trees);
  const host: InspectorHost = {
    load: async () => success({ image, show: undefined }),
    children: async ({ layer, path, offset, limit }) => {
      const items = (typeof layer === 'number' ? trees[layer] : all)?.get(path) ?? [];
      return success({ total: items.length, offset, items: items.slice(offset, offset + limit) });
    },
    document: async ({ kind }) => {
      const text = documents[kind];
      return text === undefined ? failure('internal', undefined, `no ${kind}`) : success(text);
    },
    openDocument: async () => success(null),
    openStatement: async () => success(null),
    openFile: async () => success({}),
    saveFile: async () => success(null),
    compareFile: async () => success(null),
    compareImage: async () => success(null),
    showLine: async () => success(null),
    locate: async () => success([]),
    find: async ({ offset }) => success({ total: 0, offset, items: [] }),
    waste: async ({ offset }) => success({ total: 0, offset, items: [] }),
    wasteSummary: async () => success({ reasons: [], holders: [], causes: [] }),
    treemap: async ({ path }) =>
      success({ path, name: '', bytes: 0, folder: true, children: [], restBytes: 0, restCount: 0 }),
    packages: async () => success({ system: '', databases: [] }),
    statements: async () => success([]),
    copy: async () => success(null),
    explain: async ({ failure: { code, detail = '' } }) =>
      success({ message: `Failed: ${code}`, advice: 'Do something about it.', detail }),
    ...over,
  };
  const recording = Object.fromEntries(
    Object.entries(host).map(([method, answer]) => [
      method,
      (params: never, options: never) => {
        asked.push({ method, params });
        return (answer as (params: never, options: never) => unknown)(params, options);
      },
    ]),
  ) as unknown as InspectorHost;
  return { ...recording, asked };
}

/** A `load` that the test drives: it reports when told to, and ends when told to or when it is cancelled. */
export function drivenLoad(): {
  readonly load: InspectorHost['load'];
  report(progress: ReadProgress): void;
  end(outcome: Awaited<ReturnType<InspectorHost['load']>>): void;
} {
  let options: CallOptions<ReadProgress> = {};
  let settle: (outcome: Awaited<ReturnType<InspectorHost['load']>>) => void = () => undefined;
  return {
    load: (_params, given = {}) => {
      options = given;
      return new Promise(resolve => {
        settle = resolve;
        given.signal?.addEventListener('abort', () => resolve(failure('cancelled')));
      });
    },
    report: progress => options.onProgress?.(progress),
    end: outcome => settle(outcome),
  };
}

function childrenByFolder(files: readonly MadeFile[]): ReadonlyMap<string, readonly FileRow[]> {
  const rows = new Map<string, FileRow>();
  const folders = new Map<string, Map<string, FileRow>>();
  const add = (file: MadeFile): void => {
    const slash = file.path.lastIndexOf('/');
    const parent = file.path.slice(0, Math.max(0, slash));
    if (parent !== '' && !rows.has(parent)) add({ path: parent, type: 'directory', change: 'unchanged' });
    const row: FileRow = {
      name: file.path.slice(slash + 1),
      type: 'file',
      change: 'added',
      size: 0,
      mode: file.type === 'directory' ? 0o755 : 0o644,
      uid: 0,
      gid: 0,
      mtime: TIME,
      link: undefined,
      children: 0,
      ...file,
    };
    rows.set(file.path, row);
    const siblings = folders.get(parent) ?? new Map<string, FileRow>();
    folders.set(parent, siblings.set(row.name, row));
  };
  for (const file of files) add(file);

  const sizeOf = (row: FileRow): number =>
    row.type === 'directory'
      ? [...(folders.get(row.path)?.values() ?? [])].reduce((sum, child) => sum + sizeOf(child), 0)
      : row.size;
  return new Map(
    [...folders].map(([path, children]) => [
      path,
      [...children.values()]
        .map(row => ({ ...row, size: sizeOf(row), children: folders.get(row.path)?.size ?? 0 }))
        .sort(
          (a, b) =>
            Number(b.type === 'directory') - Number(a.type === 'directory') || (a.name < b.name ? -1 : 1),
        ),
    ]),
  );
}

function mergeTrees(
  trees: readonly ReadonlyMap<string, readonly FileRow[]>[],
): ReadonlyMap<string, readonly FileRow[]> {
  const files = trees
    .flatMap(tree => [...tree.values()].flat())
    .filter(row => row.change !== 'removed')
    .map(row => ({ ...row, change: 'unchanged' as const }));
  return childrenByFolder(files);
}
