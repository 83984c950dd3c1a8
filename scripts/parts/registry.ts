import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './debian.ts';
import { must, PartMissing, stopProcess, waitFor } from './process.ts';
import { freePort } from './vscodeServer.ts';

/** Path of the registry server, installed from Debian when there is none. */
export const registryProgram = (): Promise<string> => program('docker-registry', ['docker-registry']);

export interface Registry {
  /** `127.0.0.1:PORT`: engines push here and pull from here without TLS. */
  readonly host: string;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  /** Asks every caller to log in with these. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Sends every caller to a token server; `certificate` (PEM file) is that of its signing key. */
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    readonly certificate: string;
  };
}

/** Starts an empty registry on loopback; its data go with it. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const server = await registryProgram();
  const folder = await mkdtemp(join(tmpdir(), 'strata-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'config.yml');
  await writeFile(config, await configuration(folder, host, options));
  const logPath = join(folder, 'log');
  const log = await open(logPath, 'w');
  const child = spawn(server, ['serve', config], { stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  child.once('error', () => {});
  const stopAtExit = (): void => void child.kill();
  process.once('exit', stopAtExit);
  child.once('exit', () => process.off('exit', stopAtExit));
  const stop = async (): Promise<void> => {
    await stopProcess(child.pid ?? 0, config, 5_000);
    await rm(folder, { recursive: true, force: true });
  };
  const answers = await waitFor(
    () =>
      fetch(`http://${host}/v2/`).then(
        answer => (answer.status < 500 ? true : undefined),
        () => undefined,
      ),
    20_000,
    () => child.exitCode !== null,
  );
  if (answers === undefined) {
    const said = await readFile(logPath, 'utf8');
    await stop();
    throw new PartMissing(`The registry did not start.\n${said.slice(-2000)}`);
  }
  return { host, stop };
}

async function configuration(folder: string, host: string, options: RegistryOptions): Promise<string> {
  const lines = [
    'version: 0.1',
    'log: { level: warn }',
    `storage: { filesystem: { rootdirectory: ${JSON.stringify(join(folder, 'data'))} }, delete: { enabled: true } }`,
    `http: { addr: "${host}", secret: "${randomBytes(12).toString('hex')}" }`,
  ];
  if (options.login !== undefined) {
    const { username, password } = options.login;
    const htpasswd = await program('htpasswd', ['apache2-utils']);
    const line = await must('htpasswd', htpasswd, ['-nbB', username, password]);
    const path = join(folder, 'htpasswd');
    await writeFile(path, line);
    lines.push(`auth: { htpasswd: { realm: strata, path: ${JSON.stringify(path)} } }`);
  }
  if (options.token !== undefined) {
    const { realm, service, issuer, certificate } = options.token;
    const values = Object.entries({ realm, service, issuer, rootcertbundle: certificate });
    lines.push(
      `auth: { token: { ${values.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')} } }`,
    );
  }
  return `${lines.join('\n')}\n`;
}
