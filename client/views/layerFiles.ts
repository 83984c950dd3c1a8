import { l10n } from 'vscode';
import type { FileRow, ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import type { ImageSessions } from '../files/imageSessions.ts';
import { slowly } from '../files/slowly.ts';
import type { ImageSession } from '../inspector/imageSession.ts';
import {
  type FileNode,
  inspectRequest,
  type MoreNode,
  nodeId,
  type ProblemNode,
  type StepNode,
} from './imageNodes.ts';

/** Rows of one folder that are listed at first, and that each "more" adds. */
const PAGE = 500;
const MORE = 2_000;
/** Rows that the worker answers at once. */
const ANSWER = 1_000;

/** Files of layers for the tree: an image is read when one of its layers is first opened, once. */
export class LayerFiles {
  readonly #sessions: ImageSessions;
  /** By folder; those that are not here show the first page. */
  readonly #shown = new Map<string, number>();

  constructor(sessions: ImageSessions) {
    this.#sessions = sessions;
  }

  /** What a layer holds in a folder and takes away from it; of a large folder, its beginning. */
  async children(parent: StepNode | FileNode): Promise<(FileNode | MoreNode | ProblemNode)[]> {
    const { row, platform } = parent;
    const { title, location } = inspectRequest(row);
    const name = { location, title, platform };
    let overview: ImageOverview | undefined;
    const session = await slowly(
      l10n.t('Reading {0}', title),
      async (options: CallOptions<ReadProgress>): Promise<Outcome<ImageSession>> => {
        const opened = await this.#sessions.open(name, options);
        const loaded = opened.ok ? await opened.value.load({ platform }) : opened;
        if (!loaded.ok) return loaded;
        overview = loaded.value;
        return opened;
      },
    );
    if (!session.ok) return [{ kind: 'problem', row, failure: session.failure, parent }];
    const layer = parent.kind === 'file' ? parent.layer : layerOf(parent, overview);
    const path = parent.kind === 'file' ? parent.file.path : '';
    const most = this.#shown.get(nodeId(parent)) ?? PAGE;
    const page = await readFolder(session.value, layer, path, most);
    if (!page.ok) return [{ kind: 'problem', row, failure: page.failure, parent }];
    const { rows, total } = page.value;
    const nodes = rows.map((file): FileNode => ({ kind: 'file', row, platform, layer, file, parent }));
    const left = total - rows.length;
    return left > 0 ? [...nodes, { kind: 'more', row, parent, left }] : nodes;
  }

  showMore({ parent }: MoreNode): void {
    const id = nodeId(parent);
    this.#shown.set(id, (this.#shown.get(id) ?? PAGE) + MORE);
  }
}

/** The layer of a step: where the engine could not tell which it is, its place among the steps says it. */
function layerOf({ step, layer = 0 }: StepNode, overview: ImageOverview | undefined): number {
  const { layers = [] } = overview ?? {};
  if (step.diffId === undefined || layers[layer]?.diffId === step.diffId) return layer;
  return layers.find(({ diffId }) => diffId === step.diffId)?.index ?? layer;
}

async function readFolder(
  session: ImageSession,
  layer: number,
  path: string,
  most: number,
): Promise<Outcome<{ readonly rows: readonly FileRow[]; readonly total: number }>> {
  const rows: FileRow[] = [];
  let total = 0;
  do {
    const limit = Math.min(ANSWER, most - rows.length);
    const page = await session.queries.children({ layer, path, offset: rows.length, limit });
    if (!page.ok) return page;
    total = page.value.total;
    if (page.value.items.length === 0) break;
    for (const row of page.value.items) rows.push(row);
  } while (rows.length < Math.min(most, total));
  return success({ rows, total });
}
