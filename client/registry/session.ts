import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type Authorization, answerChallenge, type Scope } from './authorize.ts';
import type { HelperPort } from './credentialHelper.ts';
import { type Credentials, findCredentials } from './credentials.ts';
import type { DockerConfig } from './dockerConfig.ts';
import { type RegistryHost, registryHost } from './host.ts';
import { discard, type HttpRequest, type Net, send } from './transport.ts';
import { cancelled } from './trouble.ts';

export interface SessionOptions {
  readonly net: Net;
  /** Docker's configuration as it is now: people log in while the editor runs. */
  config(): Promise<Outcome<DockerConfig>>;
  readonly helpers: HelperPort;
  /** Used instead of all that the configuration says. */
  readonly credentials?: Credentials;
  /** Names of registries that speak plain HTTP, by the user's word. */
  readonly insecure: readonly string[];
}

export interface ApiRequest {
  /** Below the origin, such as `/v2/library/node/tags/list`. */
  readonly path: string;
  readonly method?: HttpRequest['method'];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpRequest['body'];
  readonly patience?: number;
  readonly scope: Scope;
  readonly signal?: AbortSignal | undefined;
}

/** One registry, logged in to as far as the user's credentials go: tokens are kept as long as they hold. */
export interface Session {
  readonly host: RegistryHost;
  /** What the user has for it. */
  credentials(): Promise<Outcome<Credentials>>;
  /** The one of its origins that answers. */
  origin(call: { readonly signal?: AbortSignal | undefined }): Promise<Outcome<string>>;
  /** Any status but 401 is an answer; 401 stays one when the credentials do not help. */
  request(request: ApiRequest): Promise<Outcome<Response>>;
}

export function createSession(name: string, options: SessionOptions): Session {
  const { net } = options;
  const host = registryHost(name, options.insecure);
  const known = new Map<string, Authorization>();
  const asking = new Map<string, Promise<Outcome<Authorization | undefined>>>();
  let origin: string | undefined;
  let credentials: Promise<Outcome<Credentials>> | undefined;

  /** One look for all who ask at the same time; again next time, for the user may log in meanwhile. */
  function find(): Promise<Outcome<Credentials>> {
    if (options.credentials) return Promise.resolve(success(options.credentials));
    credentials ??= options
      .config()
      .then(config => (config.ok ? findCredentials(config.value, host, options.helpers) : config))
      .finally(() => {
        credentials = undefined;
      });
    return credentials;
  }

  /** The first of the registry's origins that answers; it stays the one. */
  async function reach(request: ApiRequest, authorization: string | undefined): Promise<Outcome<Response>> {
    const { method, signal, path, body, patience } = request;
    const headers = { ...request.headers, ...(authorization && { authorization }) };
    const common = {
      ...{ host: host.name, headers, signal },
      ...(method && { method }),
      ...(body !== undefined && { body }),
      ...(patience !== undefined && { patience }),
    };
    let answer: Outcome<Response> = failure('registry-unreachable', {
      host: host.name,
      reason: 'bad-address',
    });
    for (const candidate of origin === undefined ? host.origins : [origin]) {
      answer = await send(net, { ...common, url: candidate + path });
      if (answer.ok) origin = candidate;
      if (answer.ok || answer.failure.code === 'cancelled') break;
    }
    return answer;
  }

  /** Others may wait for the same token: it is not given up when the first who asked goes away. */
  async function authorize(
    refused: Response,
    { scope }: ApiRequest,
  ): Promise<Outcome<Authorization | undefined>> {
    const found = await find();
    if (!found.ok) return found;
    const plain = origin?.startsWith('http:') ?? false;
    const answer = await answerChallenge(net, refused, found.value, scope, { host: host.name, plain });
    if (answer.ok && answer.value) known.set(scope.text, answer.value);
    return answer;
  }

  return {
    host,
    credentials: find,
    async origin({ signal }) {
      if (origin !== undefined) return success(origin);
      const answer = await reach({ path: '/v2/', scope: { text: '', name: host.name }, signal }, undefined);
      if (!answer.ok) return answer;
      await discard(answer.value);
      return success(origin ?? host.origins[0] ?? '');
    },
    async request(request) {
      const { text } = request.scope;
      const held = known.get(text);
      const current = held && held.until > net.now() ? held : undefined;
      const first = await reach(request, current?.header);
      if (!first.ok || first.value.status !== 401) return first;
      if (known.get(text) === held) known.delete(text);
      const newer = known.get(text);
      const running =
        (newer && Promise.resolve(success(newer))) ??
        asking.get(text) ??
        authorize(first.value, request).finally(() => asking.delete(text));
      if (!newer) asking.set(text, running);
      const authorization = await running;
      if (authorization.ok && authorization.value === undefined) return first;
      await discard(first.value);
      if (request.signal?.aborted) return cancelled();
      return authorization.ok ? await reach(request, authorization.value?.header) : authorization;
    },
  };
}
