import type {
  DocumentKind,
  FileRow,
  ImageApi,
  ImageLocation,
  ImageOverview,
  Page,
  ReadProgress,
} from '../../protocol/image.ts';
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

/** Rows handed out at once, whatever is asked for. */
const LARGEST_PAGE = 1_000;

/**
 * One image for one panel. It is read once, however often the panel's page is made anew: a page that comes while
 * it is being read joins in.
 */
export class ImageSession {
  readonly #location: ImageLocation;
  readonly #images: ReachImages;
  #reading: Reading | undefined;
  #disposed = false;

  constructor(location: ImageLocation, images: ReachImages) {
    this.#location = location;
    this.#images = images;
  }

  /** Aborting the signal stops the reading itself, for everyone who waits for it. */
  async load(
    { again = false }: { readonly again?: boolean },
    { signal, onProgress }: CallOptions<ReadProgress> = {},
  ): Promise<Outcome<ImageOverview>> {
    if (again) this.#drop();
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

  children(params: {
    readonly layer: number | 'final';
    readonly path: string;
    readonly offset: number;
    readonly limit: number;
  }): Promise<Outcome<Page<FileRow>>> {
    const { layer, path, offset } = params;
    const limit = Math.min(params.limit, LARGEST_PAGE);
    return this.#withHandle((image, handle) => image.children({ handle, layer, path, offset, limit }));
  }

  document(kind: DocumentKind): Promise<Outcome<string>> {
    return this.#withHandle((image, handle) => image.document({ handle, kind }));
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
          { location: this.#location },
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
