import type { Connection } from 'vscode-languageserver';
import {
  type RemoteTag,
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
  type RemoteImage,
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
  /** What is known of an image at this moment: heard before, perhaps in an earlier session. No registry is asked. */
  recall(reference: string): RemoteAnswer;
  forget(): void;
}

const UNKNOWN: RemoteAnswer = { kind: 'unknown' };

/** Where registries may not be asked. */
export const NO_REGISTRIES: Registries = {
  known: () => ({
    tags: () => undefined,
    staleSince: () => undefined,
    search: () => undefined,
    isIncomplete: () => false,
  }),
  tags: () => Promise.resolve(undefined),
  describe: () => Promise.resolve(UNKNOWN),
  recall: () => UNKNOWN,
  forget: () => {},
};

/** How the client is asked; all reject when it cannot be. */
export interface RegistriesPort {
  tags(repository: RepositoryParams): Promise<TagsAnswer>;
  tag(tag: RepositoryParams & { readonly tag: string; readonly remembered?: boolean }): Promise<TagAnswer>;
  search(text: string): Promise<SearchAnswer>;
}

/** `onDescribed`: something new was heard of an image. */
export function clientRegistries(connection: Connection, onDescribed: () => void): Registries {
  const port: RegistriesPort = {
    tags: ({ domain, path }) => connection.sendRequest<TagsAnswer>(TAGS_REQUEST, { domain, path }),
    tag: ({ domain, path, tag, remembered = false }) =>
      connection.sendRequest<TagAnswer>(TAG_REQUEST, {
        domain,
        path,
        tag,
        ...(remembered && { remembered }),
      }),
    search: text => connection.sendRequest<SearchAnswer>(SEARCH_REQUEST, { text }),
  };
  return cachedRegistries(port, { onDescribed });
}

/** Tags are pushed seldom; a registry that refuses is left alone for a while. */
const TIMES: AnswerTimes = { fresh: 600_000, refused: 60_000, now: () => performance.now() };
const KEPT = 100;
/** Milliseconds that a hover or the documentation of a proposal waits. */
const PATIENCE = 1_000;

/** Milliseconds after which a list of tags is called old. */
const OLD = 3_600_000;

interface TagList {
  readonly tags: readonly string[];
  readonly asOf: number | undefined;
}

export interface CacheOptions {
  readonly times?: AnswerTimes;
  /** Milliseconds that a hover or the documentation of a proposal waits. */
  readonly patience?: number;
  readonly onDescribed?: () => void;
}

export function cachedRegistries(
  port: RegistriesPort,
  { times = TIMES, patience = PATIENCE, onDescribed = () => {} }: CacheOptions = {},
): Registries {
  const lists = new AnswerCache<TagList>(times, KEPT);
  const descriptions = new AnswerCache<RemoteAnswer>(times, KEPT * 10);
  const recalled = new AnswerCache<RemoteAnswer>(times, KEPT * 10);
  const searches = new AnswerCache<readonly FoundImage[]>(times, KEPT);
  const askTags = (repository: RepositoryParams) => async (): Promise<TagList | undefined> => {
    const answer = await port.tags(repository);
    // Sorted once, when they come: ten thousand take longer than a keystroke may.
    return answer ? { tags: sortTags(answer.tags), asOf: answer.asOf } : undefined;
  };
  const keyOf = ({ domain, path }: RepositoryParams): string => `${domain}/${path}`;
  const askTag = (image: ImageName, remembered: boolean) => async (): Promise<RemoteAnswer | undefined> => {
    const answer = await port.tag({ ...image, remembered });
    if (!answer) return undefined;
    // After the answer is in its place.
    setTimeout(onDescribed);
    return answer.description ? { kind: 'present', image: readTag(answer.description) } : { kind: 'absent' };
  };

  return {
    tags: async repository => (await lists.wait(keyOf(repository), askTags(repository), patience))?.tags,
    known() {
      const asked: (() => boolean)[] = [];
      return {
        tags({ domain, path }) {
          const repository = { domain, path };
          const list = lists.peek(keyOf(repository), askTags(repository))?.tags;
          asked.push(() => lists.isPending(keyOf(repository)) || (list?.length ?? 0) > TAGS_OFFERED);
          return list;
        },
        staleSince(repository) {
          const asOf = lists.known(keyOf(repository))?.asOf;
          return asOf !== undefined && Date.now() - asOf > OLD ? asOf : undefined;
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
      const image = nameOf(reference);
      if (!image) return UNKNOWN;
      return (await descriptions.wait(imageKey(image), askTag(image, false), patience)) ?? UNKNOWN;
    },
    recall(reference) {
      const image = nameOf(reference);
      if (!image) return UNKNOWN;
      const key = imageKey(image);
      return descriptions.known(key) ?? recalled.peek(key, askTag(image, true)) ?? UNKNOWN;
    },
    forget() {
      lists.expire();
      descriptions.clear();
      recalled.clear();
      searches.clear();
    },
  };
}

type ImageName = RepositoryParams & { readonly tag: string };

const imageKey = ({ domain, path, tag }: ImageName): string => `${domain}/${path} ${tag}`;

/** The digest, where there is one, else the tag. */
function nameOf(reference: string): ImageName | undefined {
  const parsed = parseReference(reference);
  if (typeof parsed === 'string') return undefined;
  const { domain, path, tag = 'latest', digest = tag } = parsed;
  return { domain, path, tag: digest };
}

function readTag({ size, created, ...rest }: RemoteTag): RemoteImage {
  return { ...rest, size: size ?? undefined, created: created ?? undefined };
}
