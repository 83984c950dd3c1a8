import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { OpenDocument } from './analysis.ts';
import { background, type Log } from './request.ts';

interface Cancellation {
  isCancellationRequested: boolean;
}

/** How long typing must rest. The first look at a document does not wait. */
const REST_MILLISECONDS = 120;

/** Sends diagnostics to clients that do not ask for them; only those of the newest version arrive. */
export class PushedDiagnostics {
  readonly #connection: Connection;
  readonly #log: Log;
  readonly #compute: (open: OpenDocument, token: Cancellation) => AsyncIterable<readonly Diagnostic[]>;
  readonly #find: (uri: string) => OpenDocument | undefined;
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #running = new Map<string, Cancellation>();

  constructor(
    connection: Connection,
    log: Log,
    find: (uri: string) => OpenDocument | undefined,
    compute: (open: OpenDocument, token: Cancellation) => AsyncIterable<readonly Diagnostic[]>,
  ) {
    this.#connection = connection;
    this.#log = log;
    this.#find = find;
    this.#compute = compute;
  }

  opened(uri: string): void {
    this.#cancel(uri);
    this.#run(uri);
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

  #run(uri: string): void {
    const token: Cancellation = { isCancellationRequested: false };
    this.#running.set(uri, token);
    background(this.#log, 'diagnostics', async () => {
      const open = this.#find(uri);
      if (!open) return;
      const { version } = open.text;
      for await (const diagnostics of this.#compute(open, token)) {
        if (token.isCancellationRequested || open.text.version !== version) return;
        await this.#connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
      }
    });
  }
}
