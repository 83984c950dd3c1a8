import assert from 'node:assert/strict';
import { parseAddress } from '../../client/engine/address.ts';
import { sshArguments } from '../../client/engine/ssh.ts';

describe('engine address', () => {
  it('reads sockets and pipes', () => {
    assert.deepEqual(parseAddress('unix:///run/user/1000/docker.sock', false), {
      kind: 'socket',
      path: '/run/user/1000/docker.sock',
    });
    assert.deepEqual(parseAddress('unix://', false), { kind: 'socket', path: '/var/run/docker.sock' });
    assert.deepEqual(parseAddress('npipe:////./pipe/docker_engine', false), {
      kind: 'socket',
      path: '//./pipe/docker_engine',
    });
    assert.deepEqual(parseAddress('npipe://', false), { kind: 'socket', path: '//./pipe/docker_engine' });
  });

  it('reads TCP addresses with the ports that Docker uses', () => {
    const tcp = { kind: 'tcp', host: 'build.example', port: 2375, secure: false, prefix: '' };
    assert.deepEqual(parseAddress('tcp://build.example', false), tcp);
    assert.deepEqual(parseAddress('tcp://build.example:2376', true), { ...tcp, port: 2376, secure: true });
    assert.deepEqual(parseAddress('tcp://build.example', true), { ...tcp, port: 2376, secure: true });
    assert.deepEqual(parseAddress('https://build.example', false), { ...tcp, port: 2376, secure: true });
    assert.deepEqual(parseAddress('http://build.example:80', false), { ...tcp, port: 80 });
    assert.deepEqual(parseAddress('build.example:1234', false), { ...tcp, port: 1234 });
    assert.deepEqual(parseAddress('tcp://[::1]:2375/docker/', false), {
      ...tcp,
      host: '::1',
      prefix: '/docker',
    });
    assert.deepEqual(parseAddress('tcp://:2375', false)?.kind, undefined);
    assert.deepEqual(parseAddress('tcp://', false), { ...tcp, host: '127.0.0.1' });
  });

  it('reads ssh addresses, and turns them into the arguments of the docker CLI', () => {
    const address = parseAddress('ssh://me@build.example:2222/run/user/1/docker.sock', false);
    assert.deepEqual(address, {
      kind: 'ssh',
      host: 'build.example',
      user: 'me',
      port: 2222,
      socket: '/run/user/1/docker.sock',
    });
    assert.ok(address?.kind === 'ssh');
    assert.deepEqual(sshArguments(address, 10_000, {}), [
      ...[
        '-T',
        '-o',
        'ConnectTimeout=10',
        '-o',
        'BatchMode=yes',
        '-l',
        'me',
        '-p',
        '2222',
        '--',
        'build.example',
      ],
      ...['docker', '--host=unix:///run/user/1/docker.sock', 'system', 'dial-stdio'],
    ]);
    const plain = parseAddress('ssh://build.example', false);
    assert.ok(plain?.kind === 'ssh');
    assert.deepEqual(sshArguments(plain, 1500, { SSH_ASKPASS: '/usr/bin/askpass' }), [
      ...['-T', '-o', 'ConnectTimeout=2', '--', 'build.example', 'docker', 'system', 'dial-stdio'],
    ]);
  });

  it('refuses what it does not understand, or what could do harm', () => {
    for (const text of [
      'ftp://x',
      'fd://3',
      'tcp://host:99999',
      'tcp://user:secret@host',
      'tcp://host?x=1',
      'ssh://',
      'ssh://me:secret@host',
      'ssh://-oProxyCommand=x',
      'ssh://-lroot@host',
      'ssh://host?x',
    ]) {
      assert.equal(parseAddress(text, false), undefined, text);
    }
  });
});
