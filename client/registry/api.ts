import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { Scope } from './authorize.ts';
import type { Session } from './session.ts';
import { discard, readBody } from './transport.ts';
import { refusal } from './trouble.ts';

/** Bytes of a list, a manifest or a config that are read at most: registries themselves allow manifests of 4 MiB. */
const DOCUMENT_LIMIT = 32 << 20;
/** Pages of one list: a registry whose next page never ends must not hold us. */
const PAGE_LIMIT = 1_000;

export interface Call {
  readonly signal?: AbortSignal | undefined;
}

export function pullScope(session: Session, repository: string): Scope {
  return { text: `repository:${repository}:pull`, name: nameOf(session, repository) };
}

export function nameOf(session: Session, repository: string): string {
  return `${session.host.name}/${repository}`;
}

export interface JsonAnswer {
  readonly value: unknown;
  readonly headers: Headers;
}

/** A JSON document, or why there is none. */
export async function getJson(
  session: Session,
  path: string,
  scope: Scope,
  { signal, headers }: Call & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Outcome<JsonAnswer>> {
  const host = session.host.name;
  const answer = await session.request({ path, scope, signal, ...(headers && { headers }) });
  if (!answer.ok) return answer;
  if (!answer.value.ok) return await refusal(answer.value, { host, name: scope.name, signal });
  const body = await readBody(answer.value, DOCUMENT_LIMIT, { host, signal });
  if (!body.ok) return body;
  try {
    return success({
      value: JSON.parse(Buffer.from(body.value).toString('utf8')),
      headers: answer.value.headers,
    });
  } catch {
    return failure('registry-answer', { host }, 'its answer is no JSON');
  }
}

/** The pages of a list, one after the other; stops at the first failure and tells it. */
export async function* pages(
  session: Session,
  first: string,
  scope: Scope,
  { signal }: Call = {},
): AsyncGenerator<Outcome<JsonAnswer>> {
  let path: string | undefined = first;
  const seen = new Set<string>();
  while (path !== undefined && seen.size < PAGE_LIMIT && !seen.has(path)) {
    seen.add(path);
    const page: Outcome<JsonAnswer> = await getJson(session, path, scope, { signal });
    yield page;
    if (!page.ok) return;
    path = nextPath(page.value.headers.get('link'), path);
  }
}

/** Path and query of `<…>; rel="next"`. The origin it names is not followed: credentials stay where they belong. */
export function nextPath(link: string | null, current: string): string | undefined {
  const target = /<([^<>]*)>\s*;[^,]*\brel\s*=\s*"?next\b/.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  const base = new URL(current, 'http://registry.invalid');
  if (!URL.canParse(target, base.href)) return undefined;
  const url = new URL(target, base.href);
  return url.pathname + url.search;
}

/** Takes what a digest names out of a repository: all tags of it go with it. */
export async function deleteManifest(
  session: Session,
  repository: string,
  digest: string,
  { signal }: Call = {},
): Promise<Outcome<null>> {
  const scope = { text: `repository:${repository}:pull,delete`, name: nameOf(session, repository) };
  const path = `/v2/${repository}/manifests/${digest}`;
  const answer = await session.request({ path, method: 'DELETE', scope, signal });
  if (!answer.ok) return answer;
  if (!answer.value.ok)
    return await refusal(answer.value, { host: session.host.name, name: scope.name, signal });
  await discard(answer.value);
  return success(null);
}
