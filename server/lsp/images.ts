import type { Connection } from 'vscode-languageserver';
import {
  IMAGE_REQUEST,
  IMAGES_CHANGED_NOTIFICATION,
  IMAGES_REQUEST,
  type ImagesAnswer,
  type ImageAnswer as WireAnswer,
} from '../../protocol/language.ts';
import type { ImageAnswer, LocalImage } from '../features/images/localImage.ts';

/** What the client's engine has. Nobody who types waits for it: what is known is there, the rest comes later. */
export interface Images {
  /** The list as it was last heard; asks for a newer one in the background. Undefined: nothing is known. */
  list(): readonly LocalImage[] | undefined;
  /** True until the first list has come or has been refused. */
  isPending(): boolean;
  /** One image, waited for a moment. Never rejects. */
  describe(reference: string): Promise<ImageAnswer>;
  forget(): void;
}

const UNKNOWN: ImageAnswer = { kind: 'unknown' };

/** For clients without an engine. */
export const NO_IMAGES: Images = {
  list: () => undefined,
  isPending: () => false,
  describe: () => Promise.resolve(UNKNOWN),
  forget: () => {},
};

/** How the client is asked; both reject when it cannot be. */
export interface ImagesPort {
  images(): Promise<ImagesAnswer>;
  image(reference: string): Promise<WireAnswer>;
}

export interface ImagesTimes {
  /** Milliseconds for which an answer is new, and a refusal stands. */
  readonly fresh: number;
  readonly refused: number;
  /** How long a hover waits. */
  readonly patience: number;
  now(): number;
}

const TIMES: ImagesTimes = { fresh: 10_000, refused: 30_000, patience: 400, now: () => performance.now() };

/** The images of the client's engine over the connection; told of changes, it asks again. */
export function clientImages(connection: Connection): Images {
  const images = cachedImages({
    images: () => connection.sendRequest<ImagesAnswer>(IMAGES_REQUEST),
    image: reference => connection.sendRequest<WireAnswer>(IMAGE_REQUEST, { reference }),
  });
  connection.onNotification(IMAGES_CHANGED_NOTIFICATION, () => images.forget());
  return images;
}

/** What the engine says of an image where it may be asked, and nothing elsewhere. */
export function describe(
  { images }: { readonly images: () => Images },
  reference: string,
  ask: boolean,
): Promise<ImageAnswer> {
  return (ask ? images() : NO_IMAGES).describe(reference);
}

interface Cached<T> {
  /** What was heard last, possibly before the one that is asked for now. */
  value: T | undefined;
  /** Whether anything was ever heard, be it a refusal. */
  heard: boolean;
  /** Until when nobody asks again. */
  until: number;
  asking: Promise<void> | undefined;
}

export function cachedImages(port: ImagesPort, times: ImagesTimes = TIMES): Images {
  let list = empty<readonly LocalImage[]>();
  const facts = new Map<string, Cached<ImageAnswer>>();

  /** Starts asking unless the answer is new or on its way. */
  function freshen<T>(cached: Cached<T>, ask: () => Promise<T | undefined>): void {
    if (cached.asking || times.now() < cached.until) return;
    const settle = (value: T | undefined): void => {
      cached.asking = undefined;
      cached.heard = true;
      cached.value = value;
      cached.until = times.now() + (value === undefined ? times.refused : times.fresh);
    };
    cached.asking = ask().then(settle, () => settle(undefined));
  }

  return {
    list() {
      freshen(list, async () => (await port.images())?.images);
      return list.value;
    },
    isPending: () => !list.heard && list.asking !== undefined,
    async describe(reference) {
      const cached = facts.get(reference) ?? empty<ImageAnswer>();
      // The oldest goes: nobody hovers over so many.
      facts.delete(reference);
      facts.set(reference, cached);
      for (const oldest of facts.keys()) if (facts.size > KEPT) facts.delete(oldest);
      freshen(cached, async () => readAnswer(await port.image(reference)));
      if (cached.value === undefined && cached.asking) await atMost(cached.asking, times.patience);
      return cached.value ?? UNKNOWN;
    },
    forget() {
      // What is shown stays until the new list is there.
      list = { ...list, until: Number.NEGATIVE_INFINITY, asking: undefined };
      facts.clear();
    },
  };
}

const KEPT = 200;

function empty<T>(): Cached<T> {
  return { value: undefined, heard: false, until: Number.NEGATIVE_INFINITY, asking: undefined };
}

function readAnswer(answer: WireAnswer): ImageAnswer | undefined {
  if (!answer) return undefined;
  return answer.image ? { kind: 'present', image: answer.image } : { kind: 'absent' };
}

function atMost(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
