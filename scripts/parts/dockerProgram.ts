import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { TestEngine } from '../engines.ts';
import { exists } from './cache.ts';
import { findProgram } from './debian.ts';
import { PartMissing } from './process.ts';

const LOADERS = [
  ['lib64/ld-linux-x86-64.so.2', 'usr/lib/x86_64-linux-gnu'],
  ['lib/ld-linux-aarch64.so.1', 'usr/lib/aarch64-linux-gnu'],
] as const;

/** Words before the arguments of a program of an engine's root, which runs outside it by that root's own loader. */
export async function rootCommand(root: string, program: string): Promise<readonly string[]> {
  for (const [loader, libraries] of LOADERS) {
    if (await exists(join(root, loader)))
      return [join(root, loader), '--library-path', join(root, libraries), join(root, program)];
  }
  return [join(root, program)];
}

export interface DockerProgram {
  /** Folder with `docker` in it, buildx as its plugin. */
  readonly folder: string;
  /** To be added to a process that shall use it; without the developer's own Docker configuration. */
  readonly env: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** The docker command line with buildx, as one would have it on PATH, speaking to this engine. */
export async function dockerProgram(engine: TestEngine): Promise<DockerProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-docker-'));
  const root = engine.started?.root;
  const plugins = join(folder, 'config', 'cli-plugins');
  await mkdir(plugins, { recursive: true });
  if (root === undefined) {
    const docker = await findProgram('docker');
    if (docker === undefined)
      throw new PartMissing('`docker buildx` is not on PATH: install the Docker CLI.');
    await writeScript(join(folder, 'docker'), [docker]);
  } else {
    await writeScript(join(folder, 'docker'), await rootCommand(root, 'usr/bin/docker'));
    const buildx = await rootCommand(root, 'usr/libexec/docker/cli-plugins/docker-buildx');
    await writeScript(join(plugins, 'docker-buildx'), buildx);
  }
  const env = {
    PATH: `${folder}${delimiter}${process.env.PATH ?? ''}`,
    DOCKER_HOST: `unix://${engine.socket}`,
    DOCKER_CONFIG: join(folder, 'config'),
  };
  return { folder, env, dispose: () => rm(folder, { recursive: true, force: true }) };
}

async function writeScript(path: string, command: readonly string[]): Promise<void> {
  const words = command.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  await writeFile(path, `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(path, 0o755);
}
