import type { Connection } from 'vscode-languageserver';
import {
  IMAGE_ACCOUNTS_REQUEST,
  IMAGE_PATH_REQUEST,
  type ImageAccountsAnswer,
  type ImagePathAnswer as WireAnswer,
} from '../../protocol/imageTree.ts';
import type { ImageAccounts, ImagePathAnswer } from '../features/images/imageTree.ts';
import { AnswerCache, type AnswerTimes } from './answerCache.ts';

/** What is in the images of the client's engine, by what it is told over the connection. The first look at one may take long: nobody waits for all of it. */
export interface ImageTrees {
  /** Waited for a moment. Never rejects. */
  path(reference: string, path: string): Promise<ImagePathAnswer>;
  /** Waited for a moment; undefined where nothing is known. Never rejects. */
  accounts(reference: string): Promise<ImageAccounts | undefined>;
  /** True while the accounts are being looked for. */
  isPending(reference: string): boolean;
  forget(): void;
}

/** For clients without an engine. */
export const NO_TREES: ImageTrees = {
  path: () => Promise.resolve({ kind: 'unknown' }),
  accounts: () => Promise.resolve(undefined),
  isPending: () => false,
  forget: () => {},
};

/** How the client is asked; both reject when it cannot be. */
export interface ImageTreesPort {
  path(reference: string, path: string): Promise<WireAnswer>;
  accounts(reference: string): Promise<ImageAccountsAnswer>;
}

export interface ImageTreesTimes extends AnswerTimes {
  /** How long a keystroke or a hover waits. */
  readonly patience: number;
}

const TIMES: ImageTreesTimes = {
  fresh: 60_000,
  refused: 20_000,
  patience: 200,
  now: () => performance.now(),
};

export function clientTrees(connection: Connection): ImageTrees {
  return cachedTrees({
    path: (reference, path) => connection.sendRequest<WireAnswer>(IMAGE_PATH_REQUEST, { reference, path }),
    accounts: reference => connection.sendRequest<ImageAccountsAnswer>(IMAGE_ACCOUNTS_REQUEST, { reference }),
  });
}

/** Folders and images that are looked at in one sitting. */
const KEPT = 200;

export function cachedTrees(port: ImageTreesPort, times: ImageTreesTimes = TIMES): ImageTrees {
  const paths = new AnswerCache<ImagePathAnswer>(times, KEPT);
  const accounts = new AnswerCache<ImageAccounts>(times, KEPT);
  return {
    async path(reference, path) {
      const key = `${reference} ${path}`;
      const ask = async () => readAnswer(await port.path(reference, path));
      const answer = await paths.wait(key, ask, times.patience);
      return answer ?? { kind: paths.isPending(key) ? 'pending' : 'unknown' };
    },
    accounts: reference =>
      accounts.wait(reference, async () => (await port.accounts(reference)) ?? undefined, times.patience),
    isPending: reference => accounts.isPending(reference),
    forget() {
      paths.clear();
      accounts.clear();
    },
  };
}

function readAnswer(answer: WireAnswer): ImagePathAnswer | undefined {
  if (!answer) return undefined;
  return answer.found ? { kind: 'found', at: answer.found } : { kind: 'missing' };
}
