import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Address } from './address.ts';

type SshAddress = Extract<Address, { kind: 'ssh' }>;

/**
 * Opens a connection through the user's own `ssh`, so that its configuration, known hosts and agent apply, as
 * the docker CLI does: the engine's socket on the other side is reached by `docker system dial-stdio`.
 */
export function openSsh(address: SshAddress, timeout: number): Promise<Duplex> {
  const child = spawn('ssh', sshArguments(address, timeout, process.env), {
    stdio: 'pipe',
    windowsHide: true,
    // Without a terminal ssh cannot ask where nobody sees the question.
    detached: process.platform !== 'win32',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      child.off('error', reject);
      resolve(new SshSocket(child));
    });
  });
}

export function sshArguments(
  { host, user, port, socket }: SshAddress,
  timeout: number,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  return [
    '-T',
    ...['-o', `ConnectTimeout=${Math.ceil(timeout / 1000)}`],
    // A program set by the user may ask for passphrases in a window of its own.
    ...(env.SSH_ASKPASS ? [] : ['-o', 'BatchMode=yes']),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    host,
    'docker',
    ...(socket === undefined ? [] : [`--host=unix://${socket}`]),
    'system',
    'dial-stdio',
  ];
}

/** Only the end of what ssh and the remote shell print is of use. */
const KEPT_STDERR = 4096;

/** A child process as a socket: what it prints is read, what is written it gets. Errors have the code ESSH. */
class SshSocket extends Duplex {
  readonly #child: ChildProcessWithoutNullStreams;
  #stderr = '';
  #answered = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    super({ allowHalfOpen: true });
    this.#child = child;
    // Between users nobody listens, and that must not end the process.
    this.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => {
      this.#answered = true;
      if (!this.push(chunk)) child.stdout.pause();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-KEPT_STDERR);
    });
    // The process may be gone before it has read all: `close` tells why.
    child.stdin.on('error', () => {});
    child.once('error', error => this.destroy(error));
    child.once('close', (code, signal) => {
      if (this.#answered || this.destroyed) this.push(null);
      else {
        const said = this.#stderr.trim() || `ssh ended with ${signal ?? code}`;
        this.destroy(Object.assign(new Error(said), { code: 'ESSH' }));
      }
    });
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill();
    done(error);
  }

  // What node:http asks of every socket; a pipe has none of it.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    this.#child.ref();
    return this;
  }
  unref(): this {
    this.#child.unref();
    return this;
  }
}
