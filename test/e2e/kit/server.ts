import { mkdtemp, rm } from 'node:fs/promises';
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

async function start(): Promise<Running> {
  const extension = await packageExtension();
  const dataFolder = await mkdtemp(join(tmpdir(), 'strata-e2e-'));
  await installExtension(dataFolder, extension.path);
  return { server: await startVscodeServer({ dataFolder, sealed: true }), dataFolder };
}

after('the VS Code server ends', async () => {
  const started = await running?.catch(() => undefined);
  if (started === undefined) return;
  await started.server.stop();
  await rm(started.dataFolder, { recursive: true, force: true });
});
