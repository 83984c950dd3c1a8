import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Address } from './address.ts';
import { createSocketPair } from './socketPair.ts';

type SshAddress = Extract<Address, { kind: 'ssh' }>;

/** Only the end of what ssh and the remote shell print is of use. */
const KEPT_WORDS = 4096;

/**
 * Opens a connection through the user's own `ssh`, so that its configuration, known hosts and agent apply, as
 * the docker CLI does: the engine's socket on the other side is reached by `docker system dial-stdio`. When ssh
 * ends before the engine has said a word, the socket breaks with the code ESSH and what ssh said.
 */
export async function openSsh(address: SshAddress, timeout: number): Promise<Duplex> {
  const child = spawn('ssh', sshArguments(address, timeout, process.env), {
    stdio: 'pipe',
    windowsHide: true,
    // Without a terminal ssh cannot ask where nobody sees the question.
    detached: process.platform !== 'win32',
  });
  try {
    await once(child, 'spawn');
    return await socketTo(child);
  } catch (error) {
    child.kill();
    throw sshError(`ssh could not be used: ${(error as Error).message}`);
  }
}

const sshError = (message: string): Error => Object.assign(new Error(message), { code: 'ESSH' });

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

/** A real socket, because HTTP/2, which a build speaks, breaks over anything else. */
async function socketTo(child: ChildProcessWithoutNullStreams): Promise<Duplex> {
  let words = '';
  let answered = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-KEPT_WORDS);
  });
  child.stdout.once('data', () => {
    answered = true;
  });
  // It may be over already when the pair is there.
  const over = once(child, 'close') as Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  const [near, far] = await createSocketPair();
  // Between users nobody listens, and that must not end the process.
  for (const stream of [near, far, child.stdin, child.stdout]) stream.on('error', () => {});
  child.stdout.pipe(far, { end: false });
  far.pipe(child.stdin);
  near.once('close', () => {
    far.destroy();
    child.kill();
  });
  over.then(
    ([code, signal]) => {
      if (answered) far.end();
      else
        near.destroy(
          Object.assign(new Error(words.trim() || `ssh ended with ${signal ?? code}`), { code: 'ESSH' }),
        );
    },
    (error: Error) => near.destroy(error),
  );
  return near;
}
