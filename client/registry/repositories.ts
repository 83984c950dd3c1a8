import { failure, type Outcome, success } from '../../protocol/result.ts';
import { asArray, asObject, asText, type Json } from '../image/documents.ts';
import { type Call, pages } from './api.ts';
import { ANONYMOUS, type Credentials } from './credentials.ts';
import { registryKind } from './kinds.ts';
import type { Registries } from './registries.ts';
import type { Session } from './session.ts';
import { getDocument } from './transport.ts';

/** A registry, or the part of it that belongs to somebody: `docker.io/bitnami`, `harbor.example.com`. */
export interface RegistryPlace {
  readonly domain: string;
  /** User, organisation or project; '' for the whole registry. */
  readonly namespace: string;
}

export interface ListedRepository {
  /** Path below the registry, as in references: `library/node`, `bitnami/redis`. */
  readonly path: string;
  readonly description: string;
}

/** Bounds of one list: a person reads no further. */
const LIMIT = 5_000;

/**
 * The repositories of a place, where its registry tells them: Docker Hub, GHCR, Quay and Harbor by interfaces of
 * their own, all others by the catalogue. Fails with `registry-unlisted` where only somebody's are told and
 * nobody is named.
 */
export async function listRepositories(
  registries: Registries,
  place: RegistryPlace,
  call: Call = {},
): Promise<Outcome<readonly ListedRepository[]>> {
  switch (registryKind(place.domain)) {
    case 'hub':
      return await listHub(registries, place, call);
    case 'ghcr':
      return await listGitHub(registries, place, call);
    case 'quay':
      return await listQuay(registries, place, call);
    default: {
      const harbor = await listHarbor(registries, place, call);
      return harbor ?? (await listCatalogue(registries.session(place.domain), place, call));
    }
  }
}

async function listHub(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  call: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  const found = await registries.session(domain).credentials();
  if (!found.ok) return found;
  const owner = namespace || (found.value.kind === 'password' ? found.value.username : '');
  if (owner === '') return failure('registry-unlisted', { host: domain });
  const listed = await registries.hub.repositories(owner, { ...call, credentials: found.value });
  return listed.ok
    ? success(listed.value.map(({ name, description }) => ({ path: name, description })))
    : listed;
}

// https://docs.github.com/rest/packages/packages: users and organisations answer under different paths.
async function listGitHub(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  { signal }: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  const found = await registries.session(domain).credentials();
  if (!found.ok) return found;
  const owner = namespace || (found.value.kind === 'password' ? found.value.username : '');
  if (owner === '' || found.value.kind !== 'password') return failure('registry-unlisted', { host: domain });
  const headers = { authorization: `Bearer ${found.value.password}`, 'x-github-api-version': '2022-11-28' };
  const name = `${domain}/${owner}`;
  let answer: Outcome<unknown> = failure('registry-not-found', { host: domain, name });
  for (const kind of ['users', 'orgs']) {
    const url = `https://api.github.com/${kind}/${encodeURIComponent(owner)}/packages?package_type=container&per_page=100`;
    answer = await getDocument(registries.net, { url, host: domain, name, signal, headers });
    if (answer.ok || answer.failure.code !== 'registry-not-found') break;
  }
  if (!answer.ok) return answer;
  return success(
    asArray(answer.value as Json).flatMap(item => {
      const entry = asObject(item);
      const text = asText(entry.name);
      const repository = asText(asObject(entry.repository).full_name);
      return text === '' ? [] : [{ path: `${owner}/${text}`.toLowerCase(), description: repository }];
    }),
  );
}

// https://docs.quay.io/api/swagger/#operation--api-v1-repository-get
async function listQuay(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  { signal }: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  if (namespace === '') return failure('registry-unlisted', { host: domain });
  const query = new URLSearchParams({ namespace, public: 'true' });
  const url = `https://quay.io/api/v1/repository?${query}`;
  const answer = await getDocument(registries.net, {
    url,
    host: domain,
    name: `${domain}/${namespace}`,
    signal,
  });
  if (!answer.ok) return answer;
  return success(
    asArray(asObject(answer.value as Json).repositories).flatMap(item => {
      const entry = asObject(item);
      const text = asText(entry.name);
      return text === '' ? [] : [{ path: `${namespace}/${text}`, description: asText(entry.description) }];
    }),
  );
}

/** Undefined for what is no Harbor (https://goharbor.io/docs/latest/working-with-projects/using-api-explorer/). */
async function listHarbor(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  { signal }: Call,
): Promise<Outcome<readonly ListedRepository[]> | undefined> {
  const session = registries.session(domain);
  const origin = await session.origin({ signal });
  if (!origin.ok) return origin;
  const asked = { host: domain, name: domain, signal };
  const info = await getDocument(registries.net, { url: `${origin.value}/api/v2.0/systeminfo`, ...asked });
  if (
    !info.ok ||
    asText(asObject(info.value as Json).harbor_version) + asText(asObject(info.value as Json).auth_mode) ===
      ''
  ) {
    return undefined;
  }
  const found = await session.credentials();
  if (!found.ok) return found;
  const path = namespace === '' ? 'repositories' : `projects/${encodeURIComponent(namespace)}/repositories`;
  const repositories: ListedRepository[] = [];
  for (let page = 1; repositories.length < LIMIT; page++) {
    const url = `${origin.value}/api/v2.0/${path}?page_size=100&page=${page}`;
    const answer = await getDocument(registries.net, { url, ...asked, headers: basicHeaders(found.value) });
    if (!answer.ok) return answer;
    const items = asArray(answer.value as Json);
    for (const item of items) {
      const entry = asObject(item);
      const name = asText(entry.name);
      if (name !== '') repositories.push({ path: name, description: asText(entry.description) });
    }
    if (items.length < 100) break;
  }
  return success(repositories);
}

function basicHeaders(credentials: Credentials = ANONYMOUS): Readonly<Record<string, string>> {
  if (credentials.kind !== 'password') return {};
  const { username, password } = credentials;
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

async function listCatalogue(
  session: Session,
  { domain, namespace }: RegistryPlace,
  call: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  const paths = new Set<string>();
  const scope = { text: 'registry:catalog:*', name: domain };
  for await (const page of pages(session, '/v2/_catalog?n=1000', scope, call)) {
    if (!page.ok) {
      // Many registries list nothing to anybody: what they say of it is no use to people.
      const hidden = ['registry-denied', 'registry-not-found'].includes(page.failure.code);
      return hidden ? failure('registry-unlisted', { host: domain }, page.failure.detail) : page;
    }
    for (const path of asArray(asObject(page.value.value as Json).repositories)) {
      const text = asText(path);
      if (text !== '' && (namespace === '' || text.startsWith(`${namespace}/`))) paths.add(text);
    }
    if (paths.size >= LIMIT) break;
  }
  return success([...paths].sort().map(path => ({ path, description: '' })));
}
