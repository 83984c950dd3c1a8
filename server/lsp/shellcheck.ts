import type { ShellcheckComment } from '../lint/shellcheck/report.ts';
import type { ShellcheckAnswers } from '../lint/shellcheck/run.ts';

/** Runs ShellCheck once over some scripts. Never rejects. */
export type ShellcheckPort = (
  scripts: readonly string[],
  how: ShellcheckHow & { readonly signal: AbortSignal },
) => Promise<ShellcheckRun>;

export interface ShellcheckHow {
  /** The program's path or name; empty: `shellcheck`, wherever the machine has it. */
  readonly program: string;
  /** Text of the `.shellcheckrc` in force; undefined: the user's own. */
  readonly config: string | undefined;
}

/** `comments` are by script. missing: there is no such program. failed: `detail` says why, as the program did. */
export type ShellcheckRun =
  | { readonly ok: true; readonly comments: readonly (readonly ShellcheckComment[])[] }
  | { readonly ok: false; readonly why: 'missing' | 'failed' | 'cancelled'; readonly detail: string };

export interface ShellcheckOptions {
  /** Processes at a time. */
  readonly processes: number;
  /** Milliseconds that a document has to rest before its changed scripts are looked at. */
  readonly rest: number;
  /** A script is given up; the others go on. */
  readonly onFailure: (detail: string) => void;
  /** There is no such program; told once for each that has a name. */
  readonly onMissing: (program: string) => void;
}

/** Findings of scripts by their text: each is looked at once, whatever document or version it stands in. */
export class Shellcheck {
  readonly #port: ShellcheckPort;
  readonly #options: ShellcheckOptions;
  readonly #known = new Map<string, Known>();
  readonly #runs = new Map<string, Run>();
  readonly #missing = new Map<string, number>();
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(port: ShellcheckPort, options: ShellcheckOptions) {
    this.#port = port;
    this.#options = options;
    this.#free = options.processes;
  }

  /** What is known at this moment. */
  answers(how: ShellcheckHow): ShellcheckAnswers {
    const known = this.#knownOf(how);
    return script => known.get(script);
  }

  /**
   * Looks at those scripts of which nothing is known yet; true when there is more to know now. A later question
   * under the same name stops what the earlier one started and nobody asks for any more.
   */
  look(name: string, scripts: readonly string[], how: ShellcheckHow): Promise<boolean> {
    const known = this.#knownOf(how);
    const unknown = new Set(scripts.filter(script => !known.has(script)));
    const current = this.#runs.get(name);
    if (current && unknown.size > 0 && [...unknown].every(script => current.scripts.has(script)))
      return current.done;
    current?.stop.abort();
    this.#runs.delete(name);
    if (unknown.size === 0 || this.#isMissing(how)) return Promise.resolve(false);
    const stop = new AbortController();
    const rest = current ? this.#options.rest : 0;
    const run: Run = { scripts: unknown, stop, done: this.#look([...unknown], how, stop.signal, rest) };
    this.#runs.set(name, run);
    void run.done.then(() => {
      if (this.#runs.get(name) === run) this.#runs.set(name, { ...run, scripts: new Set() });
    });
    return run.done;
  }

  /** Nobody will ask under this name any more. */
  forget(name: string): void {
    this.#runs.get(name)?.stop.abort();
    this.#runs.delete(name);
  }

  dispose(): void {
    for (const name of [...this.#runs.keys()]) this.forget(name);
  }

  async #look(
    scripts: readonly string[],
    how: ShellcheckHow,
    signal: AbortSignal,
    rest: number,
  ): Promise<boolean> {
    if (rest > 0) await new Promise(resolve => setTimeout(resolve, rest));
    const done = await Promise.all(
      batches(scripts, this.#options.processes).map(batch => this.#run(batch, how, signal)),
    );
    return done.includes(true);
  }

  async #run(scripts: readonly string[], how: ShellcheckHow, signal: AbortSignal): Promise<boolean> {
    const found = await this.#whenFree(signal, () => this.#port(scripts, { ...how, signal }));
    const known = this.#knownOf(how);
    if (found.ok) {
      for (const [index, script] of scripts.entries()) known.set(script, found.comments[index] ?? []);
      return true;
    }
    if (found.why === 'missing') this.#noteMissing(how);
    if (found.why !== 'failed') return false;
    const [only] = scripts;
    if (scripts.length === 1 && only !== undefined) {
      // Never again: it would fail the same way at each keystroke.
      known.set(only, []);
      this.#options.onFailure(found.detail);
      return true;
    }
    // One of them is the culprit, and the others have findings.
    const middle = scripts.length >> 1;
    const halves = [scripts.slice(0, middle), scripts.slice(middle)];
    return (await Promise.all(halves.map(half => this.#run(half, how, signal)))).includes(true);
  }

  async #whenFree(signal: AbortSignal, work: () => Promise<ShellcheckRun>): Promise<ShellcheckRun> {
    if (this.#free === 0) await new Promise<void>(resolve => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return signal.aborted ? { ok: false, why: 'cancelled', detail: '' } : await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  #knownOf({ program, config = '' }: ShellcheckHow): Known {
    const key = `${program}\0${config}`;
    let known = this.#known.get(key);
    if (!known) {
      known = new Known();
      this.#known.set(key, known);
    }
    return known;
  }

  #isMissing({ program }: ShellcheckHow): boolean {
    const since = this.#missing.get(program);
    return since !== undefined && performance.now() - since < LOOK_AGAIN_MILLISECONDS;
  }

  #noteMissing({ program }: ShellcheckHow): void {
    if (program !== '' && !this.#missing.has(program)) this.#options.onMissing(program);
    this.#missing.set(program, performance.now());
  }
}

interface Run {
  readonly scripts: ReadonlySet<string>;
  readonly stop: AbortController;
  readonly done: Promise<boolean>;
}

/** Somebody may install it while the editor is open. */
const LOOK_AGAIN_MILLISECONDS = 20_000;

/** Scripts of one process: as many as share its start well, and few enough that it ends soon. */
const BATCH_SCRIPTS = 40;
const BATCH_LENGTH = 60_000;

function batches(scripts: readonly string[], processes: number): readonly (readonly string[])[] {
  const size = Math.min(BATCH_SCRIPTS, Math.max(SMALLEST_BATCH, Math.ceil(scripts.length / processes)));
  const found: string[][] = [];
  let batch: string[] = [];
  let length = 0;
  for (const script of scripts) {
    if (batch.length === 0 || batch.length >= size || length + script.length > BATCH_LENGTH) {
      batch = [];
      length = 0;
      found.push(batch);
    }
    batch.push(script);
    length += script.length;
  }
  return found;
}

const SMALLEST_BATCH = 4;

/** UTF-16 units of scripts that are remembered. */
const KEPT_LENGTH = 4_000_000;

/** Those that were asked for longest ago go first. */
class Known {
  readonly #comments = new Map<string, readonly ShellcheckComment[]>();
  #length = 0;

  has(script: string): boolean {
    return this.#comments.has(script);
  }

  get(script: string): readonly ShellcheckComment[] | undefined {
    const found = this.#comments.get(script);
    if (!found) return undefined;
    this.#comments.delete(script);
    this.#comments.set(script, found);
    return found;
  }

  set(script: string, comments: readonly ShellcheckComment[]): void {
    if (!this.#comments.has(script)) this.#length += script.length;
    this.#comments.set(script, comments);
    for (const oldest of this.#comments.keys()) {
      if (this.#length <= KEPT_LENGTH || oldest === script) break;
      this.#comments.delete(oldest);
      this.#length -= oldest.length;
    }
  }
}
