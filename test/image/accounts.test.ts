import assert from 'node:assert/strict';
import { readAccounts } from '../../client/image/accounts.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('users and groups of an image', () => {
  it('are what the two lists say, the first of a name', () => {
    const passwd = bytes(
      'root:x:0:0:root:/root:/bin/sh\r\n# no\nnode:x:1000:1000::/home/node:/bin/bash\nnode:x:1:1::/:\nbroken\n+::::::\n' +
        'bad:x:one:2:::\n:x:3:3:::\nlast:*:65534:65534::/:/sbin/nologin',
    );
    const found = readAccounts(passwd, bytes('root:x:0:\nweb:x:33:node,app\n\nx:y\n'));
    assert.deepEqual(
      found.users.map(({ name, id, group, home, shell }) => [name, id, group, home, shell]),
      [
        ['root', 0, 0, '/root', '/bin/sh'],
        ['node', 1000, 1000, '/home/node', '/bin/bash'],
        ['last', 65_534, 65_534, '/', '/sbin/nologin'],
      ],
    );
    assert.deepEqual(found.groups, [
      { name: 'root', id: 0, members: [] },
      { name: 'web', id: 33, members: ['node', 'app'] },
    ]);
    assert.deepEqual(readAccounts(undefined, undefined), { users: [], groups: [] });
  });
});
