import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { OpenDocument } from './analysis.ts';
import { background, type Log } from './request.ts';

interface Cancellation {
  isCancellationRequested: boolean;
}

/** How long typing must rest. The first look at a document does not wait. */
const REST_MILLISECONDS = 120;

/** Some editors open hundreds of documents at once: all their trees at the same time would fill the memory. */
const AT_ONCE = 2;

/** After so many that were opened it is time to tidy. */
const MANY = 20;

/** Sends diagnostics to clients that do not ask for them; only those of the newest version arrive. */
export class PushedDiagnostics {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #compute: (open: OpenDocument, token: Cancellation) => AsyncIterable<readonly Diagnostic[]>;
  readonly #find: (uri: string) => OpenDocument | undefined;
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #running = new Map<string, Cancellation>();
  readonly #turns = new Turns(AT_ONCE);
  readonly #tidy: (() => void) | undefined;
  #opened = 0;

  constructor(
    connection: Connection,
    log: Log,
    find: (uri: string) => OpenDocument | undefined,
    compute: (open: OpenDocument, token: Cancellation) => AsyncIterable<readonly Diagnostic[]>,
    tidy: (() => void) | undefined,
  ) {
    this.#connection = connection;
    this.#log = log;
    this.#find = find;
    this.#compute = compute;
    this.#tidy = tidy;
  }

  opened(uri: string): void {
    this.#cancel(uri);
    this.#run(uri, () => {
      if (++this.#opened % MANY === 0) this.#tidy?.();
    });
  }

  changed(uri: string): void {
    this.#cancel(uri);
    const timer = setTimeout(() => {
      this.#waiting.delete(uri);
      this.#run(uri);
    }, REST_MILLISECONDS);
    this.#waiting.set(uri, timer);
  }

  closed(uri: string): void {
    this.#cancel(uri);
    background(this.#log, 'publishDiagnostics', () =>
      this.#connection.sendDiagnostics({ uri, diagnostics: [] }),
    );
  }

  dispose(): void {
    for (const uri of [...this.#waiting.keys(), ...this.#running.keys()]) this.#cancel(uri);
  }

  #cancel(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
    const running = this.#running.get(uri);
    if (running) running.isCancellationRequested = true;
    this.#running.delete(uri);
  }

  #run(uri: string, onLooked: () => void = () => {}): void {
    const token: Cancellation = { isCancellationRequested: false };
    this.#running.set(uri, token);
    background(this.#log, 'diagnostics', async () => {
      const done = await this.#turns.take(onLooked);
      try {
        const open = this.#find(uri);
        if (!open || token.isCancellationRequested) return;
        const { version } = open.text;
        for await (const diagnostics of this.#compute(open, token)) {
          if (token.isCancellationRequested || open.text.version !== version) return;
          await this.#connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
          // What comes later is waited for, and not computed.
          done();
        }
      } finally {
        done();
      }
    });
  }
}

/** Lets a few go on at a time, in the order in which they came. */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(free: number) {
    this.#free = free;
  }

  /** Waits for a turn; the answer ends it, and does nothing when called again. */
  async take(onEnd: () => void): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>(resolve => this.#waiting.push(resolve));
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      onEnd();
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }
}
