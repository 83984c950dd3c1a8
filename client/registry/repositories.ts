import { failure, type Outcome, success } from '../../protocol/result.ts';
import { asArray, asObject, asText, type Json } from '../image/documents.ts';
import { type Call, pages } from './api.ts';
import { ANONYMOUS, type Credentials } from './credentials.ts';
import { listGitLab } from './gitlab.ts';
import { listGoogle } from './google.ts';
import { registryKind } from './kinds.ts';
import type { Registries } from './registries.ts';
import type { Session } from './session.ts';
import { listTags } from './tags.ts';
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
 * The repositories of a place, where its registry tells them: Docker Hub, GHCR, Quay, GitLab, Google and Harbor by
 * ways of their own, all others by the catalogue; else the one repository that the place itself names. Fails with
 * `registry-unlisted` where only somebody's are told and nobody is named.
 */
export async function listRepositories(
  registries: Registries,
  place: RegistryPlace,
  call: Call = {},
): Promise<Outcome<readonly ListedRepository[]>> {
  const listed = await listKnown(registries, place, call);
  const { domain, namespace } = place;
  const none = listed.ok ? listed.value.length === 0 : HIDDEN.has(listed.failure.code);
  if (!none || namespace === '' || registryKind(domain) === 'hub') return listed;
  const tags = await listTags(registries.session(domain), namespace, call);
  return tags.ok && tags.value.length > 0 ? success([{ path: namespace, description: '' }]) : listed;
}

const HIDDEN: ReadonlySet<string> = new Set(['registry-unlisted', 'registry-denied', 'registry-not-found']);

async function listKnown(
  registries: Registries,
  place: RegistryPlace,
  call: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  switch (registryKind(place.domain)) {
    case 'hub':
      return await listHub(registries, place, call);
    case 'ghcr':
      return await listGitHub(registries, place, call);
    case 'quay':
      return await listQuay(registries, place, call);
    case 'gitlab':
      return await listGitLab(registries, place, call);
    case 'google':
      return await listGoogle(registries, place, call);
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
  let answer: Outcome<readonly Json[]> = failure('registry-not-found', { host: domain, name });
  for (const kind of ['users', 'orgs']) {
    const url = `https://api.github.com/${kind}/${encodeURIComponent(owner)}/packages?package_type=container&per_page=100`;
    answer = await getPages(page =>
      getDocument(registries.net, { url: `${url}&page=${page}`, host: domain, name, signal, headers }),
    );
    if (answer.ok || answer.failure.code !== 'registry-not-found') break;
  }
  if (!answer.ok) return answer;
  return success(
    answer.value.flatMap(item => {
      const entry = asObject(item);
      const text = asText(entry.name);
      const repository = asText(asObject(entry.repository).full_name);
      return text === '' ? [] : [{ path: `${owner}/${text}`.toLowerCase(), description: repository }];
    }),
  );
}

/** Pages of a hundred until one is not full. */
async function getPages(get: (page: number) => Promise<Outcome<unknown>>): Promise<Outcome<readonly Json[]>> {
  const all: Json[] = [];
  for (let page = 1; all.length < LIMIT; page++) {
    const answer = await get(page);
    if (!answer.ok) return answer;
    const items = asArray(answer.value as Json);
    all.push(...items);
    if (items.length < 100) break;
  }
  return success(all);
}

// https://docs.quay.io/api/swagger/#operation--api-v1-repository-get
async function listQuay(
  registries: Registries,
  { domain, namespace }: RegistryPlace,
  { signal }: Call,
): Promise<Outcome<readonly ListedRepository[]>> {
  if (namespace === '') return failure('registry-unlisted', { host: domain });
  const repositories: ListedRepository[] = [];
  let next = '';
  do {
    const query = new URLSearchParams({ namespace, public: 'true', ...(next !== '' && { next_page: next }) });
    const url = `https://quay.io/api/v1/repository?${query}`;
    const asked = { host: domain, name: `${domain}/${namespace}`, signal };
    const answer = await getDocument(registries.net, { url, ...asked });
    if (!answer.ok) return answer;
    const page = asObject(answer.value as Json);
    for (const item of asArray(page.repositories)) {
      const { name, description } = asObject(item);
      const text = asText(name);
      if (text !== '') repositories.push({ path: `${namespace}/${text}`, description: asText(description) });
    }
    const following = asText(page.next_page);
    next = following === next ? '' : following;
  } while (next !== '' && repositories.length < LIMIT);
  return success(repositories);
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
  const headers = basicHeaders(found.value);
  const answer = await getPages(page => {
    const url = `${origin.value}/api/v2.0/${path}?page_size=100&page=${page}`;
    return getDocument(registries.net, { url, ...asked, headers });
  });
  if (!answer.ok) return answer;
  return success(
    answer.value.flatMap(item => {
      const { name, description } = asObject(item);
      const text = asText(name);
      return text === '' ? [] : [{ path: text, description: asText(description) }];
    }),
  );
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
