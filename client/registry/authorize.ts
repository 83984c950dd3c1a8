import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import type { Credentials } from './credentials.ts';
import { isLoopback } from './host.ts';
import { discard, type Net, readBody, send } from './transport.ts';
import { refusal } from './trouble.ts';

/** What a request is for; a token is asked for just that. */
export interface Scope {
  /** `repository:library/node:pull`, `registry:catalog:*`. */
  readonly text: string;
  /** As the user would name it. */
  readonly name: string;
}

/** A value for the `Authorization` header. */
export interface Authorization {
  readonly header: string;
  /** On the clock of {@link Net}; a user's name and password do not run out. */
  readonly until: number;
}

/** Answers the challenge of a registry; undefined when it offers nothing that the credentials fit. */
export async function answerChallenge(
  net: Net,
  response: Response,
  credentials: Credentials,
  scope: Scope,
  options: { readonly host: string; readonly plain: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Outcome<Authorization | undefined>> {
  const challenges = parseChallenges(response.headers.get('www-authenticate') ?? '');
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
  if (bearer) return await fetchToken(net, bearer, credentials, scope, options);
  const basic = challenges.some(({ scheme }) => scheme === 'basic');
  return success(
    basic && credentials.kind === 'password'
      ? { header: basicHeader(credentials), until: Number.POSITIVE_INFINITY }
      : undefined,
  );
}

const basicHeader = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

const CLIENT = 'strata';
/** Seconds; what the specification of Docker's token protocol says when the answer does not. */
const LIFETIME = 60;

async function fetchToken(
  net: Net,
  { parameters }: Challenge,
  credentials: Credentials,
  scope: Scope,
  {
    host,
    plain,
    signal,
  }: { readonly host: string; readonly plain: boolean; readonly signal?: AbortSignal | undefined },
): Promise<Outcome<Authorization | undefined>> {
  if (credentials.kind === 'registry') {
    return success({ header: `Bearer ${credentials.token}`, until: Number.POSITIVE_INFINITY });
  }
  const realm = readRealm(parameters.realm, plain);
  if (realm === undefined) {
    return failure('registry-answer', { host }, `it asks for a token at "${parameters.realm ?? ''}"`);
  }
  // A registry's own words win: some want another scope than the one that seems right.
  const wanted = parameters.scope ?? scope.text;
  const query = new URLSearchParams({ ...(parameters.service && { service: parameters.service }) });
  if (wanted) query.set('scope', wanted);
  const asked = { host, name: scope.name, signal };
  if (credentials.kind === 'identity') {
    query.set('grant_type', 'refresh_token');
    query.set('client_id', CLIENT);
    query.set('refresh_token', credentials.token);
    const answer = await send(net, {
      url: realm.href,
      method: 'POST',
      host,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: query.toString(),
      signal,
    });
    return answer.ok ? await readToken(net, answer.value, asked) : answer;
  }
  for (const [key, value] of query) realm.searchParams.append(key, value);
  if (credentials.kind === 'password') {
    realm.searchParams.set('account', credentials.username);
    realm.searchParams.set('client_id', CLIENT);
  }
  const answer = await send(net, {
    url: realm.href,
    host,
    headers: {
      accept: 'application/json',
      ...(credentials.kind === 'password' && { authorization: basicHeader(credentials) }),
    },
    signal,
  });
  return answer.ok ? await readToken(net, answer.value, asked) : answer;
}

/** Credentials go nowhere without TLS, unless the registry itself is spoken to so, on this machine or by the user's word. */
function readRealm(text: string | undefined, plain: boolean): URL | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && (plain || isLoopback(url.host)))
    ? url
    : undefined;
}

async function readToken(
  net: Net,
  response: Response,
  asked: { readonly host: string; readonly name: string; readonly signal: AbortSignal | undefined },
): Promise<Outcome<Authorization | undefined>> {
  if (!response.ok) {
    if (response.status >= 400 && response.status < 404) {
      await discard(response);
      return failure('registry-denied', { host: asked.host, name: asked.name });
    }
    return await refusal(response, asked);
  }
  const body = await readBody(response, 1 << 20, asked);
  if (!body.ok) return body;
  const { token, lifetime } = parseToken(Buffer.from(body.value).toString('utf8'));
  if (token === undefined)
    return failure('registry-answer', { host: asked.host }, 'its token answer holds none');
  // Some seconds less: it must still hold when it arrives.
  return success({ header: `Bearer ${token}`, until: net.now() + Math.max(1, lifetime - 10) * 1000 });
}

function parseToken(text: string): { readonly token: string | undefined; readonly lifetime: number } {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const token = [value.token, value.access_token].find(item => typeof item === 'string' && item !== '');
    const lifetime = typeof value.expires_in === 'number' ? value.expires_in : LIFETIME;
    return { token: typeof token === 'string' ? token : undefined, lifetime };
  } catch {
    return { token: undefined, lifetime: LIFETIME };
  }
}
