import { execFile } from 'node:child_process';
import { createPrivateKey, randomBytes, sign, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface TokenServer {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  readonly certificate: string;
  /** What was asked for so far: how, by whom, for what. */
  readonly asked: readonly TokenRequest[];
  stop(): Promise<void>;
}

export interface TokenRequest {
  readonly method: string;
  readonly username: string | undefined;
  readonly scope: string;
}

/**
 * A token server as Docker's token protocol describes it
 * (https://distribution.github.io/distribution/spec/auth/token/): everyone may pull `public/…`, who knows the
 * password or brings the refresh token may do everything.
 */
export async function startTokenServer(options: {
  readonly username: string;
  readonly password: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly lifetime?: number;
}): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-token-'));
  const certificate = join(folder, 'certificate.pem');
  const keyPath = join(folder, 'key.pem');
  const subject = ['-subj', '/CN=strata-test', '-days', '2'];
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyPath];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, '-out', certificate, ...subject]);
  const privateKey = createPrivateKey(await readFile(keyPath));
  const x5c = [new X509Certificate(await readFile(certificate)).raw.toString('base64')];
  const service = 'strata-registry';
  const issuer = 'strata-tokens';
  const asked: TokenRequest[] = [];

  function grant(scopes: readonly string[], known: boolean): string {
    const now = Math.floor(Date.now() / 1000);
    const access = scopes.flatMap(scope => {
      const [type = '', name = '', actions = ''] = scope.split(':');
      const wanted = actions.split(',');
      const allowed = known
        ? wanted
        : name.startsWith('public/')
          ? wanted.filter(action => action === 'pull')
          : [];
      return allowed.length > 0 ? [{ type, name, actions: allowed }] : [];
    });
    const claims = { iss: issuer, sub: '', aud: service, nbf: now - 10, iat: now, exp: now + 300, access };
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ typ: 'JWT', alg: 'RS256', x5c })}.${part({ ...claims, jti: randomBytes(8).toString('hex') })}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://tokens.invalid');
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const query = request.method === 'POST' ? form : url.searchParams;
      const [username, password] = basic(request.headers.authorization);
      const given = username !== undefined || form.has('refresh_token');
      const known =
        (username === options.username && password === options.password) ||
        form.get('refresh_token') === options.refreshToken;
      const scopes = query.getAll('scope').flatMap(scope => scope.split(' '));
      asked.push({ method: request.method ?? '', username, scope: scopes.join(' ') });
      response.setHeader('content-type', 'application/json');
      if (given && !known) {
        response.writeHead(401).end('{"details":"incorrect username or password"}');
        return;
      }
      const token = grant(scopes, known);
      const lifetime = { expires_in: options.lifetime ?? 300 };
      response.end(
        JSON.stringify(
          request.method === 'POST' ? { access_token: token, ...lifetime } : { token, ...lifetime },
        ),
      );
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return {
    ...{ realm, service, issuer, certificate, asked },
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function basic(header: string | undefined): readonly [string | undefined, string | undefined] {
  const text = /^Basic (.+)$/.exec(header ?? '')?.[1];
  if (text === undefined) return [undefined, undefined];
  const [username = '', ...password] = Buffer.from(text, 'base64').toString().split(':');
  return [username, password.join(':')];
}
