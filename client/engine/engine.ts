import type {
  BuildEvent,
  BuildOutcome,
  BuildRequest,
  EngineApi,
  EngineInfo,
  TransferProgress,
} from '../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import { type BuildPorts, build, prepareBuild } from './build/build.ts';
import { buildersFolder, readBuilders } from './build/builders.ts';
import { buildWithBuildx } from './build/buildx.ts';
import { chooseBackend } from './build/choose.ts';
import { ANSWER_TIMEOUT, type Connection, openConnection } from './connection.ts';
import { containerRuns, runDefaults } from './containerRuns.ts';
import { listContainers } from './containers.ts';
import { diskUsage, prune } from './diskUsage.ts';
import { configFolder, listContexts, resolveEndpoint, type Surroundings } from './endpoint.ts';
import { watch } from './events.ts';
import { attempt } from './failures.ts';
import { imageChildren, imageFacts, imageSteps, listImages, removeImage } from './images.ts';
import { pullImage, pushImage, type TransferOptions, tagImage } from './transfer.ts';

/** The engine's API, and what only its own process may use. */
export interface Engine {
  readonly api: EngineApi;
  /** Runs one call over the connection in force, which is made when there is none. */
  use<R extends Outcome<unknown>>(
    signal: AbortSignal | undefined,
    call: (connection: Connection) => Promise<R>,
  ): Promise<R | Failed>;
  dispose(): void;
}

type Failed = Extract<Outcome<never>, { readonly ok: false }>;

/** A Docker engine as a service: chosen as the docker CLI chooses, and asked for its version first. */
export function createEngine(surroundings: Surroundings, ports: BuildPorts): Engine {
  let choice: { readonly host?: string; readonly context?: string } = {};
  let current: Promise<Outcome<Connection>> | undefined;

  async function open(): Promise<Outcome<Connection>> {
    const endpoint = await resolveEndpoint(choice, surroundings);
    return endpoint.ok ? openConnection(endpoint.value) : endpoint;
  }

  function connect(): Promise<Outcome<Connection>> {
    if (current) return current;
    const opening = open();
    current = opening;
    opening.then(
      connection => {
        if (!connection.ok && current === opening) current = undefined;
      },
      () => {
        if (current === opening) current = undefined;
      },
    );
    return opening;
  }

  function drop(): void {
    const dropped = current;
    current = undefined;
    dropped?.then(
      connection => connection.ok && connection.value.retire(),
      () => {},
    );
  }

  const use: Engine['use'] = async (signal, call) => {
    const connection = await orCancelled(connect(), signal);
    if (!connection.ok) return connection;
    const outcome = await call(connection.value);
    // Another engine may answer there the next time.
    if (!outcome.ok && LOST.has(outcome.failure.code)) drop();
    return outcome;
  };

  const places = { env: surroundings.env, configFolder: configFolder(surroundings) };

  async function startBuild(
    request: BuildRequest,
    signal: AbortSignal | undefined,
    onEvent: (event: BuildEvent) => void,
  ): Promise<BuildOutcome> {
    const dockerfile = await prepareBuild(request, surroundings.env);
    if (!dockerfile.ok) return dockerfile;
    const job = { request, dockerfile: dockerfile.value, ports, env: surroundings.env, onEvent };
    const endpoint = await resolveEndpoint(choice, surroundings);
    if (!endpoint.ok) return endpoint;
    const { info } = endpoint.value;
    const chosen = await chooseBackend(request, info, places);
    if (!chosen.ok) return chosen;
    if (chosen.value.backend === 'engine') return use(signal, connection => build(connection, job, signal));
    const { builder } = chosen.value;
    onEvent({ kind: 'backend', backend: 'buildx', ...(builder && { builder }) });
    const named = builder ? { ...request, builder: builder.name } : request;
    return buildWithBuildx(info, { ...job, request: named }, signal);
  }

  const transfer = ({ signal, onProgress }: CallOptions<TransferProgress>): TransferOptions => ({
    env: surroundings.env,
    signal,
    onProgress: progress => onProgress?.(progress),
  });

  const runs = containerRuns();
  const api: EngineApi = {
    async configure(params) {
      choice = params;
      drop();
      const endpoint = await resolveEndpoint(choice, surroundings);
      return endpoint.ok ? success(endpoint.value.info) : endpoint;
    },
    listContexts: async () => success(await listContexts(surroundings)),
    info: (_, { signal } = {}) => use(signal, connection => info(connection, signal)),
    listImages: (_, { signal } = {}) => use(signal, connection => listImages(connection, signal)),
    imageFacts: ({ reference }, { signal } = {}) =>
      use(signal, connection => imageFacts(connection, reference, signal)),
    imageSteps: ({ reference, platform }, { signal } = {}) =>
      use(signal, connection => imageSteps(connection, reference, signal, platform)),
    imageChildren: ({ reference }, { signal } = {}) =>
      use(signal, connection => imageChildren(connection, reference, signal)),
    listContainers: (_, { signal } = {}) => use(signal, connection => listContainers(connection, signal)),
    diskUsage: (_, { signal } = {}) => use(signal, connection => diskUsage(connection, signal)),
    prune: ({ target }, { signal } = {}) => use(signal, connection => prune(connection, target, signal)),
    runDefaults: ({ reference }, { signal } = {}) =>
      use(signal, connection => runDefaults(connection, reference, signal)),
    runContainer: (request, { signal, onProgress } = {}) =>
      use(signal, connection => runs.run(connection, request, signal, event => onProgress?.(event))),
    writeToRun: async ({ runId, text }) => success(runs.write(runId, text)),
    resizeRun: async ({ runId, columns, rows }) => success(await runs.resize(runId, columns, rows)),
    watch: (_, { signal, onProgress } = {}) =>
      use(signal, connection => watch(connection, signal, event => onProgress?.(event))),
    async listBuilders() {
      const endpoint = await resolveEndpoint(choice, surroundings);
      if (!endpoint.ok) return endpoint;
      return success(
        await readBuilders(buildersFolder(places.configFolder, places.env), endpoint.value.info),
      );
    },
    build: (request, { signal, onProgress } = {}) =>
      startBuild(request, signal, event => onProgress?.(event)),
    pullImage: (params, options = {}) =>
      use(options.signal, connection => pullImage(connection, params, transfer(options))),
    pushImage: (params, options = {}) =>
      use(options.signal, connection => pushImage(connection, params, transfer(options))),
    tagImage: params => use(undefined, connection => tagImage(connection, params)),
    removeImage: ({ reference, force = false }) =>
      use(undefined, connection => removeImage(connection, reference, force, undefined)),
  };
  return { api, use, dispose: drop };
}

const LOST = new Set(['engine-gone', 'engine-unreachable', 'engine-permission']);

async function info(connection: Connection, signal: AbortSignal | undefined): Promise<Outcome<EngineInfo>> {
  const docker = connection.docker({ signal, timeout: ANSWER_TIMEOUT });
  const { endpoint, apiVersion } = connection;
  const answers = await attempt(endpoint.info.address, signal, () =>
    Promise.all([docker.version(), docker.info()]),
  );
  if (!answers.ok) return answers;
  const [version, system] = answers.value as [EngineVersion, EngineSystem];
  return success({
    ...endpoint.info,
    version: version.Version ?? '',
    apiVersion,
    platform: [version.Os, version.Arch].filter(Boolean).join('/'),
    containerdStore: (system.DriverStatus ?? []).some(
      ([name, value]) => name === 'driver-type' && value === 'io.containerd.snapshotter.v1',
    ),
  });
}

interface EngineVersion {
  readonly Version?: string;
  readonly Os?: string;
  readonly Arch?: string;
}

interface EngineSystem {
  readonly DriverStatus?: readonly (readonly [name: string, value: string])[] | null;
}

/** What is under way goes on; only this caller stops waiting. */
function orCancelled<T>(running: Promise<Outcome<T>>, signal: AbortSignal | undefined): Promise<Outcome<T>> {
  if (!signal) return running;
  return new Promise((resolve, reject) => {
    const cancel = (): void => resolve(failure('cancelled'));
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
  });
}
