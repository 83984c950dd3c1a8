import { createConnection, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Endpoint } from './endpoint.ts';
import { openSsh } from './ssh.ts';

/** How long a connection may take to be made, in milliseconds. */
export const CONNECT_TIMEOUT = 10_000;

/**
 * Opens one connection to an engine. Rejects with the system's own error, or with code ETIMEDOUT after
 * `timeout` milliseconds: a dead address never hangs.
 */
export function connect(endpoint: Endpoint, timeout = CONNECT_TIMEOUT): Promise<Duplex> {
  const { address, tls } = endpoint;
  switch (address.kind) {
    case 'socket':
      return opened(createConnection({ path: address.path }), 'connect', timeout);
    case 'ssh':
      return openSsh(address, timeout);
    case 'tcp': {
      const { host, port } = address;
      if (!tls) return opened(createConnection({ host, port, noDelay: true }), 'connect', timeout);
      const { verify, ...files } = tls;
      const socket = connectTls({
        ...files,
        host,
        port,
        rejectUnauthorized: verify,
        ALPNProtocols: ['http/1.1'],
      });
      return opened(socket.setNoDelay(true), 'secureConnect', timeout);
    }
  }
}

function opened(socket: Socket, event: string, timeout: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(Object.assign(new Error(`no connection within ${timeout / 1000} s`), { code: 'ETIMEDOUT' })),
      timeout,
    );
    socket.once('error', fail);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.off('error', fail);
      // Whoever uses the socket listens too; between users nobody does, and that must not end the process.
      socket.on('error', () => {});
      // An event stream is silent for hours: without this a cut cable is never noticed.
      socket.setKeepAlive(true, 30_000);
      resolve(socket);
    });
  });
}
