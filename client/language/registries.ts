import type {
  RepositoryParams,
  SearchAnswer,
  TagAnswer,
  TagParams,
  TagsAnswer,
} from '../../protocol/language.ts';
import type { RegistryHost } from '../registries.ts';
import { ownPlatform } from '../registry/ownPlatform.ts';

/** What the language server may ask of registries. Silent: offline is no news to who types. */
export interface RegistriesForServer {
  tags(repository: RepositoryParams): Promise<TagsAnswer>;
  tag(tag: TagParams): Promise<TagAnswer>;
  search(text: string): Promise<SearchAnswer>;
}

export function registriesOf(host: RegistryHost): RegistriesForServer {
  return {
    async tags(repository) {
      const answer = await host.call(registries => registries.tags(repository));
      return answer.ok ? { tags: answer.value } : null;
    },
    async tag({ tag, ...repository }) {
      const answer = await host.call(registries =>
        registries.describe(repository, tag, { platform: ownPlatform() }),
      );
      if (answer.ok) {
        const { size = null, created = null, ...rest } = answer.value;
        return { description: { ...rest, size, created } };
      }
      return answer.failure.code === 'registry-not-found' ? { description: null } : null;
    },
    async search(text) {
      const answer = await host.call(registries => registries.hub.search(text));
      return answer.ok ? { repositories: answer.value } : null;
    },
  };
}
