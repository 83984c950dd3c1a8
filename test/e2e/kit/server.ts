import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Puts a shell script where the machine's settings of the VS Code server say that a scanner is. */
export async function installScanner(name: string, script: string): Promise<void> {
  running ??= start();
  const { dataFolder } = await running;
  const program = join(dataFolder, name);
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const path = join(dataFolder, 'data', 'Machine', 'settings.json');
  const settings = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>;
  await writeFile(path, JSON.stringify({ ...settings, 'strata.scan.programs': { [name]: program } }));
}

async function start(): Promise<Running> {
  const extension = await packageExtension();
  const dataFolder = await mkdtemp(join(tmpdir(), 'strata-e2e-'));
  await installExtension(dataFolder, extension.path);
  // Not the developer's own logins and contexts.
  const own = { DOCKER_CONFIG: join(dataFolder, 'docker') };
  return { server: await startVscodeServer({ dataFolder, sealed: true, env: own }), dataFolder };
}

after('the VS Code server ends', async () => {
  const started = await running?.catch(() => undefined);
  if (started === undefined) return;
  await started.server.stop();
  await rm(started.dataFolder, { recursive: true, force: true });
});
