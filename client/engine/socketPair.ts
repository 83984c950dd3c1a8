import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two sockets of this process that are each other's other end. Both stay open for reading after an end. */
export async function createSocketPair(): Promise<readonly [Socket, Socket]> {
  const folder = process.platform === 'win32' ? undefined : await mkdtemp(join(tmpdir(), 'strata-socket-'));
  const path = folder ? join(folder, 'pair') : `\\\\.\\pipe\\strata-${randomBytes(16).toString('hex')}`;
  const server = createServer({ allowHalfOpen: true });
  try {
    server.listen(path);
    await once(server, 'listening');
    const near = connect({ path, allowHalfOpen: true });
    const [[far]] = (await Promise.all([once(server, 'connection'), once(near, 'connect')])) as [
      [Socket],
      unknown,
    ];
    return [near, far];
  } finally {
    server.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}
