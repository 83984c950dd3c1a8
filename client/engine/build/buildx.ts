import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BuildOutcome, BuildRequest } from '../../../protocol/engine.ts';
import { failure } from '../../../protocol/result.ts';
import type { Endpoint } from '../endpoint.ts';
import { secretPath } from '../session/secrets.ts';
import { type BuildJob, conclude } from './build.ts';
import { readRawJson } from './rawJson.ts';
import { createBuildReader } from './reader.ts';

/** How long `docker buildx version` may take, in milliseconds. */
const VERSION_TIMEOUT = 10_000;
/** How long a cancelled build may take to end by itself, in milliseconds. */
const CANCEL_GRACE = 5_000;
/** Words of buildx itself that are kept, in UTF-16 units. */
const KEPT_WORDS = 64 * 1024;

/** Version of buildx (`v0.29.1`), undefined when there is none to be run. */
export async function findBuildx(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise(resolve => {
    const child = spawn('docker', ['buildx', 'version'], {
      ...{ env, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true, timeout: VERSION_TIMEOUT },
    });
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, KEPT_WORDS);
    });
    child.once('error', () => resolve(undefined));
    child.once('close', code => resolve(code === 0 ? (/\bv?\d+\.\d+\S*/.exec(said)?.[0] ?? '') : undefined));
  });
}

/** Names of what the request wants that only buildx can do. */
export function needsBuildx(request: BuildRequest, env: NodeJS.ProcessEnv): readonly string[] {
  const { platform = '', cacheFrom = [], cacheTo = [], output, provenance, sbom, builder } = request;
  const { buildContexts = {} } = request;
  const wanted: Readonly<Record<string, boolean>> = {
    platform: platform.includes(','),
    cacheFrom: cacheFrom.some(from => from.includes('=')),
    cacheTo: cacheTo.length > 0,
    buildContexts: Object.keys(buildContexts).length > 0,
    output: Boolean(output),
    provenance: Boolean(provenance),
    sbom: Boolean(sbom),
    builder: Boolean(builder || env.BUILDX_BUILDER),
  };
  return Object.keys(wanted).filter(name => wanted[name]);
}

/** The arguments of `docker` for a build, in the order in which people write them. */
export function buildxArguments(request: BuildRequest, endpoint: Endpoint['info'], idFile: string): string[] {
  const { contextPath, dockerfilePath, tags, target, platform, network, output } = request;
  const { buildArgs = {}, labels = {}, secrets = [], ssh = [], cacheFrom = [], cacheTo = [] } = request;
  const each = (name: string, values: readonly string[]): string[] => values.flatMap(value => [name, value]);
  const one = (name: string, value: string | undefined): string[] => (value ? [`${name}=${value}`] : []);
  const pairs = (values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return [
    ...(endpoint.context === 'default' ? [] : ['--context', endpoint.context]),
    ...['buildx', 'build', '--progress=rawjson', '--file', dockerfilePath, '--iidfile', idFile],
    ...each('--tag', tags),
    ...one('--target', target),
    ...each('--build-arg', pairs(buildArgs)),
    ...each('--label', pairs(labels)),
    ...one('--platform', platform),
    ...(request.noCache ? ['--no-cache'] : []),
    ...(request.pull ? ['--pull'] : []),
    ...one('--network', network),
    ...each(
      '--secret',
      secrets.map(secret =>
        'env' in secret
          ? field('id', secret.id) + field(',env', secret.env)
          : field('id', secret.id) + field(',src', secretPath(secret.file, contextPath)),
      ),
    ),
    ...each(
      '--ssh',
      ssh.map(({ id, socket }) => (socket === undefined ? id : `${id}=${socket}`)),
    ),
    ...each('--cache-from', cacheFrom),
    ...each('--cache-to', cacheTo),
    ...each('--build-context', pairs(request.buildContexts ?? {})),
    ...one('--provenance', request.provenance),
    ...one('--sbom', request.sbom),
    ...one('--builder', request.builder),
    ...(output ? ['--output', output] : ['--load']),
    contextPath,
  ];
}

/** Such options are a line of comma-separated values. */
function field(name: string, value: string): string {
  const [comma, key] = name.startsWith(',') ? [',', name.slice(1)] : ['', name];
  const text = `${key}=${value}`;
  return comma + (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
}

/** Builds with the user's own `docker buildx`; a cancelled build has ended when this returns. */
export async function buildWithBuildx(
  endpoint: Endpoint['info'],
  job: BuildJob,
  signal: AbortSignal | undefined,
): Promise<BuildOutcome> {
  if (signal?.aborted) return failure('cancelled');
  const folder = await mkdtemp(join(tmpdir(), 'strata-buildx-'));
  const idFile = join(folder, 'id');
  const env = { ...job.env };
  if (endpoint.context === 'default') env.DOCKER_HOST = endpoint.address;
  else delete env.DOCKER_HOST;
  const child = spawn('docker', buildxArguments(job.request, endpoint, idFile), {
    ...{ env, cwd: job.request.contextPath, stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true },
    // A group of its own: docker runs buildx as a process below it, and both have to hear of a cancel.
    detached: process.platform !== 'win32',
  });
  const stop = (): void => {
    end(child, 'SIGINT');
    setTimeout(() => end(child, 'SIGKILL'), CANCEL_GRACE).unref();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const reader = createBuildReader(job.onEvent, { tellsContext: true });
    const words = { text: '' };
    const ended = new Promise<number | Error | null>(resolve => {
      child.once('error', resolve);
      child.once('close', resolve);
    });
    if (child.stderr)
      for await (const line of createInterface({ input: child.stderr })) {
        const trace = readRawJson(line);
        if (trace) reader.readTrace(trace);
        else words.text = `${words.text}${line}\n`.slice(-KEPT_WORDS);
      }
    const code = await ended;
    if (signal?.aborted) return failure('cancelled');
    if (code instanceof Error) return failure('buildx-missing', { options: '' }, code.message);
    if (code !== 0) reader.read({ error: errorIn(words.text) || `docker buildx ended with ${code}` });
    else reader.read({ aux: { ID: (await readFile(idFile, 'utf8').catch(() => '')).trim() } });
    return conclude(reader.end(), job, 'buildx');
  } finally {
    signal?.removeEventListener('abort', stop);
    await rm(folder, { recursive: true, force: true });
  }
}

/** The line of the error, without what repeats the Dockerfile below it. */
function errorIn(words: string): string {
  const said = /^ERROR: (?:failed to build: )?(?:failed to solve: )?(.*)$/m.exec(words)?.[1];
  return said ?? words.trim().split('\n').at(-1) ?? '';
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
