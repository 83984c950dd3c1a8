import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { startEngines } from './engines.ts';
import { packageExtension } from './package.ts';
import { openBrowser } from './parts/chromium.ts';
import { findProgram } from './parts/debian.ts';
import { PartMissing, say } from './parts/process.ts';
import { inProject, inProjectCache, projectRoot } from './parts/project.ts';
import { startVscodeServer } from './parts/vscodeServer.ts';

/** How long one run inside the extension host may take, in milliseconds. */
const LIMIT = 300_000;

/** An extension beside ours, as people have them. */
const rival = inProject('test', 'extension', 'rival');
const RIVAL = 'strata-test.rival-1.0.0';

const bundle = inProjectCache('extension-tests', 'index.cjs');

/** Runs test/extension inside a real extension host: the VS Code server's, or desktop VS Code's with `desktop`. */
export async function testExtension(desktop: boolean): Promise<number> {
  await bundleTests();
  await packageExtension();
  const folder = await mkdtemp(join(tmpdir(), 'strata-extension-'));
  try {
    const workspace = join(folder, 'workspace');
    await cp(inProject('docs', 'sample'), workspace, { recursive: true });
    const report = join(folder, 'report');
    await writeFile(report, '');
    const env = { ...(await engineEnvironment()), STRATA_TEST_REPORT: report };
    const place = { folder, workspace, report, env };
    return desktop ? await onDesktop(place) : await onServer(place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly workspace: string;
  /** File that the reporter inside the host appends to. */
  readonly report: string;
  readonly env: Readonly<Record<string, string>>;
}

async function engineEnvironment(): Promise<Record<string, string>> {
  const engines = await startEngines();
  const sockets = Object.values(engines).map(engine => [
    `STRATA_TEST_ENGINE_${engine.name.toUpperCase()}`,
    engine.socket,
  ]);
  return Object.fromEntries(sockets);
}

/** One CommonJS file with every test, started by the host through its `run`. */
async function bundleTests(): Promise<void> {
  const folder = inProject('test', 'extension');
  const files = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.test.ts')).sort();
  if (files.length === 0) throw new Error('test/extension holds no test');
  const entry = [
    `import { runInHost } from './host.ts';`,
    `export const run = () => runInHost([${files.map(file => `() => import('./${file.replaceAll('\\', '/')}')`)}]);`,
  ].join('\n');
  await build({
    stdin: { contents: entry, resolveDir: folder, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    sourcemap: 'inline',
    // mocha loads its own parts by path.
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function onServer(place: Place): Promise<number> {
  await cp(rival, join(place.folder, 'data', 'extensions', RIVAL), { recursive: true });
  const server = await startVscodeServer({
    dataFolder: join(place.folder, 'data'),
    testDriver: true,
    sealed: true,
    env: { ...place.env },
  });
  const browser = await openBrowser();
  const ended = new AbortController();
  try {
    const page = await browser.context.newPage();
    let settle: (code: number) => void = () => {};
    const done = new Promise<number>(resolve => {
      settle = resolve;
    });
    await page.exposeFunction('codeAutomationExit', (code: number) => settle(code));
    const complaints: string[] = [];
    await page.exposeFunction('codeAutomationLog', (kind: string, parts: readonly unknown[]) => {
      if (kind === 'error') complaints.push(parts.map(String).join(' ').split('\n', 3).join('\n'));
    });
    const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(projectRoot)],
      ['extensionTestsPath', remote(bundle)],
    ]);
    const query = new URLSearchParams({ folder: place.workspace, payload });
    say('opening VS Code with the tests inside');
    await page.goto(`http://127.0.0.1:${server.port}/?${query}`);
    const following = follow(place.report, ended.signal);
    const timeout = sleep(LIMIT, -1, { signal: ended.signal, ref: false }).catch(() => -1);
    const code = await Promise.race([done, timeout]);
    if (code === -1) {
      const picture = inProjectCache('screenshots', 'extension-timeout.png');
      await mkdir(inProjectCache('screenshots'), { recursive: true });
      await page.screenshot({ path: picture });
      console.error(
        `The tests did not end within ${LIMIT / 1000} s; see ${picture}.\n${server.output().slice(-3000)}`,
      );
    }
    ended.abort();
    await following;
    // A host that failed before any test says so here only.
    if (code !== 0) console.error(complaints.slice(-5).join('\n'));
    return code === 0 ? 0 : 1;
  } finally {
    ended.abort();
    await browser.close();
    await server.stop();
  }
}

async function onDesktop(place: Place): Promise<number> {
  await cp(rival, join(place.folder, 'extensions', RIVAL), { recursive: true });
  const executable = process.env.VSCODE_EXECUTABLE;
  const ended = new AbortController();
  const following = follow(place.report, ended.signal);
  try {
    return await runTests({
      ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: bundle,
      extensionTestsEnv: { ...place.env },
      launchArgs: [
        place.workspace,
        '--disable-workspace-trust',
        `--user-data-dir=${join(place.folder, 'user')}`,
        `--extensions-dir=${join(place.folder, 'extensions')}`,
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    ended.abort();
    await following;
  }
}

/** Prints what is appended to a file until the signal, and the rest of it then. */
async function follow(path: string, signal: AbortSignal): Promise<void> {
  let printed = 0;
  for (let last = false; !last; ) {
    last = signal.aborted;
    const text = await readFile(path, 'utf8').catch(() => '');
    process.stdout.write(text.slice(printed));
    printed = text.length;
    if (!last) await sleep(200);
  }
}

/** Desktop VS Code is used when it is asked for, or named, or when the server cannot be had but `code` is there. */
async function wantsDesktop(): Promise<boolean> {
  if (process.argv.includes('--desktop') || process.env.VSCODE_EXECUTABLE !== undefined) return true;
  if (process.argv.includes('--server')) return false;
  return process.platform !== 'linux' && (await findProgram('code')) !== undefined;
}

if (import.meta.main) {
  try {
    process.exit(await testExtension(await wantsDesktop()));
  } catch (error) {
    console.error(error instanceof PartMissing ? error.message : error);
    process.exit(1);
  }
}
