// Runs on whatever Node the machine has, with an empty node_modules: no imports but node:*, no types to strip.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/**
 * Installs the dependencies when they are not those of package-lock.json, then runs a script of this folder under
 * the project's own Node with the same arguments, and ends as it ended.
 * @param {string} script
 */
export async function runUnderOwnNode(script) {
  if (!dependenciesAreInstalled()) {
    console.error('· installing the dependencies (npm ci, about a minute)');
    const code = await end(spawn('npm', ['ci'], { cwd: root, stdio: ['ignore', 2, 2], shell: windows }));
    if (code !== 0) {
      console.error('npm ci failed: its own words are above.');
      process.exit(code);
    }
  }
  const path = `${bin}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, [join(root, 'scripts', script), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal's Ctrl-C reaches the child by itself; the others are passed on. It ends first, and tidily.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  process.exit(await end(child));
}

/** npm writes the tree that it installed last of all, so an interrupted install is seen as none. */
function dependenciesAreInstalled() {
  try {
    const wanted = packages(join(root, 'package-lock.json'));
    const installed = packages(join(root, 'node_modules', '.package-lock.json'));
    return (
      existsSync(node) &&
      Object.entries(wanted).every(([path, { version, optional, peer, link }]) => {
        if (path === '' || link) return true;
        const found = installed[path];
        return found === undefined ? optional === true || peer === true : found.version === version;
      })
    );
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean, peer?: boolean, link?: boolean }>}
 */
function packages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function end(child) {
  return new Promise(resolve => {
    child.on('error', error => {
      console.error(error.message);
      resolve(127);
    });
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}
