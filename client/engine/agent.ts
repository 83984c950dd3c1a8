import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect } from './connect.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Connections to one engine for node:http, whatever the address is. Disposing ends all of them, also those
 * that were taken over by an upgrade, which node:http forgets.
 */
export class EngineAgent extends Agent {
  readonly #endpoint: Endpoint;
  readonly #sockets = new Set<Duplex>();
  #disposed = false;

  constructor(endpoint: Endpoint) {
    super(agentOptions(endpoint));
    this.#endpoint = endpoint;
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const done = callback as (error: Error | null, socket?: Duplex) => void;
    connect(this.#endpoint).then(
      socket => {
        if (this.#disposed) {
          socket.destroy();
          done(new Error('the connection was closed'));
          return;
        }
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        done(null, socket);
      },
      (error: Error) => done(error),
    );
  }

  /** What runs may end in peace; nothing is kept for later. */
  retire(): void {
    this.maxFreeSockets = 0;
    for (const sockets of Object.values(this.freeSockets))
      for (const socket of sockets ?? []) socket.destroy();
  }

  dispose(): void {
    this.#disposed = true;
    this.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** A local socket costs nothing to open again; a TLS or ssh connection does. */
function agentOptions({ address, tls }: Endpoint): AgentOptions {
  const costly = address.kind === 'ssh' || tls !== undefined;
  return costly ? { keepAlive: true, maxFreeSockets: 2, scheduling: 'lifo' } : { keepAlive: false };
}
