import { URI, Utils } from 'vscode-uri';
import type { BuildContext, ContextName } from '../features/completion/paths/context.ts';
import { type ContextScan, type ScanOptions, scanContext } from '../ignore/context.ts';
import { createMatcher, type IgnoreMatcher } from '../ignore/matcher.ts';
import type { ServerPorts } from './ports.ts';

type Listing = Promise<readonly ContextName[] | undefined>;

/** What was read serves the keystrokes of a moment. */
const FRESH_MILLISECONDS = 2000;
/** More is not kept: people look into one folder at a time. */
const MOST_KEPT = 50;

/** The contexts from which Dockerfiles are built. Folders are listed when asked for, each once in a while. */
export class BuildContexts {
  readonly #ports: ServerPorts;
  readonly #folderOf: (dockerfileUri: string) => Promise<string>;
  readonly #ignoreText: (dockerfileUri: string) => Promise<string | undefined>;
  readonly #watch: () => void;
  readonly #contexts = new Map<string, Timed<Promise<BuildContext>>>();
  readonly #listings = new Map<string, Timed<Listing>>();
  readonly #matchers = new Map<string, IgnoreMatcher>();

  /** `watch` is called when a folder is read: from then on {@link forget} should be told of new files. */
  constructor(
    ports: ServerPorts,
    folderOf: (dockerfileUri: string) => Promise<string>,
    ignoreText: (dockerfileUri: string) => Promise<string | undefined>,
    watch: () => void = () => {},
  ) {
    this.#ports = ports;
    this.#folderOf = folderOf;
    this.#ignoreText = ignoreText;
    this.#watch = watch;
  }

  of(dockerfileUri: string): Promise<BuildContext> {
    return fresh(this.#contexts, dockerfileUri, () => this.#read(dockerfileUri));
  }

  /** The folder that is sent to the builder, as a URI with its `/`. */
  folderOf(dockerfileUri: string): Promise<string> {
    return this.#folderOf(dockerfileUri);
  }

  /** Reads a context with all below it, as far as the options want it; undefined where that cannot be done. */
  async scan(dockerfileUri: string, options: ScanOptions): Promise<ContextScan | undefined> {
    const port = this.#ports.contextPort(await this.#folderOf(dockerfileUri));
    return port && scanContext(port, options);
  }

  /** Settings or ignore files changed, or files came or went. */
  forget(): void {
    this.#contexts.clear();
    this.#listings.clear();
  }

  dispose(): void {
    this.forget();
    this.#matchers.clear();
  }

  async #read(dockerfileUri: string): Promise<BuildContext> {
    const [folder, ignore] = await Promise.all([
      this.#folderOf(dockerfileUri),
      this.#ignoreText(dockerfileUri),
    ]);
    const [path, top] = [URI.parse(dockerfileUri).path, URI.parse(folder).path];
    const name = path.startsWith(top) ? path.slice(top.length) : undefined;
    return {
      list: names => this.#list(folder + names.map(part => `${encodeURIComponent(part)}/`).join('')),
      ignore: ignore === undefined ? undefined : this.#matcher(ignore),
      buildFiles: new Set(['.dockerignore', ...(name === undefined ? [] : [name, `${name}.dockerignore`])]),
    };
  }

  #list(folder: string): Listing {
    this.#watch();
    return fresh(this.#listings, folder, () => this.#ports.listFolder(folder));
  }

  #matcher(text: string): IgnoreMatcher {
    const known = this.#matchers.get(text);
    if (known) return known;
    const matcher = createMatcher(text, { windows: this.#ports.windows });
    keep(this.#matchers, text, matcher);
    return matcher;
  }
}

interface Timed<T> {
  readonly at: number;
  readonly value: T;
}

/** What is known and not too old, else what `read` gives. */
function fresh<T>(known: Map<string, Timed<T>>, key: string, read: () => T): T {
  const found = known.get(key);
  if (found && performance.now() - found.at < FRESH_MILLISECONDS) return found.value;
  const value = read();
  keep(known, key, { at: performance.now(), value });
  return value;
}

/** The oldest goes when there are too many. */
function keep<T>(into: Map<string, T>, key: string, value: T): void {
  into.delete(key);
  into.set(key, value);
  const [oldest] = into.keys();
  if (into.size > MOST_KEPT && oldest !== undefined) into.delete(oldest);
}

/**
 * The folder that is sent to the builder, as a URI with its `/`: that of the setting, relative to the workspace
 * folder, else the one of the Dockerfile.
 */
export function contextFolder(
  dockerfileUri: string,
  setting: string,
  workspaceFolders: readonly string[],
): string {
  const own = dockerfileUri.slice(0, dockerfileUri.lastIndexOf('/') + 1);
  if (setting === '') return own;
  const around = workspaceFolders
    .map(folder => (folder.endsWith('/') ? folder : `${folder}/`))
    .filter(folder => dockerfileUri.startsWith(folder))
    .sort((a, b) => b.length - a.length);
  const base = URI.parse(around[0] ?? own);
  const variables: Readonly<Record<string, string>> = {
    workspaceFolder: pathOf(base),
    fileDirname: pathOf(URI.parse(own)),
  };
  const path = setting.replace(/\$\{(\w+)\}/g, (written, name: string) => variables[name] ?? written);
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
  const found = Utils.resolvePath(base, isAbsolute ? URI.file(path).path : path);
  const text = found.toString();
  return text.endsWith('/') ? text : `${text}/`;
}

const pathOf = ({ fsPath }: URI): string => fsPath.replace(/[/\\]$/, '');
