import type { ContextFacts } from '../features/ignore/hover.ts';
import { type ContextScan, rescanFolders, scanContext } from '../ignore/context.ts';
import { createEvaluator, type Evaluation, type Evaluator } from '../ignore/evaluate.ts';
import type { IgnoreFile } from '../ignore/tree.ts';
import { drive } from './drive.ts';
import type { ServerPorts } from './ports.ts';

interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** A context with an ignore file applied to it. */
export interface EvaluatedContext {
  readonly scan: ContextScan;
  readonly evaluator: Evaluator;
  readonly evaluation: Evaluation;
}

export interface KnownContext extends EvaluatedContext, ContextFacts {}

interface Scanned {
  scan: Promise<ContextScan>;
  /** Milliseconds; undefined while it runs. */
  finished: { readonly at: number; readonly took: number } | undefined;
  /** Folders in which something has changed since. */
  readonly changed: Set<string>;
  /** One for each of the last texts: while somebody types, folders stay as they are. */
  readonly evaluators: Map<string, Evaluator>;
}

/** More than this many entries are not looked at; the answers say so. */
const LIMIT = 1_000_000;
/** A scan is as good as new for so long, or for as many times what it took. */
const FRESH_MILLISECONDS = 3000;
const FRESH_FACTOR = 20;
/** The same where the client tells of changes: it keeps silent about what it does not watch. */
const WATCHED_FRESH_MILLISECONDS = 60_000;
const MOST_CONTEXTS = 8;
const MOST_EVALUATORS = 3;
/** With more than this a new scan is no slower. */
const MOST_CHANGED = 200;

/** Build contexts, each scanned once in a while, kept in step with what is said to change, and shared by all that ask. */
export class Contexts {
  readonly #ports: ServerPorts;
  readonly #watch: () => boolean;
  readonly #scans = new Map<string, Scanned>();
  readonly #stop = { aborted: false };

  /** `watch` is called when there is something to watch, and answers whether changes will be told. */
  constructor(ports: ServerPorts, watch: () => boolean = () => false) {
    this.#ports = ports;
    this.#watch = watch;
  }

  /** What the patterns do, undefined when the context cannot be read here or the question was given up. */
  async facts(folder: string, file: IgnoreFile, token: Cancellation): Promise<KnownContext | undefined> {
    const found = await this.evaluate(folder, file, token);
    if (!found) return undefined;
    const { complete, unreadable } = found.scan;
    return { ...found, complete, unreadable: unreadable.length > 0 };
  }

  /** The same with the tree; `folder` is a URI with its `/`. */
  async evaluate(
    folder: string,
    file: IgnoreFile,
    token: Cancellation,
  ): Promise<EvaluatedContext | undefined> {
    const scanned = this.#scan(folder);
    const scan = await scanned?.scan;
    if (!scanned || !scan || token.isCancellationRequested) return undefined;
    const evaluator = this.#evaluator(scanned, file);
    const steps = evaluator.evaluate(scan.root);
    const evaluation = await drive(steps, this.#ports.breath, token);
    return evaluation && { scan, evaluator, evaluation };
  }

  /** What was scanned lately, undefined when the folder would have to be read first. */
  async known(folder: string): Promise<ContextScan | undefined> {
    const scanned = this.#scans.get(folder);
    return scanned?.finished && isFresh(scanned, this.#watch()) ? this.#scan(folder)?.scan : undefined;
  }

  /** Something was made, changed or removed: only its folder is read again. True when that is in a known context. */
  changed(uri: string): boolean {
    let isKnown = false;
    for (const [folder, scanned] of this.#scans) {
      if (!uri.startsWith(folder)) continue;
      isKnown = true;
      const path = decodePath(uri.slice(folder.length));
      if (path === undefined || scanned.changed.size >= MOST_CHANGED) this.#scans.delete(folder);
      else scanned.changed.add(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    }
    return isKnown;
  }

  /** Everything is to be read anew. */
  forget(): void {
    this.#scans.clear();
  }

  dispose(): void {
    this.#stop.aborted = true;
    this.#scans.clear();
  }

  #scan(folder: string): Scanned | undefined {
    const port = this.#ports.contextPort(folder);
    if (!port) return undefined;
    const known = this.#scans.get(folder);
    const isWatched = this.#watch();
    const options = { signal: this.#stop, limit: LIMIT };
    if (known && isFresh(known, isWatched)) {
      if (known.changed.size === 0) return known;
      const changed = [...known.changed];
      known.changed.clear();
      known.scan = known.scan.then(scan => rescanFolders(port, scan, changed, options));
      return known;
    }
    const started = performance.now();
    const scanned: Scanned = {
      scan: scanContext(port, options),
      finished: undefined,
      changed: new Set(),
      evaluators: new Map(),
    };
    this.#scans.delete(folder);
    this.#scans.set(folder, scanned);
    const [oldest] = this.#scans.keys();
    if (this.#scans.size > MOST_CONTEXTS && oldest !== undefined) this.#scans.delete(oldest);
    void scanned.scan.then(() => {
      const at = performance.now();
      scanned.finished = { at, took: at - started };
    });
    return scanned;
  }

  #evaluator({ evaluators }: Scanned, file: IgnoreFile): Evaluator {
    const known = evaluators.get(file.text);
    const evaluator = known ?? createEvaluator(file, { windows: this.#ports.windows });
    evaluators.delete(file.text);
    evaluators.set(file.text, evaluator);
    const [oldest] = evaluators.keys();
    if (evaluators.size > MOST_EVALUATORS && oldest !== undefined) evaluators.delete(oldest);
    return evaluator;
  }
}

function isFresh({ finished }: Scanned, isWatched: boolean): boolean {
  if (!finished) return true;
  const least = isWatched ? WATCHED_FRESH_MILLISECONDS : FRESH_MILLISECONDS;
  return performance.now() - finished.at < Math.max(least, finished.took * FRESH_FACTOR);
}

function decodePath(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
