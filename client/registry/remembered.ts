import type { Outcome } from '../../protocol/result.ts';
import type { AnswerStore, Heard } from './answerStore.ts';
import type { TagDescription } from './describe.ts';
import type { Repository } from './registries.ts';

/** Answers of registries, of earlier sessions too: new ones where these answer, known ones where they do not. */
export interface Remembered {
  tags(repository: Repository): Promise<Outcome<Heard<readonly string[]>>>;
  describe(repository: Repository, tag: string): Promise<Outcome<Heard<TagDescription>>>;
  /** Without asking anybody. */
  recall(repository: Repository, tag: string): Promise<Heard<TagDescription> | undefined>;
  clear(): Promise<void>;
}

/** Who asks the registries themselves. */
export interface RegistriesToAsk {
  tags(repository: Repository): Promise<Outcome<readonly string[]>>;
  describe(repository: Repository, tag: string): Promise<Outcome<TagDescription>>;
}

export interface RememberedOptions {
  /** Milliseconds for which nobody is asked again. */
  readonly fresh?: number;
  /** Milliseconds that a registry has for its answer where an old one is known. */
  readonly patience?: number;
  readonly now?: () => number;
}

export function rememberedAnswers(
  ask: RegistriesToAsk,
  store: AnswerStore,
  { fresh = 600_000, patience = 3_000, now = Date.now }: RememberedOptions = {},
): Remembered {
  async function answer<T>(
    repository: Repository,
    known: Heard<T> | undefined,
    asked: () => Promise<Outcome<T>>,
    keep: (heard: Heard<T>) => Promise<void>,
  ): Promise<Outcome<Heard<T>>> {
    if (known && now() - known.asOf < fresh) return { ok: true, value: known };
    const asking = asked().then(async (told): Promise<Outcome<Heard<T>>> => {
      if (told.ok) {
        const heard = { value: told.value, asOf: now() };
        void keep(heard);
        return { ok: true, value: heard };
      }
      if (told.failure.code === 'registry-denied') {
        await store.forget(repository);
        return told;
      }
      return known && AWAY.has(told.failure.code) ? { ok: true, value: known } : told;
    });
    if (!known) return await asking;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome<Heard<T>>>(resolve => {
      timer = setTimeout(() => resolve({ ok: true, value: known }), patience);
    });
    return await Promise.race([asking, late]).finally(() => clearTimeout(timer));
  }

  return {
    tags: async repository =>
      await answer(
        repository,
        await store.tags(repository),
        () => ask.tags(repository),
        heard => store.keepTags(repository, heard),
      ),
    describe: async (repository, tag) =>
      await answer(
        repository,
        await store.tag(repository, tag),
        () => ask.describe(repository, tag),
        heard => store.keepTag(repository, tag, heard),
      ),
    recall: (repository, tag) => store.tag(repository, tag),
    clear: () => store.clear(),
  };
}

/** Failures that say nothing of the repository itself. */
const AWAY: ReadonlySet<string> = new Set([
  'registry-unreachable',
  'registry-rate-limited',
  'registry-error',
  'registry-answer',
]);
