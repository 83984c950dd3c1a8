import type { DiskUsage } from '../../protocol/containers.ts';
import type { Failure, Outcome } from '../../protocol/result.ts';

/** What images share with no other, as the engine counts it. It is slow to count: asked for only when it is wanted. */
export class OwnSizes {
  readonly #ask: (signal: AbortSignal) => Promise<Outcome<DiskUsage>>;
  readonly #onChange: (failure: Failure | undefined) => void;
  #sizes: ReadonlyMap<string, number> = new Map();
  /** The list of images that the sizes belong to. */
  #key = '';
  #failed = false;
  #asking: { readonly key: string; readonly controller: AbortController } | undefined;

  constructor(
    ask: (signal: AbortSignal) => Promise<Outcome<DiskUsage>>,
    onChange: (failure: Failure | undefined) => void,
  ) {
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get(imageId: string): number | undefined {
    return this.#sizes.get(imageId);
  }

  /** The engine could not count, the last time. */
  get hasFailed(): boolean {
    return this.#failed;
  }

  get isAsking(): boolean {
    return this.#asking !== undefined;
  }

  /** Has the engine count again if its images are others than they were. The numbers before stay till then. */
  async want(imageIds: readonly string[]): Promise<void> {
    const key = imageIds.toSorted().join('\n');
    if (key === this.#key || key === this.#asking?.key) return;
    // Engines count one after the other: what is under way ends first.
    if (this.#asking) return;
    const controller = new AbortController();
    this.#asking = { key, controller };
    const answer = await this.#ask(controller.signal);
    this.#asking = undefined;
    if (controller.signal.aborted) return;
    this.#key = key;
    this.#failed = !answer.ok;
    if (answer.ok) {
      this.#sizes = new Map(
        answer.value.images.map(({ id, size, shared }) => [id, Math.max(0, size - shared)]),
      );
    }
    this.#onChange(answer.ok ? undefined : answer.failure);
  }

  /** Another engine, or nobody looks any more. */
  stop({ forget = false }: { readonly forget?: boolean } = {}): void {
    this.#asking?.controller.abort();
    this.#asking = undefined;
    if (!forget) return;
    this.#sizes = new Map();
    this.#key = '';
    this.#failed = false;
  }
}
