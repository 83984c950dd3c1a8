import type { IncomingMessage } from 'node:http';
import type { TransferProgress } from '../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { type ImageReference, parseReference } from '../../server/syntax/values/reference.ts';
import { runHelper } from '../registry/credentialHelper.ts';
import { type Credentials, findCredentials } from '../registry/credentials.ts';
import { readDockerConfig } from '../registry/dockerConfig.ts';
import { registryHost } from '../registry/host.ts';
import type { Connection } from './connection.ts';
import { attempt } from './failures.ts';
import { onImage } from './images.ts';
import { EngineHttpError } from './modem.ts';
import { readJsonLines } from './ndjson.ts';

export interface TransferOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: TransferProgress) => void;
}

/** Fetches an image into the engine, with the user's login for its registry. */
export async function pullImage(
  connection: Connection,
  { reference, platform = '' }: { readonly reference: string; readonly platform?: string },
  options: TransferOptions,
): Promise<Outcome<null>> {
  const named = parseReference(reference);
  if (typeof named === 'string') return failure('image-not-found', { reference }, named);
  const query = new URLSearchParams({
    fromImage: `${named.domain}/${named.path}`,
    tag: named.digest ?? named.tag ?? 'latest',
    ...(platform && { platform }),
  });
  return await transfer(connection, named, `/images/create?${query}`, options);
}

/** Sends one tag of an image to its registry. */
export async function pushImage(
  connection: Connection,
  { reference }: { readonly reference: string },
  options: TransferOptions,
): Promise<Outcome<null>> {
  const named = parseReference(reference);
  if (typeof named === 'string') return failure('image-not-found', { reference }, named);
  const query = new URLSearchParams({ tag: named.tag ?? 'latest' });
  const path = `/images/${named.domain}/${named.path}/push?${query}`;
  return await transfer(connection, named, path, options);
}

/** Gives an image one more name. */
export async function tagImage(
  connection: Connection,
  { reference, tag }: { readonly reference: string; readonly tag: string },
): Promise<Outcome<null>> {
  const named = parseReference(tag);
  if (typeof named === 'string') return failure('image-not-found', { reference: tag }, named);
  const repo = `${named.domain}/${named.path}`;
  const tagged = await onImage(connection, reference, undefined, image =>
    image.tag({ repo, tag: named.tag ?? 'latest' }),
  );
  return tagged.ok ? success(null) : tagged;
}

async function transfer(
  connection: Connection,
  named: ImageReference,
  path: string,
  { env, signal, onProgress }: TransferOptions,
): Promise<Outcome<null>> {
  const header = await authHeader(named.domain, env);
  if (!header.ok) return header;
  const name = `${named.domain}/${named.path}${named.tag === undefined ? '' : `:${named.tag}`}`;
  let refused: Outcome<null> | undefined;
  const done = await attempt(connection.endpoint.info.address, signal, async () => {
    try {
      // The engine may think for long before a registry has answered it: no time limit.
      const response = await connection.modem({ signal }).call<IncomingMessage>({
        method: 'POST',
        path,
        isStream: true,
        statusCodes: { 200: true },
        headers: { 'X-Registry-Auth': header.value },
      });
      for await (const line of readJsonLines(response)) {
        const said = readLine(line);
        if (said.error !== undefined) refused = explain(said.error, named.domain, name);
        else if (said.progress) onProgress(said.progress);
      }
    } catch (error) {
      if (!(error instanceof EngineHttpError)) throw error;
      refused = explain(error.message, named.domain, name);
    }
  });
  return refused ?? (done.ok ? success(null) : done);
}

/** `X-Registry-Auth`: base64url of JSON, padded; the empty object stands for nobody. */
async function authHeader(domain: string, env: NodeJS.ProcessEnv): Promise<Outcome<string>> {
  const config = await readDockerConfig(env);
  if (!config.ok) return config;
  const host = registryHost(domain);
  const found = await findCredentials(config.value, host, runHelper);
  if (!found.ok) return found;
  const text = JSON.stringify(authFields(found.value, host.credentialKey));
  return success(Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_'));
}

function authFields(credentials: Credentials, serveraddress: string): Readonly<Record<string, string>> {
  switch (credentials.kind) {
    case 'anonymous':
      return {};
    case 'password':
      return { username: credentials.username, password: credentials.password, serveraddress };
    case 'identity':
      return { identitytoken: credentials.token, serveraddress };
    case 'registry':
      return { registrytoken: credentials.token, serveraddress };
  }
}

interface Said {
  readonly error?: string;
  readonly progress?: TransferProgress;
}

/** One line of the engine's progress: of a layer, by its short digest, or of the whole. */
function readLine(line: unknown): Said {
  if (typeof line !== 'object' || line === null) return {};
  const { id, status, error, progressDetail } = line as Record<string, unknown>;
  if (typeof error === 'string') return { error };
  if (typeof status !== 'string') return {};
  const { current, total } = (progressDetail ?? {}) as Record<string, unknown>;
  return {
    progress: {
      status,
      layer: typeof id === 'string' ? id : '',
      current: typeof current === 'number' ? current : undefined,
      total: typeof total === 'number' && total > 0 ? total : undefined,
    },
  };
}

/** Engines give the registry's trouble as text alone: told apart here, so that the user hears what to do. */
function explain(detail: string, host: string, name: string): Outcome<null> {
  if (/toomanyrequests|too many requests|rate limit/i.test(detail)) {
    return failure('registry-rate-limited', { host, seconds: 0 }, detail);
  }
  if (/quota/i.test(detail)) return failure('registry-quota', { host, name }, detail);
  if (
    /unauthorized|denied|no basic auth|forbidden|authentication required|authorization failed/i.test(detail)
  ) {
    return failure('registry-denied', { host, name }, detail);
  }
  if (/not found|manifest unknown|does not exist|name unknown/i.test(detail)) {
    return failure('registry-not-found', { host, name }, detail);
  }
  const reason = /no such host|lookup /.test(detail)
    ? 'unknown-host'
    : /connection refused/.test(detail)
      ? 'refused'
      : /timeout|deadline exceeded/i.test(detail)
        ? 'timeout'
        : /x509|certificate|tls:|HTTP response to HTTPS client/.test(detail)
          ? 'tls'
          : undefined;
  if (reason !== undefined) return failure('registry-unreachable', { host, reason }, detail);
  return failure('engine-error', undefined, detail);
}
