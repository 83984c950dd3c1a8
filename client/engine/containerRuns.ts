import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { RunDefaults, RunEvent, RunRequest, RunResult } from '../../protocol/containers.ts';
import { type Outcome, success } from '../../protocol/result.ts';
import { ANSWER_TIMEOUT, type Connection } from './connection.ts';
import { createBody } from './containerBody.ts';
import { attempt } from './failures.ts';
import { onImage } from './images.ts';
import type { Modem } from './modem.ts';
import { readFrames } from './outputFrames.ts';

/** What an image says of how it is run. */
export async function runDefaults(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<RunDefaults>> {
  const info = await onImage(connection, reference, signal, image => image.inspect());
  if (!info.ok) return info;
  const config = (info.value.Config ?? {}) as ImageConfig;
  const list = (words: string | readonly string[] | null | undefined): readonly string[] =>
    typeof words === 'string' ? [words] : (words ?? []);
  return success({
    ports: Object.keys(config.ExposedPorts ?? {}),
    volumes: Object.keys(config.Volumes ?? {}),
    entrypoint: list(config.Entrypoint),
    command: list(config.Cmd),
    user: config.User ?? '',
    workingDirectory: config.WorkingDir ?? '',
  });
}

interface ImageConfig {
  readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
  readonly Volumes?: Readonly<Record<string, unknown>> | null;
  readonly Entrypoint?: string | readonly string[] | null;
  readonly Cmd?: string | readonly string[] | null;
  readonly User?: string;
  readonly WorkingDir?: string;
}

/** Containers that run for the user of a terminal. */
export interface ContainerRuns {
  /** Makes a container, attaches to it and starts it; ends with it. Aborting stops the container. */
  run(
    connection: Connection,
    request: RunRequest,
    signal: AbortSignal | undefined,
    onEvent: (event: RunEvent) => void,
  ): Promise<Outcome<RunResult>>;
  /** False when there is no such run, or it takes no input. */
  write(runId: string, text: string): boolean;
  resize(runId: string, columns: number, rows: number): Promise<boolean>;
}

interface Running {
  readonly socket: Duplex;
  readonly modem: Modem;
  readonly containerId: string;
  readonly interactive: boolean;
}

/** Seconds that a container has to end by itself once its terminal is closed. */
const STOP_WITHIN = 3;

export function containerRuns(): ContainerRuns {
  const runs = new Map<string, Running>();

  async function run(
    connection: Connection,
    request: RunRequest,
    signal: AbortSignal | undefined,
    onEvent: (event: RunEvent) => void,
  ): Promise<Outcome<RunResult>> {
    const { address } = connection.endpoint.info;
    // What is asked while it runs and after it must not end with the signal.
    const modem = connection.modem({ timeout: ANSWER_TIMEOUT });
    const created = await attempt(address, signal, () =>
      modem.call<{ readonly Id: string; readonly Warnings?: readonly string[] | null }>({
        method: 'POST',
        path: createPath(request),
        options: createBody(request),
        statusCodes: { 201: true },
      }),
    );
    if (!created.ok) return created;
    const { Id: containerId, Warnings: warnings } = created.value;
    const at = `/containers/${containerId}`;
    const post = (path: string): Promise<unknown> =>
      modem.call({ method: 'POST', path: `${at}/${path}`, statusCodes: { 204: true, 304: true } });
    const stop = (): void => void post(`stop?t=${STOP_WITHIN}`).catch(() => {});

    let started = false;
    const ended = await attempt(address, undefined, async () => {
      const socket = await connection.modem().call<Duplex>({
        method: 'POST',
        path: `${at}/attach?stream=1&stdout=1&stderr=1${request.interactive ? '&stdin=1' : ''}`,
        hijack: true,
        headers: { Upgrade: 'tcp' },
      });
      socket.on('error', () => {});
      try {
        runs.set(request.runId, { socket, modem, containerId, interactive: request.interactive });
        await post('start');
        started = true;
        onEvent({ kind: 'started', containerId, warnings: warnings ?? [] });
        if (signal?.aborted) stop();
        signal?.addEventListener('abort', stop, { once: true });
        await readOutput(socket, request.interactive, onEvent);
        return await exitCode(connection, at);
      } finally {
        signal?.removeEventListener('abort', stop);
        runs.delete(request.runId);
        socket.destroy();
      }
    });
    // One that could not be started is of no use to anybody.
    if (request.remove || !started) await remove(modem, at);
    return ended.ok ? success({ containerId, exitCode: ended.value }) : ended;
  }

  return {
    run,
    write: (runId, text) => {
      const running = runs.get(runId);
      return running?.interactive === true && running.socket.write(text) !== undefined;
    },
    resize: async (runId, columns, rows) => {
      const running = runs.get(runId);
      if (!running?.interactive) return false;
      const path = `/containers/${running.containerId}/resize?h=${Math.trunc(rows)}&w=${Math.trunc(columns)}`;
      return running.modem
        .call({ method: 'POST', path, statusCodes: { 200: true, 201: true, 204: true } })
        .then(
          () => true,
          () => false,
        );
    },
  };
}

function createPath({ name, platform }: RunRequest): string {
  const query = new URLSearchParams({ ...(name && { name }), ...(platform && { platform }) }).toString();
  return query === '' ? '/containers/create' : `/containers/create?${query}`;
}

async function readOutput(
  socket: Duplex,
  interactive: boolean,
  onEvent: (event: RunEvent) => void,
): Promise<void> {
  // A character may be cut in two.
  const decoders = { 1: new StringDecoder('utf8'), 2: new StringDecoder('utf8') } as const;
  const chunks = socket as AsyncIterable<Buffer>;
  const frames = interactive ? rawOutput(chunks) : readFrames(chunks);
  for await (const { stream, bytes } of frames) {
    const text = decoders[stream].write(bytes);
    if (text !== '') onEvent({ kind: 'output', stream, text });
  }
}

/** A terminal has one stream, as it is. */
async function* rawOutput(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly stream: 1; readonly bytes: Buffer }> {
  for await (const bytes of chunks) yield { stream: 1, bytes };
}

/** Output can end before the container does: no time limit. */
async function exitCode(connection: Connection, at: string): Promise<number> {
  const { StatusCode } = await connection.modem().call<{ readonly StatusCode: number }>({
    method: 'POST',
    path: `${at}/wait`,
    statusCodes: { 200: true },
  });
  return StatusCode;
}

async function remove(modem: Modem, at: string): Promise<void> {
  await modem
    .call<IncomingMessage>({ method: 'DELETE', path: `${at}?force=1&v=1`, statusCodes: { 204: true } })
    .catch(() => {});
}
