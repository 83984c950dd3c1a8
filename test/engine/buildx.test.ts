import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { access, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildxArguments, needsBuildx } from '../../client/engine/build/buildx.ts';
import { readRawJson } from '../../client/engine/build/rawJson.ts';
import type { Engine } from '../../client/engine/engine.ts';
import type { BuildEvent, BuildRequest } from '../../protocol/engine.ts';
import { type DockerProgram, dockerProgram } from '../../scripts/parts/dockerProgram.ts';
import { useEngineApi } from '../kit/engineApi.ts';
import { useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, useEngine } from '../kit/hosts/engines.ts';

const request: BuildRequest = {
  buildId: 'x',
  contextPath: '/context',
  dockerfilePath: '/context/Dockerfile',
  tags: ['a:1', 'b:2'],
};
const info = { context: 'default', address: 'unix:///x', origin: 'default' } as const;

describe('docker buildx, without running it', () => {
  it('its arguments', () => {
    const text = buildxArguments(
      {
        ...request,
        target: 'final',
        buildArgs: { A: 'x y', B: '' },
        platform: 'linux/amd64,linux/arm64',
        noCache: true,
        pull: true,
        network: 'none',
        secrets: [
          { id: 'file', file: 'a, b' },
          { id: 'variable', env: 'TOKEN' },
        ],
        ssh: [{ id: 'default' }, { id: 'other', socket: '/s' }],
        cacheFrom: ['type=registry,ref=r/c'],
        cacheTo: ['type=inline'],
        buildContexts: { shared: '../shared', alpine: 'docker-image://alpine:3' },
        provenance: 'mode=max',
        sbom: 'true',
        builder: 'remote',
        output: 'type=oci,dest=/o.tar',
      },
      { ...info, context: 'far' },
      '/id',
    ).join('\n');
    assert.equal(
      text,
      [
        ...['--context', 'far', 'buildx', 'build', '--progress=rawjson', '--file', '/context/Dockerfile'],
        ...['--iidfile', '/id', '--tag', 'a:1', '--tag', 'b:2', '--target=final'],
        ...['--build-arg', 'A=x y', '--build-arg', 'B=', '--platform=linux/amd64,linux/arm64'],
        ...['--no-cache', '--pull', '--network=none', '--secret', 'id=file,"src=/context/a, b"'],
        ...['--secret', 'id=variable,env=TOKEN', '--ssh', 'default', '--ssh', 'other=/s'],
        ...['--cache-from', 'type=registry,ref=r/c', '--cache-to', 'type=inline'],
        ...['--build-context', 'shared=../shared', '--build-context', 'alpine=docker-image://alpine:3'],
        '--provenance=mode=max',
        ...['--sbom=true', '--builder=remote', '--output', 'type=oci,dest=/o.tar', '/context'],
      ].join('\n'),
    );
    assert.ok(buildxArguments(request, info, '/id').includes('--load'));
  });

  it('what only it can do', () => {
    assert.deepEqual(needsBuildx({ ...request, platform: 'linux/arm64', cacheFrom: ['a:1'] }, {}), []);
    assert.deepEqual(
      needsBuildx({ ...request, platform: 'a,b', sbom: 'true', cacheFrom: ['type=gha'] }, {}),
      ['platform', 'cacheFrom', 'sbom'],
    );
    assert.deepEqual(needsBuildx({ ...request, buildContexts: { a: 'b' } }, {}), ['buildContexts']);
    assert.deepEqual(needsBuildx({ ...request, buildContexts: {} }, {}), []);
    assert.deepEqual(needsBuildx(request, { BUILDX_BUILDER: 'far' }), ['builder']);
  });

  it('its progress, with parts of milliseconds; other lines are none', () => {
    const trace = readRawJson(
      JSON.stringify({
        vertexes: [
          { digest: 'sha256:1', name: 'a', started: '2026-01-01T00:00:00.0005Z', inputs: ['sha256:0'] },
        ],
        logs: [{ vertex: 'sha256:1', stream: 2, data: Buffer.from('☃').toString('base64') }],
        warnings: [
          {
            short: Buffer.from('careful').toString('base64'),
            range: [{ start: { line: 3 }, end: { line: 4 } }],
          },
        ],
      }),
    );
    assert.equal(trace?.vertexes[0]?.started, Date.parse('2026-01-01T00:00:00Z') + 0.5);
    assert.equal(Buffer.from(trace?.logs[0]?.bytes ?? []).toString(), '☃');
    assert.deepEqual(trace?.warnings[0]?.ranges, [{ first: 3, last: 4 }]);
    assert.equal(trace?.warnings[0]?.message, 'careful');
    for (const line of ['', 'ERROR: x', '{', '[1]']) assert.equal(readRawJson(line), undefined);
  });
});

describe('docker buildx on the modern engine', function () {
  this.timeout(60_000);
  const host = useEngine('modern');
  const engineAt = useEngineApi();
  const folder = useFolders();
  const tag = `strata-test/buildx:${process.pid}`;
  const env: Record<string, string> = {};
  // A name that goes to a newer image leaves the older one without any.
  const built = new Set<string>();
  let program: DockerProgram;
  let engine: Engine;
  before(async () => {
    program = await dockerProgram(host());
    Object.assign(env, program.env, { HOME: program.folder });
    engine = await engineAt(`unix://${host().socket}`, env);
  });
  after(async () => {
    for (const reference of built) await engine.api.removeImage({ reference, force: true });
    await program.dispose();
  });

  async function build(dockerfile: string, options: Partial<BuildRequest>, signal?: AbortSignal) {
    const contextPath = await folder({ Dockerfile: dockerfile, a: 'content' });
    const events: BuildEvent[] = [];
    const outcome = await engine.api.build(
      {
        ...{ buildId: 'x', contextPath, dockerfilePath: join(contextPath, 'Dockerfile') },
        ...{ tags: [tag], network: 'none', backend: 'buildx', ...options },
      },
      { onProgress: event => events.push(event), ...(signal && { signal }) },
    );
    if (outcome.ok && outcome.value.imageId) built.add(outcome.value.imageId);
    return { outcome, events, contextPath };
  }

  it('the same steps, logs and image as over the API', async () => {
    const dockerfile = `FROM ${BASE_IMAGE}\nCOPY a /a\nRUN echo "who ☃ ${process.pid}"\nWORKDIR rel\n`;
    const { outcome, events } = await build(dockerfile, {});
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(events[0], { kind: 'backend', backend: 'buildx' });
    const log = events.map(event => (event.kind === 'log' ? event.text : '')).join('');
    assert.equal(log, `who ☃ ${process.pid}\n`);
    assert.ok(events.some(event => event.kind === 'warning' && event.line === 3));
    assert.ok(events.some(event => event.kind === 'context' && event.bytes > 0));
    assert.equal(outcome.record?.backend, 'buildx');
    const copy = outcome.record?.steps.find(({ name }) => name.includes('COPY a /a'));
    assert.deepEqual(copy?.lines, { first: 1, last: 1 });
    const facts = await engine.api.imageFacts({ reference: tag });
    assert.ok(facts.ok);
    assert.equal(facts.value.id, outcome.value.imageId);
  });

  it('is taken by itself for what only it can do, and not when that is forbidden', async () => {
    const dockerfile = `FROM ${BASE_IMAGE}\nCOPY a /a\n`;
    const place = await folder();
    const output = `type=oci,dest=${join(place, 'image.tar')}`;
    const { outcome, events } = await build(dockerfile, { backend: 'auto', output, provenance: 'mode=max' });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(events[0], { kind: 'backend', backend: 'buildx' });
    assert.equal(outcome.value.imageId.length > 0, outcome.value.imageId.startsWith('sha256:'));
    await access(join(place, 'image.tar'));
    const forbidden = await build(dockerfile, { backend: 'engine', output });
    assert.ok(!forbidden.outcome.ok);
    assert.deepEqual(
      [forbidden.outcome.failure.code, forbidden.outcome.failure.args],
      ['buildx-needed', { options: 'output' }],
    );
    const plain = await build(dockerfile, { backend: 'auto' });
    assert.ok(plain.outcome.ok);
    assert.equal(plain.outcome.record?.backend, 'engine');
  });

  it('further contexts are found by their names', async () => {
    const shared = await folder({ 'greeting.txt': `from elsewhere ${process.pid}\n` });
    const dockerfile = `FROM base\nCOPY --from=shared greeting.txt /\nRUN cat /greeting.txt\n`;
    const buildContexts = { shared, base: `docker-image://docker.io/${BASE_IMAGE}` };
    const { outcome, events } = await build(dockerfile, { backend: 'auto', buildContexts });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    const log = events.map(event => (event.kind === 'log' ? event.text : '')).join('');
    assert.equal(log, `from elsewhere ${process.pid}\n`);
  });

  it('a key in a file comes to a step through an agent of its own', async () => {
    const keys = await folder();
    const key = join(keys, 'id_ed25519');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', key]);
    const dockerfile = `FROM ${BASE_IMAGE}\nRUN --mount=type=ssh test -S "$SSH_AUTH_SOCK" && echo there ${process.pid}\n`;
    const { outcome, events } = await build(dockerfile, {
      ...{ backend: 'auto', ssh: [{ id: 'default', socket: key }] },
    });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.deepEqual(events[0], { kind: 'backend', backend: 'buildx' });
    const log = events.map(event => (event.kind === 'log' ? event.text : '')).join('');
    assert.equal(log, `there ${process.pid}\n`);
  });

  it('that is not installed', async () => {
    const bare = await engineAt(`unix://${host().socket}`, { PATH: '/nonexistent' });
    const contextPath = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\n` });
    const outcome = await bare.api.build({
      ...{ buildId: 'x', contextPath, dockerfilePath: join(contextPath, 'Dockerfile'), tags: [] },
      platform: 'linux/amd64,linux/arm64',
    });
    assert.ok(!outcome.ok);
    assert.deepEqual(
      [outcome.failure.code, outcome.failure.args],
      ['buildx-missing', { options: 'platform' }],
    );
  });

  it('a failure has its place, its words and its output', async () => {
    const { outcome } = await build(`FROM ${BASE_IMAGE}\n\nRUN echo before && \\\n  exit 9\n`, {});
    assert.ok(!outcome.ok);
    assert.match(outcome.failure.detail ?? '', /exit code: 9$/);
    assert.deepEqual(outcome.place?.lines, { first: 2, last: 3 });
    assert.deepEqual(outcome.place?.output, ['before']);
    const target = await build(`FROM ${BASE_IMAGE} AS a\n`, { target: 'zzz' });
    assert.ok(!target.outcome.ok);
    assert.deepEqual(target.outcome.failure.args, { kind: 'unknown-target', name: 'zzz' });
  });

  it('a builder that does not exist is named', async () => {
    const { outcome } = await build(`FROM ${BASE_IMAGE}\n`, { builder: 'nowhere' });
    assert.ok(!outcome.ok);
    assert.equal(outcome.failure.code, 'build-failed');
    assert.deepEqual(outcome.failure.args, { kind: 'unknown-builder', name: 'nowhere' });
  });

  it('secrets are read by it', async () => {
    env.STRATA_TEST_SECRET = 'of a variable';
    const { outcome, events } = await build(
      `FROM ${BASE_IMAGE}\nRUN --mount=type=secret,id=s cat /run/secrets/s\n`,
      { secrets: [{ id: 's', env: 'STRATA_TEST_SECRET' }], noCache: true },
    );
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.equal(events.map(event => (event.kind === 'log' ? event.text : '')).join(''), 'of a variable');
  });

  it('a cancelled build leaves no process behind, here or on the engine', async () => {
    const words = `sleep 8${process.pid}3`;
    const stop = new AbortController();
    const contextPath = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\nRUN echo started; ${words}\n` });
    const building = engine.api.build(
      {
        ...{ buildId: 'x', contextPath, dockerfilePath: join(contextPath, 'Dockerfile'), tags: [] },
        ...{ network: 'none', backend: 'buildx' },
      },
      {
        signal: stop.signal,
        onProgress: event => event.kind === 'log' && event.text.includes('started') && stop.abort(),
      },
    );
    const outcome = await building;
    assert.deepEqual(outcome, { ok: false, failure: { code: 'cancelled' } });
    for (let tries = 0; processesWith(words).length > 0; tries++) {
      assert.ok(tries < 100, 'the step still runs');
      await sleep(50);
    }
    assert.deepEqual(processesWith(contextPath), []);
  });

  it('a program that says nothing in between is ended all the same', async () => {
    const place = await folder();
    await writeFile(
      join(place, 'docker'),
      '#!/bin/sh\n[ "$2" = version ] && { echo v1.0.0; exit; }\ntrap "" INT\nsleep 60\n',
    );
    await chmod(join(place, 'docker'), 0o755);
    const stubborn = await engineAt(`unix://${host().socket}`, {
      PATH: `${place}:${process.env.PATH ?? ''}`,
    });
    const contextPath = await folder({ Dockerfile: `FROM ${BASE_IMAGE}\n` });
    const begun = Date.now();
    const outcome = await stubborn.api.build(
      {
        ...{ buildId: 'x', contextPath, dockerfilePath: join(contextPath, 'Dockerfile'), tags: [] },
        backend: 'buildx',
      },
      { signal: AbortSignal.timeout(500) },
    );
    assert.ok(!outcome.ok && outcome.failure.code === 'cancelled', JSON.stringify(outcome));
    assert.ok(Date.now() - begun < 15_000);
  });
});

/** Processes of this machine with these words in their command line. */
function processesWith(words: string): string[] {
  return readdirSync('/proc').filter(id => {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) return false;
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ').includes(words);
    } catch {
      return false;
    }
  });
}
