import { runHelper } from '../../registry/credentialHelper.ts';
import { type Credentials, findCredentials } from '../../registry/credentials.ts';
import { readDockerConfig } from '../../registry/dockerConfig.ts';
import { registryHost } from '../../registry/host.ts';
import { MessageWriter } from '../build/protobufWriter.ts';
import type { GrpcHandler } from './grpc.ts';
import { textField } from './secrets.ts';
import { onlyMessage } from './session.ts';

/**
 * Tells the engine what `docker login` left for each registry that it pulls from or pushes to. Where nothing can be
 * had the engine asks as anybody, and `onTrouble` hears why.
 */
export function serveCredentials(env: NodeJS.ProcessEnv, onTrouble: (message: string) => void): GrpcHandler {
  return async call => {
    const host = textField(await onlyMessage(call.messages), 1);
    const config = await readDockerConfig(env);
    const found = config.ok ? await findCredentials(config.value, registryHost(host), runHelper) : config;
    if (!found.ok) onTrouble(`credentials for ${host}: ${found.failure.detail ?? found.failure.code}`);
    const [username, secret] = answered(found.ok ? found.value : { kind: 'anonymous' });
    call.send(new MessageWriter().text(1, username).text(2, secret).finish());
  };
}

/** BuildKit takes an identity token as a secret without a user, and has no way to be given an access token. */
function answered(credentials: Credentials): readonly [username: string, secret: string] {
  if (credentials.kind === 'password') return [credentials.username, credentials.password];
  return ['', credentials.kind === 'identity' ? credentials.token : ''];
}
