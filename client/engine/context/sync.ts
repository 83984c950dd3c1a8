import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { BuildEvent } from '../../../protocol/engine.ts';
import type { Failure } from '../../../protocol/result.ts';
import { type SyncEntry, type SyncFolders, serveFiles } from '../session/fileSync.ts';
import { readWantedPaths, type WantedPaths } from '../session/followPaths.ts';
import type { GrpcHandler } from '../session/grpc.ts';
import type { ContextFilter } from './filter.ts';
import { walkContext } from './walk.ts';

export interface SyncedContext {
  readonly handler: GrpcHandler;
  /** Why the engine did not get what it asked for, once that is so. */
  failure(): Failure | undefined;
}

/** Milliseconds between two messages about how much was sent. */
const REPORT_EVERY = 100;

/** Answers the engine's questions for the Dockerfile and for the context; what it has already is not sent again. */
export function syncContext(
  contextPath: string,
  dockerfilePath: string,
  dockerfile: Buffer,
  filter: ContextFilter,
  onEvent: (event: BuildEvent) => void,
): SyncedContext {
  let files = 0;
  let bytes = 0;
  let reported = 0;
  let failure: Failure | undefined;
  const report = (done: boolean): void => {
    if (!done && Date.now() - reported < REPORT_EVERY) return;
    reported = Date.now();
    onEvent({ kind: 'context', files, bytes, done });
  };
  const folders: SyncFolders = {
    dockerfile: () => dockerfileFolder(dockerfilePath, dockerfile),
    context: ({ sources }) => contextFolder(contextPath, filter, sources),
  };
  const handler = serveFiles(folders, {
    file: () => {
      files++;
    },
    bytes: count => {
      bytes += count;
      report(false);
    },
    done: () => report(true),
    failed: found => {
      failure ??= found;
    },
  });
  return { handler, failure: () => failure };
}

/** Just the Dockerfile as it was read, and its own ignore file: nothing else beside it is the engine's business. */
async function* dockerfileFolder(path: string, content: Buffer): AsyncGenerator<SyncEntry, void, undefined> {
  const name = basename(path);
  yield heldFile(name, content);
  const ignoreFile = await readFile(`${path}.dockerignore`).catch(() => undefined);
  if (ignoreFile) yield heldFile(`${name}.dockerignore`, ignoreFile);
}

async function* contextFolder(
  contextPath: string,
  filter: ContextFilter,
  sources: readonly string[],
): AsyncGenerator<SyncEntry, void, undefined> {
  // The ignore file is asked for before it is known what it says.
  const named = sources.length > 0 && sources.every(source => basename(source) === '.dockerignore');
  const wanted = await readWantedPaths(contextPath, sources);
  yield* walkContext(contextPath, named ? onlyWanted(undefined, wanted) : onlyWanted(filter, wanted));
}

function onlyWanted(filter: ContextFilter | undefined, wanted: WantedPaths): ContextFilter {
  return {
    decide: (path, parent) => {
      const { ignored, state } = filter?.decide(path, parent) ?? { ignored: false, state: undefined };
      return { ignored: ignored || !wanted.wants(path), state };
    },
    canSkip: folder =>
      !wanted.mayHold(folder) || (wanted.wants(folder) && (filter?.canSkip(folder) ?? false)),
  };
}

/** With a time that changes with the content: by it the engine tells whether it has the file already. */
function heldFile(path: string, content: Buffer): SyncEntry {
  const mtimeMs = createHash('sha256').update(content).digest().readUIntBE(0, 5);
  return { type: 'memory', path, content, mode: 0o644, mtimeMs };
}
