import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { after } from 'mocha';

/** A door to an engine that the test can slam: to the other side that is the engine's sudden death. */
export interface EngineProxy {
  /** Path of the socket, or port. */
  readonly address: string | number;
  /** Bytes that the engine has sent so far. */
  readonly received: () => number;
  /** Ends all connections at once and takes no more; a socket's file stays, as after a crash. */
  kill(): void;
}

/** Opens proxies before an engine's socket; what is still open ends after the enclosing `describe`. */
export function useProxies(): (
  engineSocket: string,
  at: string | { readonly tls?: TlsOptions },
) => Promise<EngineProxy> {
  const open: EngineProxy[] = [];
  after(() => {
    for (const proxy of open) proxy.kill();
  });
  return async (engineSocket, at) => {
    const sockets = new Set<Socket>();
    let received = 0;
    let alive = true;
    const accept = (client: Socket): void => {
      if (!alive) {
        client.destroy();
        return;
      }
      const engine = connect({ path: engineSocket, allowHalfOpen: true });
      for (const socket of [client, engine]) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          engine.destroy();
        });
      }
      engine.on('data', chunk => {
        received += chunk.length;
      });
      client.pipe(engine);
      engine.pipe(client);
    };
    const tls = typeof at === 'string' ? undefined : at.tls;
    const server: Server = tls ? createTlsServer(tls, accept) : createServer({ allowHalfOpen: true }, accept);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      if (typeof at === 'string') server.listen(at, resolve);
      else server.listen(0, '127.0.0.1', resolve);
    });
    const bound = server.address();
    const proxy: EngineProxy = {
      address: typeof bound === 'object' && bound ? bound.port : (bound ?? ''),
      received: () => received,
      kill: () => {
        alive = false;
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
    open.push(proxy);
    return proxy;
  };
}
