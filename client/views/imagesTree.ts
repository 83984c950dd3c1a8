import type { ImageSteps } from '../../protocol/engine.ts';
import type { Failure, Outcome } from '../../protocol/result.ts';
import type { EngineHost } from '../engineHost.ts';
import type { ImageSessions } from '../files/imageSessions.ts';
import { type Arranged, arrangeImages } from './arrangeImages.ts';
import type { ItemFacts } from './imageItems.ts';
import type { GroupNode, ImageNode, PartNode, RowNode, StepNode } from './imageNodes.ts';
import { type ImageRow, presentPlatforms, stepLayers } from './imageRows.ts';
import { imageUses } from './imageUse.ts';
import { LayerFiles } from './layerFiles.ts';
import type { ListOptions } from './listOptions.ts';
import type { ImagesState } from './liveImages.ts';
import { OwnSizes } from './ownSizes.ts';

/** What the tree needs of the view that shows it. */
export interface TreePorts {
  readonly host: EngineHost;
  readonly sessions: ImageSessions;
  /** Something about all rows, or one, is not as it was. */
  onChange(node: ImageNode | undefined): void;
  onFailure(failure: Failure): void;
}

type Ready = ImagesState & { readonly kind: 'ready' };

/** The rows of the sidebar's images: what is below what, read when it is opened. Nothing here is drawn. */
export class ImagesTree {
  readonly files: LayerFiles;
  readonly #ports: TreePorts;
  readonly #sizes: OwnSizes;
  /** By image id and platform. What an id names never changes. */
  readonly #steps = new Map<string, Promise<Outcome<ImageSteps>>>();
  #facts: ItemFacts = { now: 0, useOf: () => undefined, ownSizeOf: () => undefined, platform: undefined };
  #arranged: Arranged | undefined;

  constructor(ports: TreePorts) {
    this.#ports = ports;
    this.files = new LayerFiles(ports.sessions);
    this.#sizes = new OwnSizes(
      signal => ports.host.engine(engine => engine.diskUsage({}, { signal })),
      failure => {
        if (failure) ports.onFailure(failure);
        ports.onChange(undefined);
      },
    );
  }

  get facts(): ItemFacts {
    return { ...this.#facts, now: Date.now() };
  }

  /** How it stands with the sizes that the engine has to count. */
  get counting(): 'under way' | 'failed' | 'done' {
    return this.#sizes.isAsking ? 'under way' : this.#sizes.hasFailed ? 'failed' : 'done';
  }

  /** The rows in force, for whoever counts them; undefined before there was a list. */
  get arranged(): Arranged | undefined {
    return this.#arranged;
  }

  roots({ images, containers, engine }: Ready, options: ListOptions): readonly ImageNode[] {
    const useOf = imageUses(containers);
    const arranged = arrangeImages(images, options, useOf, Date.now());
    this.#arranged = arranged;
    this.#facts = {
      now: Date.now(),
      useOf,
      ownSizeOf: id => (options.ownSizes ? this.#sizes.get(id) : undefined),
      platform: engine?.platform,
    };
    if (options.ownSizes) void this.#sizes.want(images.map(({ id }) => id));
    return (
      arranged.groups?.map((group): GroupNode => ({ kind: 'group', row: undefined, group })) ??
      arranged.rows.map((row): RowNode => ({ kind: 'image', row, group: undefined }))
    );
  }

  async children(node: ImageNode): Promise<readonly ImageNode[]> {
    switch (node.kind) {
      case 'group':
        return node.group.rows.map((row): RowNode => ({ kind: 'image', row, group: node }));
      case 'image':
        return this.#belowImage(node);
      case 'platform': {
        const { digest, platform } = node.part;
        const steps = await this.#stepNodes(node, platform);
        return [...steps, ...attestations(node, ({ subject }) => subject === digest)];
      }
      case 'step':
      case 'file':
        return this.files.children(node);
      default:
        return [];
    }
  }

  /** Where a row of the list stands now: its group, when there are groups. */
  find(isWanted: (row: ImageRow) => boolean): RowNode | undefined {
    for (const group of this.#arranged?.groups ?? []) {
      const row = group.rows.find(isWanted);
      if (row) return { kind: 'image', row, group: { kind: 'group', row: undefined, group } };
    }
    const row = this.#arranged?.rows.find(isWanted);
    return row && { kind: 'image', row, group: undefined };
  }

  /** Everything that was read so far may be another engine's. */
  forget(): void {
    this.#steps.clear();
    this.#sizes.stop({ forget: true });
    this.#arranged = undefined;
  }

  pause(): void {
    this.#sizes.stop();
  }

  async #belowImage(node: RowNode): Promise<readonly ImageNode[]> {
    const { row } = node;
    const platforms = (row.image.parts ?? []).filter(({ kind }) => kind === 'image');
    // An index of one platform alone needs no level of its own.
    if (presentPlatforms(row.image).length > 1) {
      const digests = new Set(platforms.map(({ digest }) => digest));
      return [
        ...platforms
          .toSorted((a, b) => Number(b.available) - Number(a.available))
          .map((part): PartNode => ({ kind: 'platform', row, part, parent: node })),
        ...attestations(node, ({ subject }) => subject === undefined || !digests.has(subject)),
      ];
    }
    const steps = await this.#stepNodes(node, undefined);
    return [...steps, ...attestations(node, () => true)];
  }

  async #stepNodes(parent: RowNode | PartNode, platform: string | undefined): Promise<readonly ImageNode[]> {
    const { row } = parent;
    const { id } = row.image;
    const key = `${id} ${platform ?? ''}`;
    let steps = this.#steps.get(key);
    if (!steps) {
      steps = this.#ports.host.engine(engine =>
        engine.imageSteps({ reference: id, ...(platform && { platform }) }),
      );
      this.#steps.set(key, steps);
    }
    const answer = await steps;
    if (!answer.ok) {
      this.#steps.delete(key);
      this.#ports.onFailure(answer.failure);
      return [{ kind: 'problem', row, failure: answer.failure, parent }];
    }
    const layers = stepLayers(answer.value.history);
    return answer.value.history.map(
      (step, index): StepNode => ({ kind: 'step', row, step, index, layer: layers[index], platform, parent }),
    );
  }
}

/** What a builder says of the image, where its bytes are here. */
function attestations(
  parent: RowNode | PartNode,
  isWanted: (part: PartNode['part']) => boolean,
): readonly PartNode[] {
  return (parent.row.image.parts ?? [])
    .filter(part => part.kind === 'attestation' && part.available && isWanted(part))
    .map((part): PartNode => ({ kind: 'attestation', row: parent.row, part, parent }));
}
