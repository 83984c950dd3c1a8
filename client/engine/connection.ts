import Dockerode from 'dockerode';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { EngineAgent } from './agent.ts';
import { lowerVersion, MAXIMUM_API, MINIMUM_API } from './apiVersion.ts';
import type { Endpoint } from './endpoint.ts';
import { attempt } from './failures.ts';
import { Modem } from './modem.ts';

/** How long an engine may think before it begins to answer an ordinary question, in milliseconds. */
export const ANSWER_TIMEOUT = 60_000;
const PING_TIMEOUT = 10_000;

export interface CallLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the answer begins; undefined waits for ever. */
  readonly timeout?: number | undefined;
}

/** An engine that has answered, and the API version that both sides speak. */
export interface Connection {
  readonly endpoint: Endpoint;
  /** `1.41`. */
  readonly apiVersion: string;
  /** dockerode for one call, or a few that are cancelled together. */
  docker(limits?: CallLimits): Dockerode;
  /** The same one level lower. */
  modem(limits?: CallLimits): Modem;
  /** Connections of one's own, for a call that must leave none behind. */
  separate(): Connection;
  /** Lets what runs end, and keeps no connection after it. */
  retire(): void;
  /** Ends everything that still runs. */
  dispose(): void;
}

/** Asks the engine who it is. Fails in {@link CONNECT_TIMEOUT} and a few seconds when nobody answers. */
export async function openConnection(endpoint: Endpoint, signal?: AbortSignal): Promise<Outcome<Connection>> {
  const { address } = endpoint.info;
  const agent = new EngineAgent(endpoint);
  const prefix = endpoint.address.kind === 'tcp' ? endpoint.address.prefix : '';
  const version = await attempt(address, signal, () =>
    ping(new Modem(agent, { prefix, signal, timeout: PING_TIMEOUT })),
  );
  if (!version.ok || version.value === undefined) {
    agent.dispose();
    return version.ok
      ? failure('engine-error', undefined, `what answers at ${address} is not a Docker engine`)
      : version;
  }
  const apiVersion = lowerVersion(MAXIMUM_API, version.value);
  if (lowerVersion(apiVersion, MINIMUM_API) !== MINIMUM_API) {
    agent.dispose();
    return failure('engine-too-old', { address, version: version.value });
  }
  return success(connection(endpoint, agent, `${prefix}/v${apiVersion}`, apiVersion));
}

function connection(endpoint: Endpoint, agent: EngineAgent, prefix: string, apiVersion: string): Connection {
  const modem = ({ signal, timeout }: CallLimits = {}): Modem =>
    new Modem(agent, { prefix, signal, timeout });
  return {
    endpoint,
    apiVersion,
    docker: limits => dockerOver(modem(limits)),
    modem,
    separate: () => connection(endpoint, new EngineAgent(endpoint), prefix, apiVersion),
    retire: () => agent.retire(),
    dispose: () => agent.dispose(),
  };
}

/** The option is dockerode's own, only its types do not know it. */
function dockerOver(modem: Modem): Dockerode {
  return new Dockerode({ modem } as Dockerode.DockerOptions);
}

/** The engine's highest API version, undefined when the answer is not that of an engine. */
async function ping(modem: Modem): Promise<string | undefined> {
  const response = await modem.stream('/_ping');
  response.resume();
  const version = response.headers['api-version'];
  return typeof version === 'string' && /^\d+\.\d+$/.test(version) ? version : undefined;
}
