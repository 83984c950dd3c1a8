import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import type { TestEngine } from '../../scripts/engines.ts';
import { dockerProgram } from '../../scripts/parts/dockerProgram.ts';
import { runBytes } from './runBytes.ts';

/** Bytes by path of the files and links that a build found in its context; links weigh nothing. */
export type Received = ReadonlyMap<string, number>;

export type BuildTruth =
  | { readonly ok: true; readonly contexts: readonly Received[] }
  | { readonly ok: false; readonly message: string };

/**
 * Copies out the whole of several contexts in one build, each with its own ignore file, with Docker's own client and
 * not with ours. `dockerfile` is used for the first context instead of a plain one: its path below that context.
 */
export async function receivedByBuildKit(
  engine: TestEngine,
  contexts: readonly string[],
): Promise<BuildTruth> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-truth-'));
  const empty = join(folder, 'empty');
  await mkdir(empty);
  const stages = contexts.map(
    (_, index) => `FROM scratch AS s${index}\nCOPY --from=c${index} . /${index}/\n`,
  );
  const copies = contexts.map((_, index) => `COPY --from=s${index} /${index}/ /${index}/\n`);
  await writeFile(join(folder, 'Dockerfile'), `${stages.join('')}FROM scratch\n${copies.join('')}`);
  try {
    return await build(
      engine,
      [
        ...['-f', join(folder, 'Dockerfile')],
        ...contexts.flatMap((path, index) => ['--build-context', `c${index}=${path}`]),
        empty,
      ],
      contexts.length,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `COPY . /0/` finds in one context that is built with a Dockerfile of its own. */
export function receivedWith(
  engine: TestEngine,
  context: string,
  args: readonly string[],
): Promise<BuildTruth> {
  return build(engine, [...args, context], 1);
}

/** The same with the builder from before BuildKit, which is sent the context as an archive. */
export async function receivedByOldBuilder(engine: TestEngine, context: string): Promise<BuildTruth> {
  const docker = await dockerProgram(engine);
  try {
    const env = { ...process.env, ...docker.env, DOCKER_BUILDKIT: '0', DOCKER_CONTEXT: undefined };
    const args = ['build', '--network', 'none', '--no-cache', '--force-rm', context];
    const { code, stdout, stderr } = await runBytes(join(docker.folder, 'docker'), args, { env });
    const text = stdout.toString();
    const image = /Successfully built ([0-9a-f]+)/.exec(text)?.[1];
    if (code !== 0 || image === undefined) return { ok: false, message: stderr };
    await runBytes(join(docker.folder, 'docker'), ['image', 'rm', '--force', image], { env });
    const found = new Map<string, number>();
    for (const [, size = '', path = ''] of text.matchAll(/^:(\d+):\.\/(.*):$/gm))
      found.set(path, Number(size));
    return { ok: true, contexts: [found] };
  } finally {
    await docker.dispose();
  }
}

async function build(engine: TestEngine, args: readonly string[], count: number): Promise<BuildTruth> {
  const docker = await dockerProgram(engine);
  try {
    const env = { ...process.env, ...docker.env, DOCKER_CONTEXT: undefined };
    const words = [
      'buildx',
      'build',
      '--progress=plain',
      '--provenance=false',
      '--output',
      'type=tar,dest=-',
    ];
    const { code, stdout, stderr } = await runBytes(join(docker.folder, 'docker'), [...words, ...args], {
      env,
    });
    if (code !== 0) return { ok: false, message: stderr };
    const contexts = Array.from({ length: count }, () => new Map<string, number>());
    const reader = extract();
    Readable.from([stdout]).pipe(reader);
    for await (const entry of reader) {
      entry.resume();
      const { name, type, size = 0 } = entry.header;
      const slash = name.indexOf('/');
      if (type === 'directory') continue;
      contexts[Number(name.slice(0, slash))]?.set(name.slice(slash + 1), type === 'symlink' ? 0 : size);
    }
    return { ok: true, contexts };
  } finally {
    await docker.dispose();
  }
}
