import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import type { BuildEvent } from '../../../protocol/engine.ts';
import type { Failure } from '../../../protocol/result.ts';
import type { FolderState } from '../../../server/ignore/matcher.ts';
import { FailureError } from '../failures.ts';
import type { ContextFilter } from './filter.ts';
import { type ExtraFile, packContext } from './pack.ts';
import { walkContext } from './walk.ts';

export interface SentContext {
  /** A tar archive. */
  readonly stream: Readable;
  /** Name of the Dockerfile in it. */
  readonly dockerfile: string;
  isSent(): boolean;
  /** Why it broke off, once it has. */
  failure(): Failure | undefined;
}

/** Milliseconds between two messages about how much was sent. */
const REPORT_EVERY = 100;

/** Packs what the engine shall see; the Dockerfile is in it in any case, wherever it lies. */
export async function sendContext(
  contextPath: string,
  dockerfilePath: string,
  dockerfile: Buffer,
  filter: ContextFilter,
  onEvent: (event: BuildEvent) => void,
): Promise<SentContext> {
  const own = await pathInContext(contextPath, dockerfilePath);
  const extra: ExtraFile[] = [];
  if (own === undefined) extra.push({ path: hiddenName(dockerfilePath), content: dockerfile });
  else if (isIgnored(own, filter)) extra.push({ path: own, content: dockerfile });

  let files = 0;
  let bytes = 0;
  let reported = 0;
  const report = (done: boolean): void => {
    if (!done && Date.now() - reported < REPORT_EVERY) return;
    reported = Date.now();
    onEvent({ kind: 'context', files, bytes, done });
  };
  const stream = packContext(walkContext(contextPath, filter), extra, length => {
    files++;
    bytes += length;
    report(false);
  });
  let failure: Failure | undefined;
  let sent = false;
  stream.once('end', () => {
    sent = true;
    report(true);
  });
  stream.on('error', error => {
    if (error instanceof FailureError) failure = error.failure;
  });
  return {
    stream,
    dockerfile: own ?? hiddenName(dockerfilePath),
    isSent: () => sent,
    failure: () => failure,
  };
}

/** Path of the Dockerfile among what is sent, undefined when it lies elsewhere or behind a link. */
async function pathInContext(contextPath: string, dockerfilePath: string): Promise<string | undefined> {
  try {
    if (!(await lstat(dockerfilePath)).isFile()) return undefined;
    const path = relative(contextPath, dockerfilePath);
    const real = relative(await realpath(contextPath), await realpath(dockerfilePath));
    const [first] = path.split(sep);
    return path === real && first !== '..' ? path.split(sep).join('/') : undefined;
  } catch {
    return undefined;
  }
}

function isIgnored(path: string, filter: ContextFilter): boolean {
  try {
    let folder: FolderState | undefined;
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      folder = filter.decide(path.slice(0, slash), folder).state;
    }
    return filter.decide(path, folder).ignored;
  } catch (error) {
    // The walk meets the same, and there it ends the build.
    if (error instanceof FailureError) return false;
    throw error;
  }
}

/** The same for every build of one file: a name of its own each time would spoil the cache of `COPY . .`. */
function hiddenName(dockerfilePath: string): string {
  return `.dockerfile.${createHash('sha256').update(dockerfilePath).digest('hex').slice(0, 16)}`;
}
