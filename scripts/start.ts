import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runningEngines, startEngines, stopEngines, type TestEngine } from './engines.ts';
import { type ExtensionPackage, packageExtension } from './package.ts';
import { cacheRoot, exists } from './parts/cache.ts';
import { findProgram } from './parts/debian.ts';
import { engineVersion } from './parts/engineHttp.ts';
import { must, PartMissing, run, say } from './parts/process.ts';
import { inProject } from './parts/project.ts';
import { freePort, installExtension, startVscodeServer } from './parts/vscodeServer.ts';

const USAGE = `npm start -- [options]
  --with-engine   start a Docker engine of its own when none answers (Debian, root)
  --browser       use the VS Code server even when desktop VS Code is on PATH
  --port PORT     port of the VS Code server (default 18080, or a free one)
  --no-open       print the address and open nothing`;

/** A usual port, so that a browser keeps what it knows of this VS Code between starts. */
const PORT = 18080;

interface Options {
  readonly withEngine: boolean;
  readonly browser: boolean;
  readonly port: number | undefined;
  readonly open: boolean;
}

/** Opens VS Code with the packaged extension on the sample workspace, and stays until Ctrl-C where it serves. */
async function start(options: Options): Promise<void> {
  const extension = await packageExtension();
  const workspace = await sampleWorkspace();
  const engine = await findEngine(options.withEngine);
  const code = options.browser ? undefined : await findProgram('code');
  if (code !== undefined) await openDesktop(code, extension, workspace, engine);
  else await serve(extension, workspace, engine, options);
}

/** A copy outside the repository that the user may change; files that are there stay as they are. */
async function sampleWorkspace(): Promise<string> {
  const folder = join(cacheRoot(), 'sample');
  await cp(inProject('docs', 'sample'), folder, { recursive: true, force: false });
  return folder;
}

interface FoundEngine {
  /** What DOCKER_HOST must be; undefined when the extension finds the engine by itself. */
  readonly host: string | undefined;
  /** Ends the engine if this start began it. */
  stop(): Promise<void>;
}

async function findEngine(mayStart: boolean): Promise<FoundEngine> {
  const nothingToStop = async (): Promise<void> => {};
  const own = await ownEngine();
  if (own !== undefined) {
    say(`Docker engine: ${own}`);
    return { host: undefined, stop: nothingToStop };
  }
  if (!mayStart) {
    say('no Docker engine answers: images and builds wait for one (`npm start -- --with-engine` starts one)');
    return { host: undefined, stop: nothingToStop };
  }
  const before = await runningEngines();
  const engines = await startEngines(['modern']);
  const engine: TestEngine | undefined = engines.modern ?? engines.own;
  if (engine === undefined) throw new PartMissing('No Docker engine could be started.');
  say(`Docker engine: ${engine.version} on unix://${engine.socket}`);
  return {
    host: `unix://${engine.socket}`,
    stop: before.modern === undefined ? stopEngines : nothingToStop,
  };
}

/** The user's engine as the docker CLI sees it, else at the usual sockets. */
async function ownEngine(): Promise<string | undefined> {
  const docker = await findProgram('docker');
  if (docker !== undefined) {
    const asked = await run(docker, ['version', '--format', '{{.Server.Version}}']);
    if (asked.code === 0 && asked.stdout.trim() !== '') return asked.stdout.trim();
  }
  for (const socket of ['/var/run/docker.sock', join(homedir(), '.docker', 'run', 'docker.sock')]) {
    const version = await engineVersion(socket);
    if (version !== undefined) return version.version;
  }
  return undefined;
}

async function openDesktop(
  code: string,
  extension: ExtensionPackage,
  workspace: string,
  engine: FoundEngine,
): Promise<void> {
  say(`installing Strata into desktop VS Code (${code})`);
  await must('Installing the extension', code, ['--install-extension', extension.path, '--force']);
  const env = { ...process.env, ...(engine.host !== undefined && { DOCKER_HOST: engine.host }) };
  const files = [workspace, join(workspace, 'hello', 'Dockerfile')];
  await must('Opening VS Code', code, ['--new-window', ...files], { env });
  console.log(`VS Code is open on ${workspace}`);
  if (engine.host === undefined) return;
  console.log(`A VS Code that was already running needs the setting "strata.engine.host": "${engine.host}".`);
  console.log('Press Ctrl-C to stop the engine.');
  await untilAskedToEnd();
  await engine.stop();
}

async function serve(
  extension: ExtensionPackage,
  workspace: string,
  engine: FoundEngine,
  options: Options,
): Promise<void> {
  say('desktop VS Code is not used: serving VS Code to the browser');
  const dataFolder = join(cacheRoot(), 'start');
  await installOnce(dataFolder, extension);
  await tidySettings(dataFolder);
  const server = await startVscodeServer({
    dataFolder,
    port: options.port ?? (await preferredPort()),
    env: engine.host === undefined ? {} : { DOCKER_HOST: engine.host },
  });
  const first = `vscode-remote://127.0.0.1:${server.port}${join(workspace, 'hello', 'Dockerfile')}`;
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify([['openFile', first]]) });
  const address = `http://127.0.0.1:${server.port}/?${query}`;
  console.log(`\nVS Code with Strata: ${address}\n\nPress Ctrl-C to stop.`);
  if (options.open) await openInBrowser(address);
  await untilAskedToEnd();
  say('stopping the VS Code server');
  await server.stop();
  await engine.stop();
}

/** Installs the package unless this very one is installed. */
async function installOnce(dataFolder: string, extension: ExtensionPackage): Promise<void> {
  const record = join(dataFolder, 'strata-package');
  if ((await readFile(record, 'utf8').catch(() => '')) === extension.hash) return;
  say('installing Strata into the VS Code server');
  await mkdir(dataFolder, { recursive: true });
  await rm(record, { force: true });
  await installExtension(dataFolder, extension.path);
  await writeFile(record, extension.hash);
}

/** First settings of this VS Code, which its user may change: nothing in the way of the sample. */
async function tidySettings(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, 'data', 'Machine');
  const path = join(folder, 'settings.json');
  if (await exists(path)) return;
  const settings = {
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'workbench.startupEditor': 'none',
  };
  await mkdir(folder, { recursive: true });
  await writeFile(path, `${JSON.stringify(settings, null, 2)}\n`);
}

function preferredPort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(freePort()));
    probe.listen(PORT, '127.0.0.1', () => probe.close(() => resolve(PORT)));
  });
}

async function openInBrowser(address: string): Promise<void> {
  const shown = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  const names = { darwin: 'open', win32: 'explorer' } as const;
  const name =
    process.platform === 'darwin' || process.platform === 'win32' ? names[process.platform] : 'xdg-open';
  const opener = shown ? await findProgram(name) : undefined;
  if (opener === undefined) return;
  const child = spawn(opener, [address], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}

function untilAskedToEnd(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        'with-engine': { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (values.help || (port !== undefined && !(port > 0 && port < 65536))) return undefined;
    return { withEngine: values['with-engine'], browser: values.browser, port, open: !values['no-open'] };
  } catch {
    return undefined;
  }
}

const options = readOptions();
if (options === undefined) {
  console.error(USAGE);
  process.exit(2);
}
try {
  await start(options);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
