import { Uri, workspace } from 'vscode';
import { BuildRun } from './buildRun.ts';
import { readStoredBuild } from './storedBuild.ts';

/** Builds that have ended and are still known. */
export const KEPT_BUILDS = 20;

/** Keeps ended builds in the workspace's own storage, a file for each; without a workspace nothing is kept. */
export class BuildHistory {
  readonly #folder: Uri | undefined;

  constructor(storage: Uri | undefined) {
    this.#folder = storage && Uri.joinPath(storage, 'builds');
  }

  /** Newest first. A file that cannot be read is passed over. */
  async load(): Promise<readonly BuildRun[]> {
    const names = (await this.#names()).slice(0, KEPT_BUILDS);
    const runs = await Promise.all(
      names.map(async name => {
        const text = await this.#read(name);
        const stored = text === undefined ? undefined : readStoredBuild(text);
        return stored && BuildRun.restore(stored);
      }),
    );
    return runs.filter(run => run !== undefined);
  }

  async save(run: BuildRun): Promise<void> {
    if (!this.#folder) return;
    const stored = run.stored();
    const file = Uri.joinPath(this.#folder, fileName(run));
    try {
      await workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(stored)));
    } catch {
      // A full disk, most likely: the build itself is none the worse for it.
    }
    for (const name of (await this.#names()).slice(KEPT_BUILDS)) await this.#delete(name);
  }

  async clear(): Promise<void> {
    for (const name of await this.#names()) await this.#delete(name);
  }

  async #names(): Promise<readonly string[]> {
    if (!this.#folder) return [];
    try {
      const entries = await workspace.fs.readDirectory(this.#folder);
      return entries
        .map(([name]) => name)
        .filter(name => name.endsWith('.json'))
        .sort()
        .reverse();
    } catch {
      return [];
    }
  }

  async #read(name: string): Promise<string | undefined> {
    if (!this.#folder) return undefined;
    try {
      return new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(this.#folder, name)));
    } catch {
      return undefined;
    }
  }

  async #delete(name: string): Promise<void> {
    if (!this.#folder) return;
    try {
      await workspace.fs.delete(Uri.joinPath(this.#folder, name));
    } catch {
      // Another window has done so.
    }
  }
}

/** In the order of their time. */
const fileName = (run: BuildRun): string =>
  `${String(run.started).padStart(15, '0')}-${run.request.buildId}.json`;
