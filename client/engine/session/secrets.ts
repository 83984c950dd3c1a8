import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BuildSecret } from '../../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import { readFields } from '../build/protobuf.ts';
import { MessageWriter } from '../build/protobufWriter.ts';
import { GRPC_STATUS, GrpcError, type GrpcHandler } from './grpc.ts';
import { onlyMessage } from './session.ts';

/** BuildKit takes no secret that is larger, in bytes. */
const LARGEST_SECRET = 500 * 1024;

/** Where the values of secrets are; file paths are relative to `folder`. */
export interface SecretPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

/** Hands out the secrets of a build, each read when it is asked for and kept nowhere. */
export function serveSecrets(secrets: readonly BuildSecret[], places: SecretPlaces): GrpcHandler {
  return async call => {
    const id = textField(await onlyMessage(call.messages), 1);
    const secret = secrets.find(known => known.id === id);
    if (!secret) throw new GrpcError(GRPC_STATUS.notFound, `secret ${id} was not given to this build`);
    const value = await readSecret(secret, places);
    if (!value.ok) throw new GrpcError(GRPC_STATUS.notFound, value.failure.detail ?? `secret ${id}`);
    call.send(new MessageWriter(value.value.length + 32).bytes(1, value.value).finish());
  };
}

/** Fails with `secret-unreadable`, which names the secret and its place and never its value. */
export async function readSecret(
  secret: BuildSecret,
  { env, folder }: SecretPlaces,
): Promise<Outcome<Buffer>> {
  if ('env' in secret) {
    const value = env[secret.env];
    if (value !== undefined) return success(Buffer.from(value));
    const args = { id: secret.id, place: secret.env };
    return failure('secret-unreadable', args, `the environment variable ${secret.env} is not set`);
  }
  const path = secretPath(secret.file, folder);
  const args = { id: secret.id, place: path };
  try {
    const value = await readFile(path);
    if (value.length <= LARGEST_SECRET) return success(value);
    return failure('secret-unreadable', args, `${path} has more than ${LARGEST_SECRET} bytes`);
  } catch (error) {
    return failure('secret-unreadable', args, (error as Error).message);
  }
}

/** `~` is the home folder. */
export function secretPath(file: string, folder: string): string {
  return /^~(?:$|[/\\])/.test(file) ? join(homedir(), file.slice(1)) : resolve(folder, file);
}

export function textField(message: Uint8Array, wanted: number): string {
  for (const { number, bytes } of readFields(message))
    if (number === wanted) return Buffer.from(bytes).toString('utf8');
  return '';
}
