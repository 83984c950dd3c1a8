import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../../client/engine/engine.ts';
import type { BuildEvent, BuildOutcome, BuildRequest } from '../../protocol/engine.ts';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { type FileTree, useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { useRegistry } from '../kit/hosts/registry.ts';

const from = `FROM ${BASE_IMAGE}`;

for (const name of ENGINE_NAMES) {
  describe(`what the ${name} engine asks us for while it builds`, function () {
    this.timeout(60_000);
    const host = useEngine(name);
    const engineAt = useEngineApi();
    const folder = useFolders();
    const built = new Set<string>();
    const env: Record<string, string> = {};
    let engine: Engine;
    let count = 0;

    before(async () => {
      engine = await engineAt(`unix://${host().socket}`, env);
    });
    after(async () => {
      for (const reference of built) await engine.api.removeImage({ reference, force: true });
    });

    interface Seen {
      readonly outcome: BuildOutcome;
      readonly output: string;
      /** Files that were sent in all. */
      readonly sent: number;
      readonly bytes: number;
      readonly warnings: readonly string[];
    }

    async function build(contextPath: string, request: Partial<BuildRequest> = {}): Promise<Seen> {
      const events: BuildEvent[] = [];
      const outcome = await engine.api.build(
        {
          buildId: `session-${process.pid}-${name}-${count++}`,
          contextPath,
          dockerfilePath: join(contextPath, 'Dockerfile'),
          tags: [],
          network: 'none',
          ...request,
        },
        { onProgress: event => events.push(event) },
      );
      if (outcome.ok) built.add(outcome.value.imageId);
      const last = events.findLast(event => event.kind === 'context');
      return {
        outcome,
        output: events.map(event => (event.kind === 'log' && event.stream === 1 ? event.text : '')).join(''),
        sent: last?.files ?? 0,
        bytes: last?.bytes ?? 0,
        warnings: events.flatMap(event => (event.kind === 'warning' ? [event.message] : [])),
      };
    }

    function succeeded({ outcome }: Seen): void {
      assert.ok(outcome.ok, JSON.stringify(outcome));
    }

    describe('files', () => {
      it('only those that changed are sent again', async () => {
        const tree: Record<string, string> = { Dockerfile: `${from}\nCOPY . /all/\nRUN cat /all/dir/17\n` };
        for (let index = 0; index < 40; index++) tree[`dir/${index}`] = `content ${index} ${process.pid}`;
        const root = await folder(tree);
        const first = await build(root);
        succeeded(first);
        // The Dockerfile is asked for twice: to read it, and as a part of the context.
        assert.equal(first.sent, 42);
        writeFileSync(join(root, 'dir/17'), `changed ${process.pid}`);
        const second = await build(root);
        succeeded(second);
        assert.equal(second.output, `changed ${process.pid}`);
        assert.ok(second.sent <= 2, `${second.sent} files were sent for one that changed`);
      });

      it('only those that instructions name, through links and wildcards', async () => {
        const tree: FileTree = {
          Dockerfile: [
            from,
            'COPY wanted.txt linked.txt *.json d?r/ /x/',
            'RUN cd /x && find . -type f | sort && cat linked.txt a.json',
          ].join('\n'),
          'wanted.txt': 'w',
          'linked.txt': { link: 'real/place/target.txt' },
          'real/place/target.txt': 'through the link\n',
          'a.json': '{}\n',
          'b.json': '{}\n',
          'b.js': 'no',
          'dir/deep/file': 'd',
          'unwanted/large': Buffer.alloc(3_000_000, `${process.pid}`),
        };
        const seen = await build(await folder(tree), { noCache: true });
        succeeded(seen);
        assert.deepEqual(seen.output.trimEnd().split('\n'), [
          ...['./a.json', './b.json', './deep/file', './linked.txt', './wanted.txt'],
          ...['through the link', '{}'],
        ]);
        assert.ok(seen.bytes < 10_000, `${seen.bytes} bytes were sent`);
      });

      it('names in all alphabets, and ones that order differently as bytes', async () => {
        const tree: FileTree = {
          Dockerfile: `${from}\nCOPY . /x/\nRUN cd /x && find . -type f | sort\n`,
          '.dockerignore': 'Dockerfile\n.dockerignore\n',
          'a-b/1': '1',
          'a/1': '1',
          'a.b': '1',
          ﬀ: '1',
          '😀/☃, é': '1',
        };
        const seen = await build(await folder(tree), { noCache: true });
        succeeded(seen);
        assert.deepEqual(seen.output.trimEnd().split('\n'), [
          ...['./a-b/1', './a.b', './a/1', './ﬀ', './😀/☃, é'],
        ]);
        const named = await build(
          await folder({ ...tree, Dockerfile: `${from}\nCOPY ["😀/☃, é", "/s"]\nRUN cat /s\n` }),
          { noCache: true },
        );
        succeeded(named);
        assert.equal(named.output, '1');
      });

      it('large ones arrive whole', async () => {
        const content = Buffer.alloc(5_000_000, `${process.pid} and more `);
        const sum = execFileSync('sha256sum', { input: content }).toString().split(' ')[0];
        const root = await folder({
          Dockerfile: `${from}\nCOPY big /big\nRUN sha256sum /big\n`,
          big: content,
        });
        const seen = await build(root, { noCache: true });
        succeeded(seen);
        assert.equal(seen.output.split(' ')[0], sum);
      });

      it('a Dockerfile behind a link, and its own ignore file', async () => {
        const root = await folder({
          'real/app.Dockerfile': `${from}\nCOPY . /x/\nRUN ls -A /x\n`,
          Dockerfile: { link: 'real/app.Dockerfile' },
          'Dockerfile.dockerignore': '*\n!kept\n',
          '.dockerignore': 'kept\n',
          kept: '',
          left: '',
        });
        const seen = await build(root, { noCache: true });
        succeeded(seen);
        assert.equal(seen.output, 'kept\n');
      });
    });

    describe('secrets', () => {
      const dockerfile = `${from}\nRUN --mount=type=secret,id=token,target=/token cat /token && test ! -s /etc/token\n`;

      it('of a file and of an environment variable', async () => {
        const secret = `from a file ${process.pid}`;
        const root = await folder({ Dockerfile: dockerfile, 'token.txt': secret, '.dockerignore': '*' });
        const file = await build(root, { noCache: true, secrets: [{ id: 'token', file: 'token.txt' }] });
        succeeded(file);
        assert.equal(file.output, secret);
        env.STRATA_TEST_TOKEN = 'from the environment';
        const variable = await build(root, {
          noCache: true,
          secrets: [{ id: 'token', env: 'STRATA_TEST_TOKEN' }],
        });
        succeeded(variable);
        assert.equal(variable.output, 'from the environment');
      });

      it('whose place does not exist: nothing is built', async () => {
        const root = await folder({ Dockerfile: dockerfile });
        const gone = await build(root, { secrets: [{ id: 'token', file: 'nowhere' }] });
        assert.ok(!gone.outcome.ok);
        assert.deepEqual(
          [gone.outcome.failure.code, gone.outcome.failure.args],
          ['secret-unreadable', { id: 'token', place: join(root, 'nowhere') }],
        );
        const unset = await build(root, { secrets: [{ id: 'token', env: 'STRATA_TEST_UNSET' }] });
        assert.ok(!unset.outcome.ok);
        assert.deepEqual(unset.outcome.failure.args, { id: 'token', place: 'STRATA_TEST_UNSET' });
      });

      it('that a step needs and nobody gave', async () => {
        const root = await folder({
          Dockerfile: `${from}\nRUN --mount=type=secret,id=missing,required=true cat /run/secrets/missing\n`,
        });
        const { outcome } = await build(root, { noCache: true });
        assert.ok(!outcome.ok);
        assert.deepEqual(outcome.failure.args, { kind: 'missing-secret', name: 'missing' });
        assert.equal(outcome.place?.lines?.first, 1);
      });
    });

    describe('an ssh agent', () => {
      let agent: ReturnType<typeof spawn> | undefined;
      after(() => agent?.kill());

      /** A context in which the machine's own `ssh-add` runs, with the libraries that it needs. */
      async function context(): Promise<string> {
        const program = execFileSync('which', ['ssh-add']).toString().trim();
        const linked = execFileSync('ldd', [program]).toString();
        const files = [program, ...linked.matchAll(/(\/[^\s()]+)/g)].map(
          found => found.toString().split(',')[0] ?? '',
        );
        const root = await folder({
          Dockerfile: `${from}\nCOPY root/ /\nRUN --mount=type=ssh ${program} -l\n`,
        });
        for (const file of new Set(files)) {
          const target = join(root, 'root', file);
          mkdirSync(dirname(target), { recursive: true });
          copyFileSync(file, target);
        }
        return root;
      }

      it('lists its keys to a step, and stays outside', async () => {
        const place = await folder();
        const socket = join(place, 'agent.sock');
        agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
        const key = join(place, 'key');
        execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'strata test key', '-f', key]);
        await sleep(300);
        execFileSync('ssh-add', [key], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
        const root = await context();
        const given = await build(root, { noCache: true, ssh: [{ id: 'default', socket }] });
        succeeded(given);
        assert.match(given.output, /strata test key/);
        env.SSH_AUTH_SOCK = socket;
        const own = await build(root, { noCache: true, ssh: [{ id: 'default' }] });
        succeeded(own);
        assert.match(own.output, /strata test key/);
      });

      it('that is not there is told of', async () => {
        const root = await folder({ Dockerfile: `${from}\nRUN --mount=type=ssh,required=true true\n` });
        const none = await build(root, { noCache: true });
        assert.ok(!none.outcome.ok);
        assert.equal(none.outcome.failure.args?.kind, 'ssh-agent', none.outcome.failure.detail);
        delete env.SSH_AUTH_SOCK;
        const unset = await build(root, { noCache: true, ssh: [{ id: 'default' }] });
        assert.ok(!unset.outcome.ok);
        assert.equal(unset.outcome.failure.args?.kind, 'ssh-agent');
      });
    });

    describe('credentials', () => {
      const login = { username: 'someone', password: 'se:cret+/?é' };
      const registry = useRegistry({ login });

      it('of docker login, for a base image; without them the login is what is missing', async () => {
        const image = `${registry().host}/private/base:1`;
        const [repository = ''] = image.split(/:1$/);
        const tagged = await askEngine(
          host().socket,
          'POST',
          `/images/${BASE_IMAGE}/tag?repo=${repository}&tag=1`,
        );
        assert.equal(tagged.status, 201);
        built.add(image);
        const auth = Buffer.from(JSON.stringify({ ...login, serveraddress: registry().host }));
        const pushed = await fetchPush(
          host().socket,
          image,
          auth.toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
        );
        assert.doesNotMatch(pushed, /errorDetail/);
        const root = await folder({ Dockerfile: `FROM ${image}\nRUN true\n` });

        const anonymous = await build(root, { pull: true });
        assert.ok(!anonymous.outcome.ok);
        assert.deepEqual(anonymous.outcome.failure.args?.kind, 'login-needed');

        const config = await folder();
        env.DOCKER_CONFIG = config;
        const token = Buffer.from(`${login.username}:${login.password}`).toString('base64');
        await mkdir(config, { recursive: true });
        await writeFile(
          join(config, 'config.json'),
          JSON.stringify({ auths: { [registry().host]: { auth: token } } }),
        );
        succeeded(await build(root, { pull: true }));
      });

      it('of a helper that cannot be run: the build says so', async () => {
        const config = await folder({ 'config.json': JSON.stringify({ credsStore: 'strata-none' }) });
        env.DOCKER_CONFIG = config;
        const root = await folder({ Dockerfile: `FROM ${registry().host}/private/other:1\n` });
        const seen = await build(root, { pull: true });
        assert.ok(!seen.outcome.ok);
        assert.match(seen.warnings.join('\n'), /docker-credential-strata-none/);
        delete env.DOCKER_CONFIG;
      });
    });
  });
}

async function fetchPush(socket: string, image: string, auth: string): Promise<string> {
  const name = image.replace(/:1$/, '');
  return execFileSync('curl', [
    ...['-s', '--unix-socket', socket, '-X', 'POST', '-H', `X-Registry-Auth: ${auth}`],
    `http://engine/v1.41/images/${name}/push?tag=1`,
  ]).toString();
}
