import { failure, type Outcome, success } from '../../protocol/result.ts';
import { asArray, asObject, asText, type Json } from '../image/documents.ts';
import type { Call } from './api.ts';
import type { Registries } from './registries.ts';
import type { ListedRepository, RegistryPlace } from './repositories.ts';
import { getDocument } from './transport.ts';

const PAGE = 100;
/** Pages that are read: a person reads no further. */
const PAGES = 50;

/**
 * Repositories of a group with all its projects, or of one project, by GitLab's own interface
 * (https://docs.gitlab.com/api/container_registry/); it wants a token with the scope read_api.
 */
export async function listGitLab(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  { signal }: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  const found = await registries.session(domain).credentials();
  if (!found.ok) return found;
  if (namespace === '') return failure('registry-unlisted', { host: domain });
  const headers: Record<string, string> =
    found.value.kind === 'password' ? { 'private-token': found.value.password } : {};
  const asked = { host: domain, name: `${domain}/${namespace}`, signal, headers };
  const origin = `https://${domain.replace(/^registry\./, '')}`;
  let listed: Outcome<readonly ListedRepository[]> = failure('registry-unlisted', { host: domain });
  for (const kind of ['groups', 'projects']) {
    listed = await readPages(
      `${origin}/api/v4/${kind}/${encodeURIComponent(namespace)}/registry/repositories`,
    );
    if (listed.ok || listed.failure.code !== 'registry-not-found') break;
  }
  return listed;

  async function readPages(url: string): Promise<Outcome<readonly ListedRepository[]>> {
    const repositories: ListedRepository[] = [];
    for (let page = 1; page <= PAGES; page++) {
      const answer = await getDocument(registries.net, {
        ...asked,
        url: `${url}?per_page=${PAGE}&page=${page}`,
      });
      if (!answer.ok) return answer;
      const items = asArray(answer.value as Json);
      for (const item of items) {
        const path = asText(asObject(item).path);
        if (path !== '') repositories.push({ path, description: '' });
      }
      if (items.length < PAGE) break;
    }
    return success(repositories);
  }
}
