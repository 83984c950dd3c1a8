import { type Outcome, success } from '../../protocol/result.ts';
import { asArray, asNumber, asObject, asText, type Json, type JsonObject } from '../image/documents.ts';
import { type Platform, platformFit, platformOf, platformText } from '../image/platform.ts';
import type { Call } from './api.ts';
import { ANONYMOUS, type Credentials } from './credentials.ts';
import type { TagDescription } from './describe.ts';
import { HUB } from './host.ts';
import { discard, getDocument, type Net, readBody, send } from './transport.ts';

/**
 * Docker Hub's own interface (https://docs.docker.com/reference/api/hub/latest/): it tells of public images in
 * one request what the distribution interface tells in three, and these do not count as pulls.
 */
export interface Hub {
  /** Undefined where the Hub tells nothing of it: a private repository, or no such tag. */
  describeTag(
    repository: string,
    tag: string,
    options: Call & { readonly platform: Platform },
  ): Promise<Outcome<TagDescription | undefined>>;
  /** Repositories whose names or descriptions fit, best first. */
  search(text: string, call?: Call): Promise<Outcome<readonly HubRepository[]>>;
  /** Repositories of a user or an organisation, those changed last first; private ones for who may see them. */
  repositories(
    namespace: string,
    call?: Call & { readonly credentials?: Credentials },
  ): Promise<Outcome<readonly HubRepository[]>>;
}

export interface HubRepository {
  /** As in references: `node`, `bitnami/redis`. */
  readonly name: string;
  readonly description: string;
  readonly official: boolean;
  readonly stars: number;
}

/** The most that the Hub gives at once, and pages that are read: a person reads no further. */
const PAGE = 100;
const PAGES = 50;

export const HUB_ORIGIN = 'https://hub.docker.com';

export function createHub(net: Net, origin: string = HUB_ORIGIN): Hub {
  const get = (path: string, name: string, call: Call): Promise<Outcome<unknown>> =>
    getDocument(net, { url: origin + path, host: HUB, name, ...call });
  return {
    async describeTag(repository, tag, { platform, signal }) {
      const path = `/v2/repositories/${repository}/tags/${tag}`;
      const answer = await get(path, `${repository}:${tag}`, { signal });
      if (answer.ok) return success(readTag(asObject(answer.value as Json), platform));
      const hidden = ['registry-not-found', 'registry-denied', 'registry-answer'].includes(
        answer.failure.code,
      );
      return hidden ? success(undefined) : answer;
    },
    async search(text, call = {}) {
      const query = new URLSearchParams({ query: text, page_size: '25' });
      const answer = await get(`/v2/search/repositories/?${query}`, text, call);
      if (!answer.ok) return answer;
      return success(
        asArray(asObject(answer.value as Json).results).flatMap(item => {
          const entry = asObject(item);
          const name = asText(entry.repo_name).replace(/^library\//, '');
          return name === '' ? [] : [repository(name, entry, asText(entry.short_description))];
        }),
      );
    },
    async repositories(namespace, { credentials = ANONYMOUS, signal } = {}) {
      const path = `/v2/namespaces/${encodeURIComponent(namespace)}/repositories?page_size=${PAGE}`;
      const headers = await logIn(net, origin, credentials, signal);
      if (!headers.ok) return headers;
      const asked = { host: HUB, name: namespace, signal, headers: headers.value };
      const found: HubRepository[] = [];
      for (let page = 1; page <= PAGES; page++) {
        const answer = await getDocument(net, { url: `${origin}${path}&page=${page}`, ...asked });
        if (!answer.ok) return answer;
        const { results, next } = asObject(answer.value as Json);
        for (const item of asArray(results)) {
          const entry = asObject(item);
          const name = asText(entry.name);
          if (name === '') continue;
          found.push(repository(`${namespace}/${name}`, entry, asText(entry.description)));
        }
        if (asText(next) === '') break;
      }
      return success(found);
    },
  };
}

/** The Hub's own interface wants a token of its own (https://docs.docker.com/reference/api/hub/latest/). */
async function logIn(
  net: Net,
  origin: string,
  credentials: Credentials,
  signal: AbortSignal | undefined,
): Promise<Outcome<Readonly<Record<string, string>>>> {
  if (credentials.kind !== 'password') return success({});
  const { username, password } = credentials;
  const answer = await send(net, {
    url: `${origin}/v2/auth/token`,
    host: HUB,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ identifier: username, secret: password }),
    signal,
  });
  if (!answer.ok) return answer;
  // Public repositories are told to those whose login the Hub does not take, too.
  if (!answer.value.ok) {
    await discard(answer.value);
    return success({});
  }
  const body = await readBody(answer.value, 1 << 20, { host: HUB, signal });
  if (!body.ok) return body;
  const token = /"access_token"\s*:\s*"([^"\\]+)"/.exec(Buffer.from(body.value).toString('utf8'))?.[1];
  return success(token === undefined ? {} : { authorization: `Bearer ${token}` });
}

function repository(name: string, entry: JsonObject, description: string): HubRepository {
  return { name, description, official: entry.is_official === true, stars: asNumber(entry.star_count) ?? 0 };
}

/** Undefined for what has no digest, as tags of images that are gone have. */
function readTag(tag: JsonObject, wanted: Platform): TagDescription | undefined {
  const images = asArray(tag.images).flatMap(item => {
    const image = asObject(item);
    const platform = platformOf(image);
    return platform ? [{ platform, image }] : [];
  });
  const digest = asText(tag.digest) || asText(images[0]?.image.digest);
  if (digest === '') return undefined;
  const linux = { os: 'linux', architecture: 'amd64', variant: '' };
  const fits = (platform: Platform) => images.find(image => platformFit(platform, image.platform) > 0);
  const chosen = fits(wanted) ?? fits(linux) ?? images[0];
  const pushed = Date.parse(
    asText(chosen?.image.last_pushed) || asText(tag.tag_last_pushed) || asText(tag.last_updated),
  );
  return {
    digest,
    platforms: images.map(({ platform }) => platformText(platform)),
    size: asNumber(chosen?.image.size) ?? asNumber(tag.full_size),
    created: pushed > 0 ? pushed : undefined,
  };
}
