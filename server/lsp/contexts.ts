import type { ContextFacts } from '../features/ignore/hover.ts';
import { type ContextScan, scanContext } from '../ignore/context.ts';
import { createEvaluator } from '../ignore/evaluate.ts';
import type { IgnoreFile } from '../ignore/tree.ts';
import type { ServerPorts } from './ports.ts';

interface Cancellation {
  readonly isCancellationRequested: boolean;
}

interface Scanned {
  readonly scan: Promise<ContextScan>;
  /** Milliseconds; undefined while it runs. */
  finished: { readonly at: number; readonly took: number } | undefined;
}

/** More than this many entries are not looked at; the answers say so. */
const LIMIT = 500_000;
/** A scan is as good as new for so long, or for as many times what it took. */
const FRESH_MILLISECONDS = 3000;
const FRESH_FACTOR = 20;

/** The build contexts of ignore files, each scanned once in a while and shared by all that ask. */
export class Contexts {
  readonly #ports: ServerPorts;
  readonly #scans = new Map<string, Scanned>();
  readonly #stop = { aborted: false };

  constructor(ports: ServerPorts) {
    this.#ports = ports;
  }

  /** What the patterns do, undefined when the context cannot be read here or the question was given up. */
  async facts(uri: string, file: IgnoreFile, token: Cancellation): Promise<ContextFacts | undefined> {
    const folder = contextFolder(uri);
    const scan = await this.#scan(folder);
    if (!scan || token.isCancellationRequested) return undefined;
    const steps = createEvaluator(file, { windows: this.#ports.windows }).evaluate(scan.root);
    for (;;) {
      const step = steps.next();
      if (step.done) {
        return { evaluation: step.value, complete: scan.complete, unreadable: scan.unreadable.length > 0 };
      }
      await this.#ports.breath();
      if (token.isCancellationRequested) return undefined;
    }
  }

  /** Something changed in or below a folder: the next question looks again. */
  forget(uri: string): void {
    for (const folder of this.#scans.keys()) if (uri.startsWith(folder)) this.#scans.delete(folder);
  }

  dispose(): void {
    this.#stop.aborted = true;
    this.#scans.clear();
  }

  async #scan(folder: string): Promise<ContextScan | undefined> {
    const known = this.#scans.get(folder);
    if (known && isFresh(known)) return known.scan;
    const port = this.#ports.contextPort(folder);
    if (!port) return undefined;
    const started = performance.now();
    const scan = scanContext(port, { signal: this.#stop, limit: LIMIT });
    const scanned: Scanned = { scan, finished: undefined };
    this.#scans.set(folder, scanned);
    const found = await scan;
    const at = performance.now();
    scanned.finished = { at, took: at - started };
    return found;
  }
}

function isFresh({ finished }: Scanned): boolean {
  if (!finished) return true;
  return performance.now() - finished.at < Math.max(FRESH_MILLISECONDS, finished.took * FRESH_FACTOR);
}

/** The folder in which an ignore file stands, with its `/`. */
function contextFolder(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}
