import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server } from 'node:net';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { createEngine, type Engine } from '../../client/engine/engine.ts';
import { buildPorts } from '../../client/worker/buildPorts.ts';
import type { EngineInfo } from '../../protocol/engine.ts';
import { failure, type Outcome } from '../../protocol/result.ts';
import { program as debianProgram } from '../../scripts/parts/debian.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useProxies } from '../kit/engineProxy.ts';
import { useFolders, writeTree } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';

const run = promisify(execFile);

describe('connection to an engine', () => {
  const folder = useFolders();
  const engineAt = useEngineApi();
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });

  const listen = async (server: Server, path: string): Promise<string> => {
    servers.push(server);
    await new Promise<void>(resolve => server.listen(path, resolve));
    return `unix://${path}`;
  };
  const answering = async (answer: RequestListener): Promise<string> =>
    listen(createHttpServer(answer), join(await folder(), 'x.sock'));

  async function infoAt(address: string): Promise<Outcome<EngineInfo>> {
    const engine = await engineAt(address);
    return engine.api.info({});
  }

  function unreachable(outcome: Outcome<unknown>, address: string, reason: string): void {
    assert.ok(!outcome.ok);
    assert.deepEqual(
      [outcome.failure.code, outcome.failure.args],
      ['engine-unreachable', { address, reason }],
    );
    assert.ok(outcome.failure.detail);
  }

  it('no socket file', async () => {
    const address = `unix://${await folder()}/none.sock`;
    unreachable(await infoAt(address), address, 'no-socket');
  });

  it('a socket on which nobody listens any more', async () => {
    const path = join(await folder(), 'dead.sock');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await run(process.execPath, ['-e', script]).catch(() => {});
    unreachable(await infoAt(`unix://${path}`), `unix://${path}`, 'refused');
  });

  it('a file that is no socket', async () => {
    const address = `unix://${await folder({ file: 'text' })}/file`;
    unreachable(await infoAt(address), address, 'refused');
  });

  it('a socket that one may not use', async () => {
    const path = join(await folder(), 'private.sock');
    const address = await listen(createServer(), path);
    await run('chmod', ['600', path]);
    const asNobody = process.getuid?.() === 0;
    if (asNobody) process.seteuid?.(65534);
    else await run('chmod', ['000', path]);
    try {
      const outcome = await infoAt(address);
      assert.ok(!outcome.ok);
      assert.deepEqual([outcome.failure.code, outcome.failure.args], ['engine-permission', { address }]);
    } finally {
      if (asNobody) process.seteuid?.(0);
    }
  });

  it('a port on which nobody listens, and a host that does not exist', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    const port = typeof bound === 'object' ? bound?.port : 0;
    await new Promise(resolve => server.close(resolve));
    unreachable(await infoAt(`tcp://127.0.0.1:${port}`), `tcp://127.0.0.1:${port}`, 'refused');
    unreachable(await infoAt('tcp://engine.invalid:2375'), 'tcp://engine.invalid:2375', 'unknown-host');
  });

  it('one that takes the connection and never says a word: not for ever', async function () {
    this.timeout(20_000);
    const address = await listen(createServer(), join(await folder(), 'silent.sock'));
    const begun = Date.now();
    unreachable(await infoAt(address), address, 'timeout');
    assert.ok(Date.now() - begun < 15_000);
  });

  it('waiting for it can be cancelled', async () => {
    const address = await listen(createServer(), join(await folder(), 'silent.sock'));
    const { api } = await engineAt(address);
    const outcome = await api.listImages({}, { signal: AbortSignal.timeout(50) });
    assert.deepEqual(outcome, failure('cancelled'));
    assert.deepEqual(await api.listImages({}, { signal: AbortSignal.abort() }), failure('cancelled'));
  });

  it('an engine that is too old', async () => {
    const address = await answering((_, response) => {
      response.setHeader('Api-Version', '1.38');
      response.end('OK');
    });
    assert.deepEqual(await infoAt(address), failure('engine-too-old', { address, version: '1.38' }));
  });

  it('something that is no engine', async () => {
    const web = await infoAt(await answering((_, response) => response.end('hello')));
    assert.equal(web.ok ? '' : web.failure.code, 'engine-error');
    const redirect = await answering((_, response) => {
      response.writeHead(302, { location: 'http://elsewhere.invalid/' });
      response.end();
    });
    assert.equal((await infoAt(redirect)).ok, false);
    const noise = createServer(socket => socket.end('SSH-2.0-x\r\n'));
    const address = await listen(noise, join(await folder(), 'noise.sock'));
    unreachable(await infoAt(address), address, 'other');
  });

  it('an engine newer than we know is asked in the version that we know', async () => {
    const seen: string[] = [];
    const address = await answering((request, response) => {
      seen.push(request.url ?? '');
      response.setHeader('Api-Version', '1.99');
      response.end('[]');
    });
    const { api } = await engineAt(address);
    assert.deepEqual(await api.listImages({}), { ok: true, value: [] });
    assert.deepEqual(seen, ['/_ping', '/v1.51/images/json?manifests=true']);
  });

  it('is made again after the engine was away', async () => {
    const path = join(await folder(), 'back.sock');
    const { api } = await engineAt(`unix://${path}`);
    unreachable(await api.listImages({}), `unix://${path}`, 'no-socket');
    const server = createHttpServer((_, response) => {
      response.setHeader('Api-Version', '1.45');
      response.end('[]');
    });
    await listen(server, path);
    assert.deepEqual(await api.listImages({}), { ok: true, value: [] });
  });

  for (const name of ENGINE_NAMES) {
    describe(`to the ${name} engine`, () => {
      const engine = useEngine(name);
      const proxy = useProxies();

      function isReal(outcome: Outcome<EngineInfo>): void {
        assert.ok(outcome.ok, JSON.stringify(outcome));
        const { version, apiVersion, platform } = outcome.value;
        assert.equal(version, engine().version);
        assert.match(platform, /^linux\/\w+$/);
        const [minor, own] = [apiVersion, engine().apiVersion].map(text => Number(text.split('.')[1]));
        assert.equal(minor, Math.min(own ?? 0, 51));
      }

      /** The session of a build is HTTP/2 over a connection that was taken over. */
      async function builds({ api }: Engine): Promise<void> {
        const contextPath = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\nRUN echo $((6 * 7))\n` });
        const dockerfilePath = join(contextPath, 'Dockerfile');
        const said: string[] = [];
        const outcome = await api.build(
          { buildId: contextPath, contextPath, dockerfilePath, tags: [], network: 'none', noCache: true },
          { onProgress: event => event.kind === 'log' && said.push(event.text) },
        );
        assert.ok(outcome.ok, JSON.stringify(outcome));
        assert.deepEqual(said, ['42\n']);
        await api.removeImage({ reference: outcome.value.imageId, force: true });
      }

      it('over its socket', async () => {
        isReal(await infoAt(`unix://${engine().socket}`));
      });

      it('over TCP', async () => {
        const { address } = await proxy(engine().socket, {});
        isReal(await infoAt(`tcp://127.0.0.1:${address}`));
      });

      it('over TLS with certificates of both sides, and not without', async function () {
        this.timeout(60_000);
        const certs = await certificates(await folder());
        const { address } = await proxy(engine().socket, {
          tls: { ...certs.server, ca: certs.ca, requestCert: true, rejectUnauthorized: true },
        });
        const host = `tcp://localhost:${address}`;
        const at = async (env: Record<string, string>) => (await engineAt(host, env)).api.info({});
        const env = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs.folder };
        isReal(await at(env));
        await builds(await engineAt(host, env));
        // A CA that did not sign the engine's certificate.
        const strange = await certificates(await folder());
        unreachable(await at({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: strange.folder }), host, 'tls');
        // No certificate of our own.
        writeTree(join(certs.folder, 'none'), { 'ca.pem': certs.ca });
        assert.equal(
          (await at({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: join(certs.folder, 'none') })).ok,
          false,
        );
        // A certificate for another name.
        const numbered = `tcp://127.0.0.1:${address}`;
        const other = await engineAt(numbered, { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certs.folder });
        unreachable(await other.api.info({}), numbered, 'tls');
        const blind = await engineAt(numbered, { DOCKER_TLS: '1', DOCKER_CERT_PATH: certs.folder });
        isReal(await blind.api.info({}));
        // Plain text to a TLS port.
        assert.equal((await infoAt(host)).ok, false);
      });

      it('over the user’s own ssh', async function () {
        this.timeout(60_000);
        const bin = await folder();
        const started = join(bin, 'started');
        writeTree(bin, { ssh: { mode: 0o755, text: sshStandIn(engine().socket, started) } });
        const path = process.env.PATH;
        process.env.PATH = `${bin}${delimiter}${path}`;
        try {
          const lab = await engineAt('ssh://me@lab.example:2222');
          isReal(await lab.api.info({}));
          // A connection costs a second or more: it is kept, and its death meanwhile does not matter.
          const begun = await processes(started);
          for (let call = 0; call < 3; call++) assert.equal((await lab.api.listImages({})).ok, true);
          assert.deepEqual(await processes(started), begun);
          begun.forEach(kill);
          assert.equal((await lab.api.listImages({})).ok, true);
          await builds(lab);
          lab.dispose();
          const refused = await engineAt('ssh://unknown.example');
          const outcome = await refused.api.info({});
          unreachable(outcome, 'ssh://unknown.example', 'ssh');
          assert.ok(!outcome.ok);
          assert.match(outcome.failure.detail ?? '', /Host key verification failed/);
        } finally {
          process.env.PATH = path;
        }
      });

      it('without ssh there is a clear failure', async () => {
        const path = process.env.PATH;
        process.env.PATH = await folder();
        try {
          const { api } = await engineAt('ssh://lab.example');
          unreachable(await api.info({}), 'ssh://lab.example', 'ssh');
        } finally {
          process.env.PATH = path;
        }
      });
    });
  }

  it('the environment of this process does not choose behind our back', async () => {
    const before = { ...process.env };
    process.env.DOCKER_HOST = 'not an address at all';
    process.env.DOCKER_CERT_PATH = '/nonexistent';
    process.env.DOCKER_TLS_VERIFY = '1';
    try {
      const surroundings = { env: {}, home: '/nonexistent', platform: 'linux', exists: () => true } as const;
      const engine = createEngine(surroundings, buildPorts);
      const address = `unix://${await folder()}/none.sock`;
      await engine.api.configure({ host: address });
      unreachable(await engine.api.info({}), address, 'no-socket');
    } finally {
      process.env = before;
    }
  });
});

/** Stands for ssh: checks what it is asked, and is the other side's `docker system dial-stdio` itself. */
function sshStandIn(socket: string, log: string): string {
  return `#!${process.execPath}
const wanted = ['-T', '-o', 'ConnectTimeout=10', '-o', 'BatchMode=yes', '-l', 'me', '-p', '2222', '--', 'lab.example', 'docker', 'system', 'dial-stdio'];
if (JSON.stringify(process.argv.slice(2)) !== JSON.stringify(wanted)) {
  process.stderr.write('No ED25519 host key is known.\\r\\nHost key verification failed.\\r\\n');
  process.exit(255);
}
require('node:fs').appendFileSync(${JSON.stringify(log)}, process.pid + '\\n');
const engine = require('node:net').connect(${JSON.stringify(socket)});
process.stdin.pipe(engine).pipe(process.stdout);
engine.on('close', () => process.exit(0));
`;
}

const processes = async (log: string): Promise<number[]> =>
  (await readFile(log, 'utf8')).trim().split('\n').map(Number);

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A CA, and certificates for `localhost` and for a client, in the files that Docker looks for. */
async function certificates(folder: string) {
  const program = await debianProgram('openssl', ['openssl']);
  const openssl = (...args: string[]) => run(program, args, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await openssl('req', '-x509', ...key, '-subj', '/CN=test CA', '-keyout', 'ca-key.pem', '-out', 'ca.pem');
  for (const [name, file] of [
    ['localhost', 'server'],
    ['client', 'client'],
  ] as const) {
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-addext', `subjectAltName=DNS:${name}`];
    await openssl(
      'req',
      '-x509',
      ...key,
      '-subj',
      `/CN=${name}`,
      ...signed,
      '-keyout',
      `${file}-key.pem`,
      '-out',
      `${file}.pem`,
    );
  }
  const read = (name: string) => readFile(join(folder, name));
  writeTree(folder, { 'cert.pem': await read('client.pem'), 'key.pem': await read('client-key.pem') });
  return {
    folder,
    ca: await read('ca.pem'),
    server: { cert: await read('server.pem'), key: await read('server-key.pem') },
  };
}
