import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Diagnostic, InitializeResult, Position, Range, WorkspaceFolder } from 'vscode-languageserver';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** A real server process, driven over its standard input and output. */
export class TestServer {
  readonly connection: MessageConnection;
  readonly process: ChildProcess;
  readonly logged: string[] = [];
  readonly #published: Published[] = [];
  readonly #waiting = new Set<() => void>();
  /** What `workspace/configuration` answers. */
  settings: unknown = null;
  /** The same by section, for those that are listed. */
  sections: Readonly<Record<string, unknown>> = {};

  private constructor(child: ChildProcess, connection: MessageConnection) {
    this.process = child;
    this.connection = connection;
    connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
      this.#published.push(published);
      for (const wake of [...this.#waiting]) wake();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logged.push(message);
    });
    connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => this.sections[section] ?? this.settings),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.listen();
  }

  static async start(
    capabilities: object = {},
    options: {
      readonly settings?: unknown;
      readonly initializationOptions?: unknown;
      readonly workspaceFolders?: readonly WorkspaceFolder[];
    } = {},
  ): Promise<{ readonly server: TestServer; readonly initialized: InitializeResult }> {
    const child = spawn(process.execPath, [MAIN, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
    if (!child.stdout || !child.stdin || !child.stderr) throw new Error('the server has no pipes');
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const server = new TestServer(child, connection);
    child.stderr.on('data', data => server.logged.push(String(data)));
    server.settings = options.settings ?? null;
    connection.onRequest('workspace/workspaceFolders', () => options.workspaceFolders ?? null);
    const initialized = await connection.sendRequest<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions: options.initializationOptions,
      workspaceFolders: options.workspaceFolders ?? null,
    });
    await connection.sendNotification('initialized', {});
    return { server, initialized };
  }

  open(uri: string, text: string, languageId = 'dockerfile', version = 1): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version, text },
    });
  }

  change(uri: string, version: number, ...contentChanges: { range?: Range; text: string }[]): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  request<Result>(method: string, uri: string, params: object = {}): Promise<Result> {
    return this.connection.sendRequest<Result>(method, { textDocument: { uri }, ...params });
  }

  at<Result>(
    method: string,
    uri: string,
    line: number,
    character: number,
    more: object = {},
  ): Promise<Result> {
    const position: Position = { line, character };
    return this.request<Result>(method, uri, { position, ...more });
  }

  /** The first publication for a document that fulfils the condition, also one that has come already. */
  async published(uri: string, accept: (published: Published) => boolean = () => true): Promise<Published> {
    for (;;) {
      const found = this.#published.find(published => published.uri === uri && accept(published));
      if (found) return found;
      await new Promise<void>(resolve => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Ends it the way a client does; gives the exit code. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>(resolve => this.process.once('exit', code => resolve(code)));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await ended;
    this.connection.dispose();
    return code;
  }
}

/** The text in a range of a document, by the protocol's lines. */
export function textAt(text: string, range: Range): string {
  const starts = [0];
  for (const { 0: end, index } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  const offset = ({ line, character }: Position): number => (starts[line] ?? text.length) + character;
  return text.slice(offset(range.start), offset(range.end));
}
