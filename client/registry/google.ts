import { failure, type Outcome, success } from '../../protocol/result.ts';
import { asArray, asObject, asText, type Json } from '../image/documents.ts';
import { type Call, getJson, pullScope } from './api.ts';
import type { Registries } from './registries.ts';
import type { ListedRepository, RegistryPlace } from './repositories.ts';

/** Folders that are looked into: each takes a request. */
const FOLDERS = 200;

/**
 * Repositories below a project: Google's registries list with the tags of a path what lies one level below it, as
 * `child` (https://pkg.go.dev/github.com/google/go-containerregistry/pkg/v1/google#Tags).
 */
export async function listGoogle(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  { signal }: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  if (namespace === '') return failure('registry-unlisted', { host: domain });
  const session = registries.session(domain);
  const repositories: ListedRepository[] = [];
  const queue = [namespace];
  for (let at = 0; at < queue.length && at < FOLDERS; at++) {
    const path = queue[at] ?? '';
    const answer = await getJson(session, `/v2/${path}/tags/list`, pullScope(session, path), { signal });
    // What the user named must be there; below it some may be hidden.
    if (!answer.ok && (at === 0 || answer.failure.code === 'cancelled')) return answer;
    if (!answer.ok) continue;
    const { tags, manifest, child } = asObject(answer.value.value as Json);
    const isRepository = asArray(tags).length > 0 || Object.keys(asObject(manifest)).length > 0;
    if (isRepository) repositories.push({ path, description: '' });
    for (const name of asArray(child).map(asText)) if (name !== '') queue.push(`${path}/${name}`);
  }
  return success(repositories.sort((a, b) => (a.path < b.path ? -1 : 1)));
}
