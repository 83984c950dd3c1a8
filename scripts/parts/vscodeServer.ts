import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { installOnce } from './cache.ts';
import { installPackages, whyNoDebian } from './debian.ts';
import { must, PartMissing, run, say, stopProcess, waitFor } from './process.ts';

/** The npm package that carries a whole built VS Code server with its web workbench. */
const VERSION = '4.139.1';
const HEADERS = ['libkrb5-dev', 'libsecret-1-dev', 'libx11-dev', 'libxkbfile-dev'];
const TOOLS = ['python3', 'make', 'g++', 'pkg-config'];

/** Path of `server-main.js` of the VS Code server, installed on first use (about 3 minutes, 740 MB). */
export async function vscodeServer(): Promise<string> {
  const folder = await installOnce(`vscode-server-${VERSION}`, async target => {
    if ((await whyNoDebian()) === undefined) {
      await installPackages('native parts of the VS Code server', [...HEADERS, ...TOOLS]);
    } else {
      say(`building native parts of the VS Code server needs these or their like: ${HEADERS.join(' ')}`);
    }
    const manifest = { private: true, allowScripts: { 'code-server': true } };
    await writeFile(join(target, 'package.json'), JSON.stringify(manifest));
    say('installing the VS Code server from npm (about three minutes)');
    const heartbeat = setInterval(() => say('  … still installing the VS Code server'), 20_000);
    try {
      const args = ['install', '--no-fund', '--no-audit', `code-server@${VERSION}`];
      await must('Installing the VS Code server', 'npm', args, { cwd: target, env: nodeEnvironment() });
    } finally {
      clearInterval(heartbeat);
    }
  });
  return join(folder, 'node_modules/code-server/lib/vscode/out/server-main.js');
}

/** The environment with this process's own Node first on PATH, so that npm's scripts run under it. */
export function nodeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}` };
}

export interface VscodeServer {
  /** Loopback port of the workbench. */
  readonly port: number;
  readonly pid: number;
  /** Everything the server printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export interface VscodeServerOptions {
  /** Extensions, settings and logs live here; a fresh folder is a fresh VS Code. */
  readonly dataFolder: string;
  readonly port?: number;
  /** Needed by tests that run inside the extension host. */
  readonly testDriver?: boolean;
  /** For tests: no gallery, no experiments, no assistants, so that nothing off this machine is asked for. */
  readonly sealed?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

const SEALED_GALLERY = JSON.stringify({
  serviceUrl: 'http://127.0.0.1:9/gallery',
  itemUrl: 'http://127.0.0.1:9/item',
  resourceUrlTemplate: 'http://127.0.0.1:9/{publisher}/{name}',
});

const SEALED_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'github.gitAuthentication': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

async function seal(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, 'data', 'Machine');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(SEALED_SETTINGS, null, 2));
}

const ACCEPT = '--accept-server-license-terms';

/** Installs a .vsix into the server's data folder. */
export async function installExtension(dataFolder: string, vsix: string): Promise<void> {
  const args = [
    await vscodeServer(),
    ACCEPT,
    '--server-data-dir',
    dataFolder,
    '--install-extension',
    vsix,
    '--force',
  ];
  const result = await run(process.execPath, args);
  const said = `${result.stdout}${result.stderr}`;
  if (result.code !== 0 || !said.includes('was successfully installed')) {
    throw new Error(`VS Code did not install ${vsix}:\n${said.trim()}`);
  }
}

/** Starts VS Code's server on loopback; it ends with `stop`, or with this process. */
export async function startVscodeServer(options: VscodeServerOptions): Promise<VscodeServer> {
  const main = await vscodeServer();
  const port = options.port ?? (await freePort());
  await mkdir(options.dataFolder, { recursive: true });
  if (options.sealed) await seal(options.dataFolder);
  const args = [
    [main, ACCEPT, '--without-connection-token', '--host', '127.0.0.1', '--port', String(port)],
    ['--server-data-dir', options.dataFolder, '--disable-workspace-trust', '--disable-telemetry'],
    options.testDriver ? ['--enable-smoke-test-driver'] : [],
  ].flat();
  const logPath = join(options.dataFolder, 'server.log');
  const log = await open(logPath, 'w');
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.env, ...(options.sealed && { EXTENSIONS_GALLERY: SEALED_GALLERY }) },
    stdio: ['ignore', log.fd, log.fd],
  });
  const pid = await spawned(child);
  await log.close();
  const stopAtExit = (): void => void child.kill();
  process.once('exit', stopAtExit);
  child.once('exit', () => process.off('exit', stopAtExit));
  const answers = await waitFor(
    () =>
      fetch(`http://127.0.0.1:${port}/version`).then(
        answer => (answer.ok ? true : undefined),
        () => undefined,
      ),
    60_000,
    () => child.exitCode !== null,
  );
  const output = (): string => readFileSync(logPath, 'utf8');
  if (answers === undefined) {
    await stopProcess(pid, 'server-main.js');
    throw new PartMissing(
      `The VS Code server did not start.\n${(await readFile(logPath, 'utf8')).slice(-2000)}`,
    );
  }
  return { port, pid, output, stop: () => stopProcess(pid, 'server-main.js', 5_000) };
}

function spawned(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', reject);
  });
}

/** A loopback port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
