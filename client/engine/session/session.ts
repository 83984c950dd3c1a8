import { createHash, randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { MessageWriter } from '../build/protobufWriter.ts';
import type { Modem } from '../modem.ts';
import { type GrpcHandler, serveGrpc } from './grpc.ts';

/** What the engine asks us for while it builds; open as long as the build runs. */
export interface Session {
  /** To be named in the request for the build. */
  readonly id: string;
  dispose(): void;
}

/**
 * Opens a session: a connection on which the engine asks and we answer. `sharedKey` tells the engine which earlier
 * transfers it may build on: the same for each build of one context. Throws what the modem throws; an
 * `EngineHttpError` with `noUpgrade` means that this engine has no sessions, and so no BuildKit.
 */
export async function openSession(
  modem: Modem,
  handlers: ReadonlyMap<string, GrpcHandler>,
  sharedKey: string,
): Promise<Session> {
  const id = randomUUID();
  const served = new Map([...handlers, ['/grpc.health.v1.Health/Check', healthy]]);
  const socket = await modem.call<Duplex>({
    method: 'POST',
    path: '/session',
    hijack: true,
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'strata',
      'X-Docker-Expose-Session-Sharedkey': createHash('sha256').update(sharedKey).digest('hex'),
      'X-Docker-Expose-Session-Grpc-Method': [...served.keys()],
    },
  });
  socket.on('error', () => {});
  const server = serveGrpc(socket, served);
  return {
    id,
    dispose: () => {
      server.dispose();
      socket.destroy();
    },
  };
}

/** A build whose session does not say that it is well is ended by the engine after some seconds. */
const healthy: GrpcHandler = async call => {
  call.send(new MessageWriter().varint(1, 1).finish());
};

/** The one message of a call that has one. */
export async function onlyMessage(messages: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const message of messages) return message;
  return new Uint8Array(0);
}
