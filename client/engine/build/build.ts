import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImageBuildOptions } from 'dockerode';
import type { BuildEvent, BuildOutcome, BuildRequest } from '../../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import type { Connection } from '../connection.ts';
import { type CreateFilter, readContextFilter } from '../context/filter.ts';
import { type SentContext, sendContext } from '../context/send.ts';
import { attempt } from '../failures.ts';
import { EngineHttpError } from '../modem.ts';
import { readJsonLines } from '../ndjson.ts';
import { type BuildEnd, createBuildReader } from './reader.ts';

/** All that the engine tells of a failure's place. */
export interface BuildTrouble {
  /** The engine's words. */
  readonly message: string;
  /** Name of the failing step. */
  readonly step: string | undefined;
  /** Names of all steps. */
  readonly steps: readonly string[];
}

/** What a build needs from elsewhere. */
export interface BuildPorts {
  readonly createFilter: CreateFilter;
  /** Finds the 0-based lines that a failure is about. */
  readonly locate: (
    dockerfile: string,
    trouble: BuildTrouble,
  ) => { readonly first: number; readonly last: number } | undefined;
}

/** How long a cancelled build may take to say that it has ended, in milliseconds. */
const CANCEL_GRACE = 3000;

/** Builds an image with BuildKit; a cancelled build is ended on the engine before this returns. */
export async function build(
  shared: Connection,
  request: BuildRequest,
  ports: BuildPorts,
  signal: AbortSignal | undefined,
  onEvent: (event: BuildEvent) => void,
): Promise<BuildOutcome> {
  const { contextPath, dockerfilePath } = request;
  const dockerfile = await readDockerfile(dockerfilePath);
  if (!dockerfile.ok) return dockerfile;
  const filter = await readContextFilter(contextPath, dockerfilePath, ports.createFilter);
  if (!filter.ok) return filter;
  const context = await sendContext(contextPath, dockerfilePath, dockerfile.value, filter.value, onEvent);
  // Connections of its own: whatever dockerode leaves open is closed with them.
  const connection = shared.separate();
  const stop = new AbortController();
  const cancel = async (): Promise<void> => {
    await cancelOnEngine(shared, request.buildId);
    // Before the whole context is there, nothing has begun that could end by itself.
    if (context.isSent()) await sleep(CANCEL_GRACE, undefined, { ref: false });
    stop.abort();
  };
  if (signal?.aborted) return failure('cancelled');
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const end = await run(connection, request, context, stop.signal, onEvent);
    if (signal?.aborted) return failure('cancelled');
    const broken = context.failure();
    if (broken) return { ok: false, failure: broken };
    return end.ok ? conclude(end.value, request, dockerfile.value.toString('utf8'), ports) : end;
  } finally {
    signal?.removeEventListener('abort', cancel);
    context.stream.destroy();
    connection.dispose();
  }
}

async function readDockerfile(path: string): Promise<Outcome<Buffer>> {
  try {
    return success(await readFile(path));
  } catch (error) {
    return failure('file-unreadable', { path }, (error as Error).message);
  }
}

async function run(
  connection: Connection,
  request: BuildRequest,
  context: SentContext,
  signal: AbortSignal,
  onEvent: (event: BuildEvent) => void,
): Promise<Outcome<BuildEnd>> {
  const reader = createBuildReader(onEvent);
  let refused: EngineHttpError | undefined;
  const outcome = await attempt(connection.endpoint.info.address, signal, async () => {
    try {
      const options = buildOptions(request, context.dockerfile);
      const stream = await connection.docker({ signal }).buildImage(context.stream, options);
      for await (const message of readJsonLines(stream as AsyncIterable<Buffer>)) reader.read(message);
    } catch (error) {
      if (error instanceof EngineHttpError) refused = error;
      throw error;
    }
  });
  if (refused?.noUpgrade) {
    return failure('engine-error', undefined, `it cannot build with BuildKit: ${refused.message}`);
  }
  if (refused) return failure('build-failed', undefined, refused.message);
  return outcome.ok ? success(reader.end()) : outcome;
}

function buildOptions(request: BuildRequest, dockerfile: string): ImageBuildOptions {
  const { buildId, tags, target, buildArgs, platform, noCache, pull, network } = request;
  const options = {
    version: '2',
    // Known to the engine, not to its documentation: without it a build cannot be cancelled by name.
    buildid: buildId,
    dockerfile,
    t: tags,
    rm: true,
    target,
    buildargs: buildArgs,
    platform,
    nocache: noCache,
    pull: pull ? '1' : undefined,
    networkmode: network,
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== ''),
  );
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

function conclude(end: BuildEnd, request: BuildRequest, dockerfile: string, ports: BuildPorts): BuildOutcome {
  const { imageId, error, failed, steps, output } = end;
  if (error === undefined) {
    return imageId === undefined ? failure('engine-gone') : success({ imageId, tags: request.tags });
  }
  const lines = ports.locate(dockerfile, { message: error, step: failed?.name, steps });
  return { ...failure('build-failed', undefined, error), place: { lines, step: failed?.id, output } };
}
