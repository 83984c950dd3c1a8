import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findProgram } from '../../scripts/parts/debian.ts';
import { type DockerProgram, dockerProgram } from '../../scripts/parts/dockerProgram.ts';
import { type SshServer, startSshServer } from '../../scripts/parts/sshServer.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders, writeTree } from '../kit/fileTree.ts';
import { BASE_IMAGE, useEngine } from '../kit/hosts/engines.ts';

describe('an engine behind a real ssh server', function () {
  this.timeout(180_000);
  const host = useEngine('modern');
  const engineAt = useEngineApi();
  const folder = useFolders();
  const path = process.env.PATH;
  let server: SshServer;
  let docker: DockerProgram;
  let knownHosts: string;

  before(async () => {
    docker = await dockerProgram(host());
    server = await startSshServer(docker.env);
    // The user's own ssh, with a configuration of this test instead of theirs.
    const own = await folder();
    knownHosts = join(own, 'known_hosts');
    const config = join(own, 'config');
    await writeFile(knownHosts, `${server.knownHost}\n`);
    await writeFile(
      config,
      [
        ...['Host lab', 'HostName 127.0.0.1', `Port ${server.port}`, `User ${server.user}`],
        ...[`IdentityFile ${server.keyFile}`, 'IdentitiesOnly yes', `UserKnownHostsFile ${knownHosts}`],
        ...['StrictHostKeyChecking yes', ''],
      ].join('\n'),
    );
    const ssh = await findProgram('ssh');
    writeTree(own, { ssh: { mode: 0o755, text: `#!/bin/sh\nexec ${ssh} -F ${config} "$@"\n` } });
    process.env.PATH = `${own}${delimiter}${path}`;
  });
  after(async () => {
    process.env.PATH = path;
    await server.stop();
    await docker.dispose();
  });

  it('is reached by a name of the ssh configuration, lists and builds', async () => {
    const { api, dispose } = await engineAt('ssh://lab');
    const info = await api.info({});
    assert.ok(info.ok, JSON.stringify(info));
    assert.equal(info.value.version, host().version);
    const contextPath = await folder({
      Dockerfile: `FROM ${BASE_IMAGE}\nCOPY a /a\nRUN cat /a\n`,
      a: 'over ssh',
    });
    const said: string[] = [];
    const outcome = await api.build(
      {
        ...{ buildId: contextPath, contextPath, dockerfilePath: join(contextPath, 'Dockerfile'), tags: [] },
        ...{ network: 'none', noCache: true },
      },
      { onProgress: event => event.kind === 'log' && said.push(event.text) },
    );
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(said, ['over ssh']);
    await api.removeImage({ reference: outcome.value.imageId, force: true });
    dispose();
  });

  it('whose key is not known is not spoken to, and ssh’s words say so', async () => {
    await writeFile(knownHosts, '');
    const { api } = await engineAt('ssh://lab');
    const outcome = await api.info({});
    assert.ok(!outcome.ok);
    assert.deepEqual([outcome.failure.code, outcome.failure.args?.reason], ['engine-unreachable', 'ssh']);
    assert.match(outcome.failure.detail ?? '', /Host key verification failed/);
  });
});
