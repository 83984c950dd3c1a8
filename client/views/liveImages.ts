import type { ContainerSummary } from '../../protocol/containers.ts';
import type { EngineEvent, EngineInfo, ImageSummary } from '../../protocol/engine.ts';
import type { Failure, Outcome } from '../../protocol/result.ts';

export type ImagesState =
  | { readonly kind: 'loading' }
  | {
      readonly kind: 'ready';
      readonly images: readonly ImageSummary[];
      readonly engine: EngineInfo | undefined;
      /** Undefined when the engine would not tell. */
      readonly containers: readonly ContainerSummary[] | undefined;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What the list needs of the world; `delay` ends early when its signal is aborted. */
export interface LiveImagesPorts {
  list(signal: AbortSignal): Promise<Outcome<readonly ImageSummary[]>>;
  containers(signal: AbortSignal): Promise<Outcome<readonly ContainerSummary[]>>;
  info(signal: AbortSignal): Promise<Outcome<EngineInfo>>;
  watch(signal: AbortSignal, onEvent: (event: EngineEvent) => void): Promise<Outcome<null>>;
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  onChange(state: ImagesState): void;
}

/** Events come in bursts (a pull, a build): the list is read once per this many milliseconds at most. */
const SETTLE = 250;
/** A connection that held this long was a good one: the next loss is answered at once again. */
const STABLE = 5_000;
const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;

/**
 * The engine's images, kept up to date by its events for as long as someone looks: nothing is asked, and no
 * timer runs, before `start` and after `stop`.
 */
export class LiveImages {
  readonly #ports: LiveImagesPorts;
  #state: ImagesState = { kind: 'loading' };
  #running: AbortController | undefined;
  /** What an event has made old since the last reading began. */
  #stale: 'nothing' | 'containers' | 'all' = 'nothing';
  #reading: Promise<boolean> | undefined;

  constructor(ports: LiveImagesPorts) {
    this.#ports = ports;
  }

  get state(): ImagesState {
    return this.#state;
  }

  start(): void {
    if (this.#running) return;
    const controller = new AbortController();
    this.#running = controller;
    void this.#follow(controller.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  /** Starts over with what is true now; `forget` also drops what is shown, for another engine. */
  restart({ forget = false }: { readonly forget?: boolean } = {}): void {
    const wasRunning = this.#running !== undefined;
    this.stop();
    if (forget) this.#show({ kind: 'loading' });
    if (wasRunning) this.start();
  }

  dispose(): void {
    this.stop();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let retry = 0;
    for (let attempts = 0; !signal.aborted; attempts++) {
      // The list is read when events flow: what happens meanwhile is then not missed.
      const attempt = new AbortController();
      let watching: Promise<unknown> = Promise.resolve();
      await new Promise<void>(connected => {
        watching = this.#ports.watch(AbortSignal.any([signal, attempt.signal]), event => {
          if (event.type === 'engine') connected();
          else if (event.type === 'image') void this.#readSoon(signal, 'all');
          else if (event.type === 'container') void this.#readSoon(signal, 'containers');
        });
        void watching.then(() => connected());
      });
      const readable = !signal.aborted && (await this.#read(signal, true, attempts > 0));
      if (!readable) attempt.abort();
      // Trust is granted by the user, not by waiting.
      if (this.#state.kind === 'failed' && this.#state.failure.code === 'workspace-untrusted') return;
      const stable = readable && (await this.#outlives(watching, signal));
      await watching;
      if (stable) retry = 0;
      await this.#ports.delay(retry, signal);
      retry = Math.min(Math.max(retry * 2, FIRST_RETRY), LAST_RETRY);
    }
  }

  /** True when the watch still runs after a while. */
  async #outlives(watching: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
    const timer = new AbortController();
    const stable = await Promise.race([
      watching.then(() => false),
      this.#ports.delay(STABLE, AbortSignal.any([signal, timer.signal])).then(() => true),
    ]);
    timer.abort();
    return stable;
  }

  async #readSoon(signal: AbortSignal, what: 'containers' | 'all'): Promise<void> {
    const waits = this.#stale !== 'nothing';
    if (this.#stale !== 'all') this.#stale = what;
    if (waits) return;
    await this.#ports.delay(SETTLE, signal);
    await this.#reading;
    // The list of images is long and what containers do does not change it.
    const known = this.#stale === 'containers' ? this.#state : undefined;
    this.#stale = 'nothing';
    if (signal.aborted) return;
    if (known?.kind !== 'ready') await this.#read(signal, false, false);
    else await this.#readContainers(signal);
  }

  async #readContainers(signal: AbortSignal): Promise<void> {
    const containers = await this.#ports.containers(signal);
    const state = this.#state;
    if (signal.aborted || !containers.ok || state.kind !== 'ready') return;
    this.#show({ ...state, containers: containers.value });
  }

  /** Reads the list and shows it; true when the engine answered. `again`: the same failure is no news. */
  #read(signal: AbortSignal, connecting: boolean, again: boolean): Promise<boolean> {
    const reading = this.#readNow(signal, connecting, again);
    this.#reading = reading;
    return reading;
  }

  async #readNow(signal: AbortSignal, connecting: boolean, again: boolean): Promise<boolean> {
    const known = this.#state.kind === 'ready' ? this.#state.engine : undefined;
    const [listed, containers, info] = await Promise.all([
      this.#ports.list(signal),
      this.#ports.containers(signal),
      connecting || !known ? this.#ports.info(signal) : undefined,
    ]);
    if (signal.aborted) return false;
    if (!listed.ok) {
      const failed = { kind: 'failed', failure: listed.failure } as const;
      if (!again || JSON.stringify(failed) !== JSON.stringify(this.#state)) this.#show(failed);
      return false;
    }
    const engine = info?.ok ? info.value : known;
    this.#show({
      kind: 'ready',
      images: listed.value,
      engine,
      containers: containers.ok ? containers.value : undefined,
    });
    return true;
  }

  #show(state: ImagesState): void {
    this.#state = state;
    this.#ports.onChange(state);
  }
}
