import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after } from 'mocha';
import { packageExtension } from '../../../scripts/package.ts';
import {
  installExtension,
  startVscodeServer,
  type VscodeServer,
} from '../../../scripts/parts/vscodeServer.ts';

interface Running {
  readonly server: VscodeServer;
  readonly dataFolder: string;
}

let running: Promise<Running> | undefined;

/** The one VS Code server of this test run, with the packaged extension installed in a fresh data folder. */
export async function packagedServer(): Promise<VscodeServer> {
  running ??= start();
  return (await running).server;
}

const programFolder = (dataFolder: string): string => join(dataFolder, 'bin');

/** Puts a shell script on the PATH of the VS Code server, ahead of all others. */
export async function installProgram(name: string, script: string): Promise<void> {
  running ??= start();
  const folder = programFolder((await running).dataFolder);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

async function start(): Promise<Running> {
  const extension = await packageExtension();
  const dataFolder = await mkdtemp(join(tmpdir(), 'strata-e2e-'));
  await installExtension(dataFolder, extension.path);
  const own = {
    // Not the developer's own logins and contexts.
    DOCKER_CONFIG: join(dataFolder, 'docker'),
    PATH: [programFolder(dataFolder), process.env.PATH].join(delimiter),
  };
  return { server: await startVscodeServer({ dataFolder, sealed: true, env: own }), dataFolder };
}

after('the VS Code server ends', async () => {
  const started = await running?.catch(() => undefined);
  if (started === undefined) return;
  await started.server.stop();
  await rm(started.dataFolder, { recursive: true, force: true });
});
