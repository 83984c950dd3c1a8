import { type ImageQueries, imageQueries } from '../../protocol/browse.ts';
import type { ImageApi, ImageLocation, ImageOverview, ReadProgress } from '../../protocol/image.ts';
import { type Failure, failure, type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';

/** Reaches the image reader, as `EngineHost.image`. */
export type ReachImages = <R extends Outcome<unknown>>(
  call: (image: ImageApi) => Promise<R>,
) => Promise<R | { readonly ok: false; readonly failure: Failure }>;

type Opened = Outcome<{ readonly handle: number; readonly overview: ImageOverview }>;

interface Reading {
  readonly answer: Promise<Opened>;
  readonly controller: AbortController;
  readonly listeners: Set<(progress: ReadProgress) => void>;
  last: ReadProgress | undefined;
}

/** A page no larger than one answer may be. */
function cut(params: object): { readonly limit?: number } {
  return 'limit' in params && typeof params.limit === 'number'
    ? { limit: Math.min(params.limit, LARGEST_PAGE) }
    : {};
}

/** Rows handed out at once, whatever is asked for. */
const LARGEST_PAGE = 1_000;

/**
 * One image for one panel. It is read once, however often the panel's page is made anew: a page that comes while
 * it is being read joins in.
 */
export class ImageSession {
  readonly #location: ImageLocation;
  readonly #images: ReachImages;
  #platform: string | undefined;
  #reading: Reading | undefined;
  #disposed = false;

  constructor(location: ImageLocation, images: ReachImages, platform?: string) {
    this.#platform = platform;
    this.#location = location;
    this.#images = images;
    const relays = imageQueries.map(name => {
      const relay = (params: object, options?: CallOptions): Promise<Outcome<unknown>> =>
        this.#withHandle<unknown>((image, handle) =>
          image[name]({ ...params, ...cut(params), handle } as never, options as never),
        );
      return [name, relay] as const;
    });
    this.queries = Object.fromEntries(relays) as unknown as ImageQueries;
  }

  /** The platform that was asked for, undefined for the machine's own. */
  get platform(): string | undefined {
    return this.#platform;
  }

  /** Aborting the signal stops the reading itself, for everyone who waits for it. */
  async load(
    {
      again = false,
      platform = this.#platform,
    }: { readonly again?: boolean; readonly platform?: string | undefined },
    { signal, onProgress }: CallOptions<ReadProgress> = {},
  ): Promise<Outcome<ImageOverview>> {
    if (again || platform !== this.#platform) this.#drop();
    this.#platform = platform;
    const reading = this.#reading ?? this.#read();
    this.#reading = reading;
    const cancel = (): void => reading.controller.abort();
    if (onProgress) {
      reading.listeners.add(onProgress);
      if (reading.last) onProgress(reading.last);
    }
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const opened = await reading.answer;
    signal?.removeEventListener('abort', cancel);
    if (onProgress) reading.listeners.delete(onProgress);
    if (opened.ok) return success(opened.value.overview);
    if (this.#reading === reading) this.#reading = undefined;
    return opened;
  }

  /** Any of the questions to an image; a page is cut to what one answer may hold. */
  readonly queries: ImageQueries;

  /** Runs a call on the image once it is read, and again when the worker has lost it. */
  use<T>(call: (image: ImageApi, handle: number) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.#withHandle(call);
  }

  dispose(): void {
    this.#disposed = true;
    this.#drop();
  }

  #read(): Reading {
    const controller = new AbortController();
    const listeners: Reading['listeners'] = new Set();
    const reading: Reading = {
      controller,
      listeners,
      last: undefined,
      answer: this.#images(image =>
        image.open(
          { location: this.#location, ...(this.#platform && { platform: this.#platform }) },
          {
            signal: controller.signal,
            onProgress: progress => {
              reading.last = progress;
              for (const listener of listeners) listener(progress);
            },
          },
        ),
      ),
    };
    return reading;
  }

  /** Lets go of what was read, or stops reading. */
  #drop(): void {
    const reading = this.#reading;
    this.#reading = undefined;
    if (!reading) return;
    reading.controller.abort();
    void reading.answer.then(opened => {
      if (opened.ok) void this.#images(image => image.close({ handle: opened.value.handle }));
    });
  }

  async #withHandle<T>(call: (image: ImageApi, handle: number) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const reading = this.#reading;
    const answer = await this.#callWith(reading, call);
    if (answer.ok || answer.failure.code !== 'internal') return answer;
    // The worker may have been started anew, without this image: it is read again, once for all who ask.
    if (this.#reading === reading) await this.load({ again: true });
    return this.#callWith(this.#reading, call);
  }

  async #callWith<T>(
    reading: Reading | undefined,
    call: (image: ImageApi, handle: number) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const opened = await reading?.answer;
    if (!opened || this.#disposed) return failure('cancelled');
    return opened.ok ? this.#images(image => call(image, opened.value.handle)) : opened;
  }
}
