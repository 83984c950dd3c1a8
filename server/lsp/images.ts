import type { Connection } from 'vscode-languageserver';
import {
  IMAGE_REQUEST,
  IMAGES_REQUEST,
  type ImagesAnswer,
  type ImageAnswer as WireAnswer,
} from '../../protocol/language.ts';
import type { ImageAnswer, LocalImage } from '../features/images/localImage.ts';
import { AnswerCache, type AnswerTimes } from './answerCache.ts';

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

export interface ImagesTimes extends AnswerTimes {
  /** How long a hover waits. */
  readonly patience: number;
}

const TIMES: ImagesTimes = { fresh: 10_000, refused: 30_000, patience: 400, now: () => performance.now() };

/** The images of the client's engine over the connection. */
export function clientImages(connection: Connection): Images {
  return cachedImages({
    images: () => connection.sendRequest<ImagesAnswer>(IMAGES_REQUEST),
    image: reference => connection.sendRequest<WireAnswer>(IMAGE_REQUEST, { reference }),
  });
}

/** Nobody hovers over more. */
const KEPT = 200;

export function cachedImages(port: ImagesPort, times: ImagesTimes = TIMES): Images {
  const list = new AnswerCache<readonly LocalImage[]>(times, 1);
  const facts = new AnswerCache<ImageAnswer>(times, KEPT);
  return {
    list: () => list.peek(ALL, async () => (await port.images())?.images),
    isPending: () => list.isPending(ALL),
    async describe(reference) {
      const ask = async () => readAnswer(await port.image(reference));
      return (await facts.wait(reference, ask, times.patience)) ?? UNKNOWN;
    },
    forget() {
      // What is shown stays until the new list is there.
      list.expire();
      facts.clear();
    },
  };
}

const ALL = '';

function readAnswer(answer: WireAnswer): ImageAnswer | undefined {
  if (!answer) return undefined;
  return answer.image ? { kind: 'present', image: answer.image } : { kind: 'absent' };
}
