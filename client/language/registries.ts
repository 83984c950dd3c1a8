import type {
  RepositoryParams,
  SearchAnswer,
  TagAnswer,
  TagParams,
  TagsAnswer,
} from '../../protocol/language.ts';
import type { RegistryHost } from '../registries.ts';
import type { Heard } from '../registry/answerStore.ts';
import type { TagDescription } from '../registry/describe.ts';

/** What the language server may ask of registries. Silent: offline is no news to who types. */
export interface RegistriesForServer {
  tags(repository: RepositoryParams): Promise<TagsAnswer>;
  tag(tag: TagParams): Promise<TagAnswer>;
  search(text: string): Promise<SearchAnswer>;
}

export function registriesOf(host: RegistryHost): RegistriesForServer {
  return {
    async tags(repository) {
      const answer = await host.remembered(known => known.tags(repository));
      return answer.ok ? { tags: answer.value.value, asOf: answer.value.asOf } : null;
    },
    async tag({ tag, remembered = false, ...repository }) {
      if (remembered) {
        const known = await host.remembered(async ({ recall }) => ({
          ok: true,
          value: await recall(repository, tag),
        }));
        return known.ok && known.value ? tagAnswer(known.value) : null;
      }
      const answer = await host.remembered(known => known.describe(repository, tag));
      if (answer.ok) return tagAnswer(answer.value);
      return answer.failure.code === 'registry-not-found' ? { description: null } : null;
    },
    async search(text) {
      const answer = await host.call(registries => registries.hub.search(text));
      return answer.ok ? { repositories: answer.value } : null;
    },
  };
}

function tagAnswer({ value, asOf }: Heard<TagDescription>): TagAnswer {
  const { size = null, created = null, ...rest } = value;
  return { description: { ...rest, size, created, asOf } };
}
