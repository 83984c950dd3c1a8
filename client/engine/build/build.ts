import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type {
  BuildEvent,
  BuildFailurePlace,
  BuildOutcome,
  BuildRecord,
  BuildRequest,
} from '../../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import type { Connection } from '../connection.ts';
import { type CreateFilter, readContextFilter } from '../context/filter.ts';
import { sendContext } from '../context/send.ts';
import { syncContext } from '../context/sync.ts';
import { attempt } from '../failures.ts';
import { EngineHttpError } from '../modem.ts';
import { readJsonLines } from '../ndjson.ts';
import { serveCredentials } from '../session/auth.ts';
import type { GrpcHandler } from '../session/grpc.ts';
import { readSecret, serveSecrets } from '../session/secrets.ts';
import { openSession } from '../session/session.ts';
import { checkAgent, forwardAgent } from '../session/sshAgent.ts';
import { createClassicReader } from './classicReader.ts';
import { buildQuery } from './query.ts';
import { type BuildEnd, type BuildReader, createBuildReader } from './reader.ts';
import { troubleKind } from './trouble.ts';

/** All that the engine tells of a failure's place. */
export interface BuildTrouble {
  /** The engine's words. */
  readonly message: string;
  /** Name of the failing step. */
  readonly step: string | undefined;
  /** Names of all steps. */
  readonly steps: readonly string[];
}

export interface LineRange {
  /** 0-based, inclusive. */
  readonly first: number;
  readonly last: number;
}

/** What a build needs from elsewhere. */
export interface BuildPorts {
  readonly createFilter: CreateFilter;
  /** Finds the lines that a failure is about. */
  readonly locate: (dockerfile: string, trouble: BuildTrouble) => LineRange | undefined;
  /** Finds the command that failed among those of an instruction, or the source that is missing. */
  readonly locateCommand: (
    dockerfile: string,
    lines: LineRange,
    output: readonly string[],
    missing: string | undefined,
  ) => BuildFailurePlace['command'];
  /** Finds the lines of each step, as far as its name tells. */
  readonly locateSteps: (dockerfile: string, names: readonly string[]) => readonly (LineRange | undefined)[];
}

/** A build with what it was given and what it needs. */
export interface BuildJob {
  readonly request: BuildRequest;
  readonly dockerfile: Buffer;
  readonly ports: BuildPorts;
  /** Of the user: secrets, the ssh agent and Docker's configuration are found by it. */
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: (event: BuildEvent) => void;
}

/** How long a cancelled build may take to say that it has ended, in milliseconds. */
const CANCEL_GRACE = 3000;

/** Builds an image over the engine's API; a cancelled build is ended on the engine before this returns. */
export async function build(
  shared: Connection,
  job: BuildJob,
  signal: AbortSignal | undefined,
): Promise<BuildOutcome> {
  const { request, ports } = job;
  const filter = await readContextFilter(request.contextPath, request.dockerfilePath, ports.createFilter);
  if (!filter.ok) return filter;
  if (signal?.aborted) return failure('cancelled');
  // Connections of its own: whatever is left open is closed with them.
  const connection = shared.separate();
  const stop = new AbortController();
  let begun = false;
  let named = true;
  const cancel = async (): Promise<void> => {
    await cancelOnEngine(shared, request.buildId);
    if (begun) await sleep(CANCEL_GRACE, undefined, { ref: false });
    stop.abort();
  };
  signal?.addEventListener('abort', cancel, { once: true });
  const onEvent = (event: BuildEvent): void => {
    // Before the first step nothing has begun that could end by itself; the classic builder ends with its connection.
    if (event.kind === 'backend') named = event.backend !== 'classic';
    if (event.kind === 'step') begun = named;
    job.onEvent(event);
  };
  try {
    const watched = { ...job, onEvent };
    const modern = await withBuildKit(connection, watched, filter.value, stop.signal);
    const outcome =
      typeof modern === 'string'
        ? await withArchive(connection, watched, filter.value, modern, stop.signal)
        : modern;
    return signal?.aborted ? failure('cancelled') : outcome;
  } finally {
    signal?.removeEventListener('abort', cancel);
    connection.dispose();
  }
}

/** Reads what every build needs, whoever does it. */
export async function prepareBuild(request: BuildRequest, env: NodeJS.ProcessEnv): Promise<Outcome<Buffer>> {
  const { contextPath, dockerfilePath } = request;
  for (const secret of request.secrets ?? []) {
    const value = await readSecret(secret, { env, folder: contextPath });
    if (!value.ok) return value;
  }
  try {
    const dockerfile = await readFile(dockerfilePath);
    if (!(await isFolder(contextPath))) return failure('file-unreadable', { path: contextPath });
    return success(dockerfile);
  } catch (error) {
    return failure('file-unreadable', { path: dockerfilePath }, (error as Error).message);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** What can still build when there is no session: BuildKit as far as it goes, or what came before it. */
type Fallback = 'engine' | 'classic';

/** The name of what is left where the engine offers no session. */
async function withBuildKit(
  connection: Connection,
  job: BuildJob,
  filter: Parameters<typeof syncContext>[3],
  signal: AbortSignal,
): Promise<BuildOutcome | Fallback> {
  const { request, dockerfile, onEvent } = job;
  const { address } = connection.endpoint.info;
  const context = syncContext(request.contextPath, request.dockerfilePath, dockerfile, filter, onEvent);
  const session = await attempt(address, signal, async () => {
    try {
      const sharedKey = `${request.contextPath}\0${request.dockerfilePath}`;
      return await openSession(
        connection.modem({ signal }),
        sessionHandlers(job, context.handler),
        sharedKey,
      );
    } catch (error) {
      // Podman knows no such address; a proxy that lets no connection be taken over says something else.
      if (error instanceof EngineHttpError && error.noUpgrade) return fallback(error.status);
      throw error;
    }
  });
  if (!session.ok) return session;
  if (typeof session.value === 'string') return session.value;
  onEvent({ kind: 'backend', backend: 'engine' });
  const reader = createBuildReader(onEvent);
  try {
    const query = buildQuery(request, { session: session.value.id });
    const end = await runBuild(connection, query, Buffer.alloc(0), reader, signal);
    const broken = context.failure();
    if (broken) return { ok: false, failure: broken, record: recordOf(job, 'engine', reader.end()) };
    return end.ok ? conclude(end.value, job, 'engine') : end;
  } finally {
    session.value.dispose();
  }
}

function sessionHandlers({ request, env, onEvent }: BuildJob, files: GrpcHandler): Map<string, GrpcHandler> {
  const { secrets = [], ssh = [] } = request;
  const warn = (message: string): void => onEvent({ kind: 'warning', message, url: '', line: undefined });
  return new Map([
    ['/moby.filesync.v1.FileSync/DiffCopy', files],
    ['/moby.filesync.v1.Auth/Credentials', serveCredentials(env, warn)],
    [
      '/moby.buildkit.secrets.v1.Secrets/GetSecret',
      serveSecrets(secrets, { env, folder: request.contextPath }),
    ],
    ...(ssh.length === 0
      ? []
      : ([
          ['/moby.sshforward.v1.SSH/CheckAgent', checkAgent(ssh, env.SSH_AUTH_SOCK)],
          ['/moby.sshforward.v1.SSH/ForwardAgent', forwardAgent(ssh, env.SSH_AUTH_SOCK)],
        ] as const)),
  ]);
}

const fallback = (status: number): Fallback => (status === 404 ? 'classic' : 'engine');

/** Where nothing can be asked for during the build: all of the context goes over before it. */
async function withArchive(
  connection: Connection,
  job: BuildJob,
  filter: Parameters<typeof syncContext>[3],
  backend: Fallback,
  signal: AbortSignal,
): Promise<BuildOutcome> {
  const { request, dockerfile, onEvent } = job;
  onEvent({ kind: 'backend', backend });
  const context = await sendContext(request.contextPath, request.dockerfilePath, dockerfile, filter, onEvent);
  try {
    const query = buildQuery(request, { dockerfile: context.dockerfile, buildKit: backend === 'engine' });
    const reader = backend === 'engine' ? createBuildReader(onEvent) : createClassicReader(onEvent);
    const end = await runBuild(connection, query, context.stream, reader, signal);
    const broken = context.failure();
    if (broken) return { ok: false, failure: broken };
    return end.ok ? conclude(end.value, job, backend) : end;
  } finally {
    context.stream.destroy();
  }
}

async function runBuild(
  connection: Connection,
  query: Readonly<Record<string, unknown>>,
  body: Buffer | Awaited<ReturnType<typeof sendContext>>['stream'],
  reader: Omit<BuildReader, 'readTrace'>,
  signal: AbortSignal,
): Promise<Outcome<BuildEnd>> {
  let refused: EngineHttpError | undefined;
  const outcome = await attempt(connection.endpoint.info.address, signal, async () => {
    try {
      const stream = await connection.modem({ signal }).call<AsyncIterable<Buffer>>({
        method: 'POST',
        path: '/build?',
        options: query,
        file: body,
        isStream: true,
        statusCodes: { 200: true },
      });
      for await (const message of readJsonLines(stream)) reader.read(message);
    } catch (error) {
      if (error instanceof EngineHttpError) refused = error;
      throw error;
    }
  });
  if (refused?.status === 404)
    return failure('engine-error', undefined, `it cannot build images: ${refused.message}`);
  if (refused) return failure('build-failed', troubleKind(refused.message), refused.message);
  return outcome.ok ? success(reader.end()) : outcome;
}

/** Ends the running processes at once; closing the connection alone leaves that to the engine's mood. */
async function cancelOnEngine(connection: Connection, buildId: string): Promise<void> {
  await attempt(connection.endpoint.info.address, undefined, () =>
    connection.modem({ timeout: CANCEL_GRACE }).call({
      method: 'POST',
      path: `/build/cancel?id=${encodeURIComponent(buildId)}`,
      statusCodes: { 200: true },
    }),
  );
}

/** What a build that has ended comes to. */
export function conclude(end: BuildEnd, job: BuildJob, backend: BuildRecord['backend']): BuildOutcome {
  const { imageId, error, failed, steps, output } = end;
  const record = recordOf(job, backend, end);
  if (error === undefined) {
    // Of a build whose result went elsewhere than into the engine there is none.
    if (imageId === undefined && backend === 'buildx')
      return { ...success({ imageId: '', tags: job.request.tags }), record };
    if (imageId === undefined) return { ...failure('engine-gone'), record };
    return { ...success({ imageId, tags: job.request.tags }), record };
  }
  const names = steps.map(({ name }) => name);
  const lines = job.ports.locate(record.dockerfile, { message: error, step: failed?.name, steps: names });
  const found = troubleKind(error, output);
  const { builder } = job.request;
  const isBuilder = found?.kind === 'builder-unreachable' && found.name === '' && builder !== undefined;
  const kind = isBuilder ? { ...found, name: builder } : found;
  const word = kind?.kind === 'missing-source' ? kind.name : undefined;
  const command = lines && job.ports.locateCommand(record.dockerfile, lines, output, word);
  return {
    ...failure('build-failed', kind, error),
    place: { lines, step: failed?.id, output, ...(command && { command }) },
    record,
  };
}

function recordOf(
  { dockerfile, ports }: BuildJob,
  backend: BuildRecord['backend'],
  end: BuildEnd,
): BuildRecord {
  const text = dockerfile.toString('utf8');
  const lines = ports.locateSteps(
    text,
    end.steps.map(({ name }) => name),
  );
  return {
    backend,
    dockerfile: text,
    steps: end.steps.map((step, index) => ({ ...step, lines: lines[index] })),
  };
}
