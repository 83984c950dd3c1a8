import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './parts/cache.ts';
import { must, run, say } from './parts/process.ts';
import { inProject, inProjectCache, ownProgram, projectRoot } from './parts/project.ts';

/** Everything that decides what is in the package. */
const INPUTS = [
  ...['client', 'protocol', 'server', 'webview', 'syntaxes', 'l10n'],
  ...['package.json', 'package.nls.json', 'package.nls.fr.json', 'package-lock.json', 'esbuild.mjs'],
  ...['scripts/serverBundle.ts', 'scripts/webviewBundle.ts'],
  ...['.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE', 'tsconfig.base.json'],
];

/** Bytes: a package over this is refused. */
const LIMIT = 3 * 1024 * 1024;

export interface ExtensionPackage {
  /** Absolute path of the .vsix. */
  readonly path: string;
  readonly bytes: number;
  /** Changes when any input does. */
  readonly hash: string;
}

/** Builds and packages the extension; nothing is done when the inputs are those of the package that is there. */
export async function packageExtension(): Promise<ExtensionPackage> {
  const path = inProject('dist', 'strata.vsix');
  const record = inProjectCache('packaged');
  const hash = await hashInputs();
  const known = await readFile(record, 'utf8').catch(() => '');
  if (known === hash && (await exists(path))) {
    say('the package is up to date');
    return { path, bytes: (await stat(path)).size, hash };
  }
  say('building the bundles');
  await rm(record, { force: true });
  const build = await run(process.execPath, ['esbuild.mjs'], { cwd: projectRoot });
  if (build.code !== 0) throw new Error(`The build failed:\n${build.stdout}${build.stderr}`);
  say('packaging the extension');
  await checkContents();
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    path,
  ];
  const packed = await run(process.execPath, [ownProgram('vsce'), ...args], { cwd: projectRoot });
  if (packed.code !== 0) throw new Error(`Packaging failed:\n${packed.stdout}${packed.stderr}`);
  const bytes = (await stat(path)).size;
  if (bytes > LIMIT) throw new Error(`${path} holds ${bytes} bytes, more than the limit of ${LIMIT}.`);
  await mkdir(inProjectCache(), { recursive: true });
  await writeFile(record, hash);
  say(`packaged ${path}: ${Math.round(bytes / 1024)} KB`);
  return { path, bytes, hash };
}

/** Every file that package.json names is in the package, and nothing that only development needs. */
async function checkContents(): Promise<void> {
  const args = [ownProgram('vsce'), 'ls', '--no-dependencies'];
  const listed = await must('Listing the package', process.execPath, args, { cwd: projectRoot });
  const files = listed
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const manifest: unknown = JSON.parse(await readFile(inProject('package.json'), 'utf8'));
  const missing: string[] = [];
  for (const named of relativePaths(manifest)) {
    const plain = named.replace(/^\.\//, '');
    // The command line is built for npm's `bin`, not for the editor.
    if (plain.startsWith('dist/cli')) continue;
    if (!files.some(file => file === plain || file.startsWith(`${plain.replace(/\/$/, '')}/`)))
      missing.push(named);
  }
  if (missing.length > 0) {
    throw new Error(
      `package.json names files that are not in the package (see .vscodeignore): ${missing.join(', ')}`,
    );
  }
  const needless = files.filter(file =>
    /(^|\/)(test|scripts|node_modules|\.git[^/]*)\/|\.ts$|\.map$/.test(file),
  );
  if (needless.length > 0) throw new Error(`The package holds what no user needs: ${needless.join(', ')}`);
}

function relativePaths(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^\.\/[\w./-]+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(relativePaths);
}

async function hashInputs(): Promise<string> {
  const hash = createHash('sha256');
  for (const input of INPUTS) await hashPath(hash, input);
  return hash.digest('hex');
}

async function hashPath(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const info = await stat(inProject(path)).catch(() => undefined);
  if (info === undefined) return;
  if (info.isDirectory()) {
    for (const name of (await readdir(inProject(path))).sort()) await hashPath(hash, join(path, name));
    return;
  }
  const bytes = await readFile(inProject(path));
  hash.update(`${path}\0${bytes.length}\0`).update(bytes);
}

if (import.meta.main) {
  try {
    console.log((await packageExtension()).path);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
