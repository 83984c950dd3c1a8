import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { program } from './debian.ts';
import { PartMissing, stopProcess, waitFor } from './process.ts';
import { freePort } from './vscodeServer.ts';

export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** Of the user who may log in. */
  readonly keyFile: string;
  /** A line of known_hosts that names this server. */
  readonly knownHost: string;
  stop(): Promise<void>;
}

/** Starts an OpenSSH server on loopback into which the current user may log in by a key; `env` is what sessions get. */
export async function startSshServer(env: Readonly<Record<string, string>>): Promise<SshServer> {
  const server = await program('sshd', ['openssh-server']);
  const folder = await mkdtemp(join(tmpdir(), 'strata-sshd-'));
  await chmod(folder, 0o700);
  const [hostKey, keyFile] = [join(folder, 'host'), join(folder, 'key')];
  for (const file of [hostKey, keyFile])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const port = await freePort();
  const config = join(folder, 'sshd_config');
  const words = Object.entries(env).map(([name, value]) => `"${name}=${value}"`);
  await writeFile(
    config,
    [
      ...[`Port ${port}`, 'ListenAddress 127.0.0.1', `HostKey ${hostKey}`, 'UsePAM no', 'StrictModes no'],
      ...[`AuthorizedKeysFile ${keyFile}.pub`, 'PasswordAuthentication no', 'PermitRootLogin yes'],
      ...[`PidFile ${join(folder, 'pid')}`, `SetEnv ${words.join(' ')}`, ''],
    ].join('\n'),
  );
  // Where it parts with its rights.
  await mkdir('/run/sshd', { recursive: true });
  const child = spawn(server, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  child.once('error', () => {});
  const stopAtExit = (): void => void child.kill();
  process.once('exit', stopAtExit);
  child.once('exit', () => process.off('exit', stopAtExit));
  const stop = async (): Promise<void> => {
    await stopProcess(child.pid ?? 0, config, 5_000);
    await rm(folder, { recursive: true, force: true });
  };
  const answers = await waitFor(
    () => isOpen(port),
    10_000,
    () => child.exitCode !== null,
  );
  if (answers === undefined) {
    await stop();
    throw new PartMissing(`The ssh server did not start.\n${said}`);
  }
  const [kind, key] = execFileSync('cat', [`${hostKey}.pub`])
    .toString()
    .split(' ');
  return { port, user: userInfo().username, keyFile, knownHost: `[127.0.0.1]:${port} ${kind} ${key}`, stop };
}

function isOpen(port: number): Promise<true | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(undefined));
  });
}
