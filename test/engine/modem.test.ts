import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Dockerode from 'dockerode';
import { EngineAgent } from '../../client/engine/agent.ts';
import { EngineHttpError, Modem, type ModemOptions } from '../../client/engine/modem.ts';
import { useFolders } from '../kit/fileTree.ts';

describe('modem under dockerode', () => {
  const folder = useFolders();
  const servers: Server[] = [];
  const agents: EngineAgent[] = [];

  /** A server that answers as the test wants, and what came to it. */
  async function setUp(answer: RequestListener, options: Partial<ModemOptions> = {}) {
    const path = join(await folder(), 'engine.sock');
    const requests: { request: IncomingMessage; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => requests.push({ request, body }));
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(path, resolve));
    const agent = new EngineAgent({
      info: { context: 'default', address: `unix://${path}`, origin: 'setting' },
      address: { kind: 'socket', path },
      tls: undefined,
    });
    agents.push(agent);
    const modem = new Modem(agent, { prefix: '/v1.41', ...options });
    const docker = new Dockerode({ modem } as Dockerode.DockerOptions);
    return { modem, docker, requests, agent, server, path };
  }

  afterEach(() => {
    for (const agent of agents.splice(0)) agent.dispose();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const json: RequestListener = (_, response) => response.end('{"ok":true}');
  const urls = (requests: readonly { request: IncomingMessage }[]) =>
    requests.map(({ request }) => request.url);

  it('sends the options that dockerode loses, and the version', async () => {
    const { docker, requests } = await setUp(json);
    await docker.getImage('busybox').inspect({ manifests: true });
    await docker.df();
    await docker.listImages({ filters: { dangling: ['true'] } });
    await docker.version();
    assert.deepEqual(urls(requests), [
      '/v1.41/images/busybox/json?manifests=true',
      '/v1.41/system/df',
      `/v1.41/images/json?filters=${encodeURIComponent('{"dangling":["true"]}')}`,
      '/v1.41/version',
    ]);
  });

  it('keeps a query that stands in the path whole', async () => {
    const { modem, requests } = await setUp(json);
    await modem.call({ method: 'POST', path: '/build/cancel?id=abc', statusCodes: { 200: true } });
    await modem.call({ method: 'GET', path: '/x?a=1', options: { b: 2 }, statusCodes: { 200: true } });
    await modem.call({ method: 'GET', path: '/x?', options: {}, statusCodes: { 200: true } });
    assert.deepEqual(urls(requests), ['/v1.41/build/cancel?id=abc', '/v1.41/x?a=1&b=2', '/v1.41/x']);
  });

  it('writes lists and objects as the engine reads them', async () => {
    const { modem, requests } = await setUp(json);
    const options = {
      t: ['a:1', 'b:2'],
      outputs: [{ type: 'local' }],
      buildargs: { A: 'ö&=' },
      nocache: true,
      none: undefined,
      empty: null,
    };
    await modem.call({
      method: 'POST',
      path: '/build?',
      options,
      file: Buffer.from(''),
      statusCodes: { 200: true },
    });
    const query = new URLSearchParams(requests[0]?.request.url?.split('?')[1]);
    assert.deepEqual(query.getAll('t'), ['a:1', 'b:2']);
    assert.equal(query.get('outputs'), '[{"type":"local"}]');
    assert.equal(query.get('buildargs'), '{"A":"ö&="}');
    assert.deepEqual([...query.keys()], ['t', 't', 'outputs', 'buildargs', 'nocache']);
  });

  it('sends other options of a POST as JSON', async () => {
    const { docker, requests } = await setUp((_, response) => {
      response.statusCode = 201;
      response.end('{"Id":"x"}');
    });
    await docker.createContainer({ Image: 'x', name: 'n' });
    assert.deepEqual(JSON.parse(requests[0]?.body ?? ''), { Image: 'x', name: 'n' });
    assert.equal(requests[0]?.request.headers['content-type'], 'application/json');
  });

  it('encodes registry logins so that the engine can read them', async () => {
    const { modem, requests } = await setUp(json);
    // Base64 of these has `+` and `/`.
    const logins = { 'a.example': { username: '~~~>>>???', password: '~~~>>>???ÿþ' } };
    await modem.call({ method: 'POST', path: '/build?', registryconfig: logins, statusCodes: { 200: true } });
    const header = requests[0]?.request.headers['x-registry-config'];
    assert.ok(typeof header === 'string' && /^[\w-]+=*$/.test(header), String(header));
    assert.deepEqual(JSON.parse(Buffer.from(header, 'base64url').toString()), logins);
  });

  it('an error has the status and the words of the engine, for streams too', async () => {
    const answers: RequestListener = (request, response) => {
      response.statusCode = 404;
      response.end(request.url?.includes('plain') ? ' plain words\n' : '{"message":"no such image: ☃"}');
    };
    const { docker, modem } = await setUp(answers);
    const wanted = { name: 'Error', status: 404, message: 'no such image: ☃' };
    await assert.rejects(docker.getImage('x').inspect(), wanted);
    await assert.rejects(docker.getImage('x').get(), wanted);
    await assert.rejects(
      docker.buildImage(Readable.from([]) as NodeJS.ReadableStream, { version: '2' }),
      wanted,
    );
    await assert.rejects(modem.stream('/plain'), { status: 404, message: 'plain words' });
  });

  it('goes nowhere else: a redirect is an error', async () => {
    const { modem, requests } = await setUp((_, response) => {
      response.writeHead(301, { location: 'http://elsewhere.invalid/' });
      response.end();
    });
    await assert.rejects(
      modem.stream('/_ping'),
      (error: Error) => error instanceof EngineHttpError && error.status === 301,
    );
    assert.equal(requests.length, 1);
  });

  it('what is no JSON is an error and not an exception', async () => {
    const { docker } = await setUp((_, response) => response.end('<html>'));
    await assert.rejects(docker.version(), { message: 'not JSON: <html>' });
  });

  it('an empty answer is null', async () => {
    const { modem } = await setUp((_, response) => response.end());
    assert.equal(await modem.call({ method: 'GET', path: '/x', statusCodes: { 200: true } }), null);
  });

  it('a connection that breaks in the middle of an answer rejects', async () => {
    const { docker, modem } = await setUp((request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"half":');
      setTimeout(() => request.socket.destroy(), 20);
    });
    await assert.rejects(docker.version(), { code: 'ECONNRESET' });
    const stream = await modem.stream('/x');
    await assert.rejects(
      async () => {
        for await (const chunk of stream) void chunk;
      },
      { code: 'ECONNRESET' },
    );
  });

  it('gives up when the answer does not begin in time', async () => {
    const { docker } = await setUp(() => {}, { timeout: 50 });
    await assert.rejects(docker.version(), { code: 'ETIMEDOUT' });
  });

  it('an answer that has begun may take its time', async () => {
    const { modem } = await setUp(
      (_, response) => {
        response.write('{"a":');
        setTimeout(() => response.end('1}'), 150);
      },
      { timeout: 50 },
    );
    assert.deepEqual(await modem.call({ method: 'GET', path: '/x', statusCodes: { 200: true } }), { a: 1 });
  });

  it('is cancelled before, during and after the head of an answer', async () => {
    const early = await setUp(json, { signal: AbortSignal.abort() });
    await assert.rejects(early.docker.version(), { code: 'ABORT_ERR' });
    assert.equal(early.requests.length, 0);

    const waiting = new AbortController();
    const silent = await setUp(() => waiting.abort(), { signal: waiting.signal });
    await assert.rejects(silent.docker.version(), { code: 'ABORT_ERR' });

    const reading = new AbortController();
    const slow = await setUp((_, response) => void response.write('x'), { signal: reading.signal });
    const stream = await slow.modem.stream('/x');
    setTimeout(() => reading.abort(), 20);
    await assert.rejects(async () => {
      for await (const chunk of stream) void chunk;
    });
  });

  it('the refusal of a request with a large body does not get lost', async () => {
    let sent = 0;
    const body = Readable.from(
      (function* () {
        for (let piece = 0; piece < 1000; piece++) {
          sent++;
          yield Buffer.alloc(64 * 1024);
        }
      })(),
    );
    const { docker, server } = await setUp(() => {});
    server.on('checkContinue', (_request, response) => {
      response.writeHead(400, { connection: 'close' });
      response.end('{"message":"invalid reference format"}');
    });
    await assert.rejects(docker.buildImage(body as NodeJS.ReadableStream, { t: 'A' }), {
      status: 400,
      message: 'invalid reference format',
    });
    assert.equal(body.destroyed, true);
    assert.ok(sent < 1000, `${sent} pieces were read`);
  });

  it('sends a body also to those who do not know how to ask for it', async () => {
    const { modem, server, requests } = await setUp(json);
    server.on('checkContinue', (request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        requests.push({ request, body });
        response.end('null');
      });
    });
    await modem.call({
      method: 'POST',
      path: '/build?',
      file: Readable.from(['abc']),
      statusCodes: { 200: true },
    });
    assert.equal(requests[0]?.body, 'abc');
  });

  it('a body that breaks off breaks the request off, with its own error', async () => {
    const { modem } = await setUp(() => {});
    const body = Readable.from(
      (async function* () {
        yield 'a';
        throw new Error('the file is gone');
      })(),
    );
    await assert.rejects(
      modem.call({ method: 'POST', path: '/build?', file: body, statusCodes: { 200: true } }),
      {
        message: 'the file is gone',
      },
    );
  });

  it('hands over an upgraded connection, and closes it in the end', async () => {
    const { modem, server, agent } = await setUp(json);
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nfirst');
    });
    const socket = await modem.call<Readable>({
      method: 'POST',
      path: '/session',
      hijack: true,
      headers: { Upgrade: 'h2c' },
    });
    const [first] = await new Promise<Buffer[]>(resolve => socket.once('data', chunk => resolve([chunk])));
    assert.equal(String(first), 'first');
    const closed = new Promise(resolve => socket.once('close', resolve));
    agent.dispose();
    await closed;
  });

  it('an engine that does not upgrade gives an error', async () => {
    const { modem } = await setUp(json);
    const upgraded = modem.call({
      method: 'POST',
      path: '/session',
      hijack: true,
      headers: { Upgrade: 'h2c' },
    });
    await assert.rejects(upgraded, EngineHttpError);
  });

  it('a name that is no path is an error and not an exception', async () => {
    const { docker } = await setUp(json);
    await assert.rejects(docker.getImage('a b\n').inspect(), { code: 'ERR_UNESCAPED_CHARACTERS' });
  });
});
