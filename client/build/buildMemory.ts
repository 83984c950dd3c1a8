import type { Memento, Uri } from 'vscode';
import { type BuildOptions, optionsToKeep, readOptions } from './buildOptions.ts';

const LAST = 'build.last';

/** What each Dockerfile of the workspace was last built with. */
export class BuildMemory {
  readonly #state: Memento;
  /** Whole, with arguments that are not written down. */
  readonly #recent = new Map<string, BuildOptions>();

  constructor(state: Memento) {
    this.#state = state;
  }

  optionsOf(dockerfile: Uri): BuildOptions | undefined {
    const key = dockerfile.toString();
    const kept: unknown = this.#recent.get(key) ?? this.#state.get(`build.options:${key}`);
    return kept === undefined ? undefined : readOptions(kept);
  }

  /** The Dockerfile that was built last, as a URI. */
  get last(): string | undefined {
    return this.#state.get<string>(LAST);
  }

  async remember(dockerfile: Uri, options: BuildOptions): Promise<void> {
    const key = dockerfile.toString();
    this.#recent.set(key, options);
    await this.#state.update(LAST, key);
    await this.#state.update(`build.options:${key}`, optionsToKeep(options));
  }
}
