import type { Connection } from 'vscode-languageserver';
import {
  type RepositoryParams,
  SEARCH_REQUEST,
  type SearchAnswer,
  TAG_REQUEST,
  TAGS_REQUEST,
  type TagAnswer,
  type TagsAnswer,
} from '../../protocol/language.ts';
import {
  type FoundImage,
  type KnownRegistries,
  type RemoteAnswer,
  TAGS_OFFERED,
} from '../features/images/remoteImage.ts';
import { parseReference } from '../syntax/values/reference.ts';
import { sortTags } from '../syntax/values/tagOrder.ts';
import { AnswerCache, type AnswerTimes } from './answerCache.ts';

/** Registries, asked through the client. Nobody who types waits for them, and offline they are silent. */
export interface Registries {
  /** For one completion: tells what is known, and whether there may be more for other characters or later. */
  known(): KnownRegistries & { isIncomplete(): boolean };
  /** All tags of a repository, newest version first, waited for a moment. Never rejects. */
  tags(repository: RepositoryParams): Promise<readonly string[] | undefined>;
  /** One image, waited for a moment. Never rejects. */
  describe(reference: string): Promise<RemoteAnswer>;
  forget(): void;
}

const UNKNOWN: RemoteAnswer = { kind: 'unknown' };

/** Where registries may not be asked. */
export const NO_REGISTRIES: Registries = {
  known: () => ({ tags: () => undefined, search: () => undefined, isIncomplete: () => false }),
  tags: () => Promise.resolve(undefined),
  describe: () => Promise.resolve(UNKNOWN),
  forget: () => {},
};

/** How the client is asked; all reject when it cannot be. */
export interface RegistriesPort {
  tags(repository: RepositoryParams): Promise<TagsAnswer>;
  tag(tag: RepositoryParams & { readonly tag: string }): Promise<TagAnswer>;
  search(text: string): Promise<SearchAnswer>;
}

export function clientRegistries(connection: Connection): Registries {
  return cachedRegistries({
    tags: ({ domain, path }) => connection.sendRequest<TagsAnswer>(TAGS_REQUEST, { domain, path }),
    tag: ({ domain, path, tag }) => connection.sendRequest<TagAnswer>(TAG_REQUEST, { domain, path, tag }),
    search: text => connection.sendRequest<SearchAnswer>(SEARCH_REQUEST, { text }),
  });
}

/** Tags are pushed seldom; a registry that refuses is left alone for a while. */
const TIMES: AnswerTimes = { fresh: 600_000, refused: 60_000, now: () => performance.now() };
const KEPT = 100;
/** Milliseconds that a hover or the documentation of a proposal waits. */
const PATIENCE = 1_000;

export function cachedRegistries(
  port: RegistriesPort,
  times: AnswerTimes = TIMES,
  patience = PATIENCE,
): Registries {
  const tags = new AnswerCache<readonly string[]>(times, KEPT);
  const descriptions = new AnswerCache<RemoteAnswer>(times, KEPT * 10);
  const searches = new AnswerCache<readonly FoundImage[]>(times, KEPT);
  const askTags = (repository: RepositoryParams) => async (): Promise<readonly string[] | undefined> => {
    const answer = await port.tags(repository);
    // Sorted once, when they come: ten thousand take longer than a keystroke may.
    return answer ? sortTags(answer.tags) : undefined;
  };
  const keyOf = ({ domain, path }: RepositoryParams): string => `${domain}/${path}`;

  return {
    tags: repository => tags.wait(keyOf(repository), askTags(repository), patience),
    known() {
      const asked: (() => boolean)[] = [];
      return {
        tags({ domain, path }) {
          const repository = { domain, path };
          const list = tags.peek(keyOf(repository), askTags(repository));
          asked.push(() => tags.isPending(keyOf(repository)) || (list?.length ?? 0) > TAGS_OFFERED);
          return list;
        },
        search(text) {
          // Each character is another search.
          asked.push(() => true);
          return searches.peek(text, async () => (await port.search(text))?.repositories);
        },
        isIncomplete: () => asked.some(incomplete => incomplete()),
      };
    },
    async describe(reference) {
      const parsed = parseReference(reference);
      if (typeof parsed === 'string') return UNKNOWN;
      const { domain, path, tag = 'latest', digest = tag } = parsed;
      const ask = async (): Promise<RemoteAnswer | undefined> => {
        const answer = await port.tag({ domain, path, tag: digest });
        if (!answer) return undefined;
        if (!answer.description) return { kind: 'absent' };
        const { size, created, ...rest } = answer.description;
        return {
          kind: 'present',
          image: { ...rest, size: size ?? undefined, created: created ?? undefined },
        };
      };
      return (await descriptions.wait(`${domain}/${path} ${digest}`, ask, patience)) ?? UNKNOWN;
    },
    forget() {
      tags.expire();
      descriptions.clear();
      searches.clear();
    },
  };
}
