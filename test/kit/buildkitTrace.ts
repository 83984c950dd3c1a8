import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

interface Protobuf {
  loadSync(path: string): {
    lookupType(name: string): {
      fromObject(value: object): unknown;
      encode(message: unknown): { finish(): Uint8Array };
    };
  };
}

// The schema and the library that dockerode ships: a witness that knows nothing of our decoder.
const dockerode = createRequire(import.meta.url).resolve('dockerode');
const protobuf = createRequire(dockerode)('protobufjs') as Protobuf;
const statusResponse = protobuf
  .loadSync(join(dirname(dockerode), 'proto', 'buildkit_status.proto'))
  .lookupType('moby.buildkit.v1.StatusResponse');

/** Encodes a `StatusResponse` of BuildKit, given in the names of its schema. */
export function encodeTrace(value: object): Uint8Array {
  return new Uint8Array(statusResponse.encode(statusResponse.fromObject(value)).finish());
}

/** The same as the engine sends it among the messages of a build. */
export function traceMessage(value: object): object {
  return { id: 'moby.buildkit.trace', aux: Buffer.from(encodeTrace(value)).toString('base64') };
}
