import { HADOLINT_FILES, type HadolintConfig } from '../lint/hadolintConfig.ts';
import type { ServerPorts } from './ports.ts';

interface Looked {
  readonly at: number;
  readonly config: Promise<HadolintConfig | undefined>;
}

/** A look is as good as new for so long, for the files of which no client tells that they change. */
const FRESH_MILLISECONDS = 3000;

/** The hadolint configurations of Dockerfiles: the nearest one in their folder and those above, else the user's. */
export class HadolintConfigs {
  readonly #ports: ServerPorts;
  readonly #tell: (uri: string, config: HadolintConfig) => void;
  readonly #folders = new Map<string, Looked>();

  /** `tell` hears of each file in which something is wrong. */
  constructor(ports: ServerPorts, tell: (uri: string, config: HadolintConfig) => void) {
    this.#ports = ports;
    this.#tell = tell;
  }

  async of(dockerfileUri: string): Promise<HadolintConfig | undefined> {
    const folder = parentOf(dockerfileUri);
    const found = folder === undefined ? undefined : await this.#above(folder);
    return found ?? this.#first('', this.#ports.hadolintFiles);
  }

  /** Some file changed: the next question looks again. */
  forget(): void {
    this.#folders.clear();
  }

  #above(folder: string): Promise<HadolintConfig | undefined> {
    return this.#look(folder, async () => {
      const uris = HADOLINT_FILES.map(name => `${folder}/${name}`);
      const parent = parentOf(folder);
      return (await this.#read(uris)) ?? (parent === undefined ? undefined : this.#above(parent));
    });
  }

  #first(key: string, uris: readonly string[]): Promise<HadolintConfig | undefined> {
    return this.#look(key, () => this.#read(uris));
  }

  #look(key: string, read: () => Promise<HadolintConfig | undefined>): Promise<HadolintConfig | undefined> {
    const known = this.#folders.get(key);
    const at = performance.now();
    if (known && at - known.at < FRESH_MILLISECONDS) return known.config;
    const config = read();
    this.#folders.set(key, { at, config });
    return config;
  }

  async #read(uris: readonly string[]): Promise<HadolintConfig | undefined> {
    const texts = await Promise.all(uris.map(uri => this.#ports.readText(uri)));
    for (const [index, uri] of uris.entries()) {
      const text = texts[index];
      if (text === undefined) continue;
      const config = await this.#ports.readHadolint(text);
      if (config.problems.length > 0) this.#tell(uri, config);
      return config;
    }
    return undefined;
  }
}

/** The folder that holds what a URI names, without a slash at its end; undefined above the root. */
function parentOf(uri: string): string | undefined {
  const slash = uri.lastIndexOf('/');
  return /^[a-z][\w+.-]*:\/\/[^/]*\//i.test(uri) ? uri.slice(0, slash) : undefined;
}
