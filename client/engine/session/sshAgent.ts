import { createConnection, type Socket } from 'node:net';
import type { BuildSsh } from '../../../protocol/engine.ts';
import { readFields } from '../build/protobuf.ts';
import { MessageWriter } from '../build/protobufWriter.ts';
import { GRPC_STATUS, type GrpcCall, GrpcError, type GrpcHandler } from './grpc.ts';
import { textField } from './secrets.ts';
import { onlyMessage } from './session.ts';

/** Name under which the engine says which agent it wants. */
const ID = 'buildkit.ssh.id';
/** What BuildKit calls the agent of a mount that names none. */
const DEFAULT_ID = 'default';
const CONNECT_TIMEOUT = 5_000;

/** Whether an agent is there to be asked; the keys never leave it. */
export function checkAgent(agents: readonly BuildSsh[], ownSocket: string | undefined): GrpcHandler {
  return async call => {
    const id = textField(await onlyMessage(call.messages), 1) || DEFAULT_ID;
    socketOf(agents, id, ownSocket);
    call.send(new Uint8Array(0));
  };
}

/** Carries bytes between a step of the build and the agent, until either ends. */
export function forwardAgent(agents: readonly BuildSsh[], ownSocket: string | undefined): GrpcHandler {
  return async call => {
    const id = call.metadata(ID)[0] || DEFAULT_ID;
    const agent = await opened(socketOf(agents, id, ownSocket));
    const close = (): void => void agent.destroy();
    call.signal.addEventListener('abort', close, { once: true });
    try {
      await Promise.race([fromAgent(agent, call), toAgent(agent, call)]);
    } finally {
      close();
    }
  };
}

function socketOf(agents: readonly BuildSsh[], id: string, ownSocket: string | undefined): string {
  const agent = agents.find(known => known.id === id);
  if (!agent) throw new GrpcError(GRPC_STATUS.notFound, `ssh agent ${id} was not given to this build`);
  const socket = agent.socket ?? ownSocket;
  if (!socket)
    throw new GrpcError(GRPC_STATUS.notFound, 'no ssh agent is running here: SSH_AUTH_SOCK is not set');
  return socket;
}

function opened(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ path });
    const fail = (message: string): void => {
      socket.destroy();
      reject(new GrpcError(GRPC_STATUS.internal, `the ssh agent at ${path} does not answer: ${message}`));
    };
    socket.setTimeout(CONNECT_TIMEOUT, () => fail('no connection in time'));
    socket.once('error', error => fail(error.message));
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

async function fromAgent(agent: Socket, call: GrpcCall): Promise<void> {
  for await (const chunk of agent as AsyncIterable<Buffer>)
    await call.send(new MessageWriter(chunk.length + 16).bytes(1, chunk).finish());
}

async function toAgent(agent: Socket, call: GrpcCall): Promise<void> {
  for await (const message of call.messages)
    for (const { number, bytes } of readFields(message)) if (number === 1) agent.write(bytes);
  agent.end();
  // What the agent still has to say comes first.
  await new Promise(resolve => agent.once('close', resolve));
}
