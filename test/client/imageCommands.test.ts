import assert from 'node:assert/strict';
import { planPrune } from '../../client/commands/prunePlan.ts';
import { planRemoval, removalOrder } from '../../client/commands/removalPlan.ts';
import { createBody, readPort } from '../../client/engine/containerBody.ts';
import { readFrames } from '../../client/engine/outputFrames.ts';
import { endpointOptions } from '../../client/run/dockerProgram.ts';
import { defaultRun, readRun, runArguments, runToKeep } from '../../client/run/runOptions.ts';
import { joinWords, splitWords } from '../../client/run/words.ts';
import { imageRows } from '../../client/views/imageRows.ts';
import type { ContainerSummary, RunRequest } from '../../protocol/containers.ts';
import type { ImageSummary } from '../../protocol/engine.ts';

const image = (id: string, tags: readonly string[], over: Partial<ImageSummary> = {}): ImageSummary => ({
  id,
  tags,
  digests: [],
  created: 0,
  size: 100,
  containers: undefined,
  ...over,
});
const container = (name: string, imageId: string, state: string): ContainerSummary => ({
  id: name,
  name,
  imageId,
  image: '',
  state,
});

describe('the removal of images', () => {
  it('tells a name that goes from an image that goes', () => {
    const rows = imageRows([image('a', ['x:1', 'x:2', 'x:3']), image('b', ['y:1'])]);
    const plan = planRemoval(
      rows.filter(({ tag }) => tag !== 'x:3'),
      [container('web', 'b', 'running'), container('job', 'b', 'created')],
      () => [],
    );
    assert.deepEqual(
      plan.map(({ row, staysAs, use }) => [row.tag, staysAs, use?.running, use?.stopped]),
      [
        ['x:1', ['x:3'], [], []],
        ['x:2', ['x:3'], [], []],
        ['y:1', [], ['web'], ['job']],
      ],
    );
  });

  it('names the children that stay, and takes children before their parents', () => {
    const base = image('base', ['base:1']);
    const middle = image('middle', ['middle:1'], { parent: 'base' });
    const top = image('top', ['top:1'], { parent: 'middle' });
    const other = image('other', ['other:1'], { parent: 'base' });
    const plan = planRemoval(imageRows([base, middle, top]), undefined, id =>
      id === 'base' ? [middle, top, other] : [],
    );
    assert.deepEqual(
      removalOrder(plan).map(({ row, children, use }) => [row.tag, children.map(({ id }) => id), use]),
      [
        ['top:1', [], undefined],
        ['middle:1', [], undefined],
        ['base:1', ['other'], undefined],
      ],
    );
    const ring = [image('p', ['p:1'], { parent: 'q' }), image('q', ['q:1'], { parent: 'p' })];
    assert.equal(removalOrder(planRemoval(imageRows(ring), [], () => [])).length, 2);
  });
});

describe('cleaning up', () => {
  it('takes what no container was made from, and counts what is surely freed', () => {
    const images = [
      image('named', ['a:1']),
      image('used', ['b:1']),
      image('dangling', []),
      image('held', []),
      image('digest', [], { digests: ['c@sha256:1'] }),
    ];
    const containers = [container('x', 'used', 'exited'), container('y', 'held', 'running')];
    const usage = {
      layers: 0,
      images: images.map(({ id }) => ({ id, size: 100, shared: 30 })),
      cache: { records: 4, size: 900, reclaimable: 700 },
    };
    const went = (target: 'dangling' | 'unused' | 'cache') => {
      const plan = planPrune(target, images, containers, usage);
      return [plan.images.map(({ id }) => id), plan.records, plan.bytes];
    };
    assert.deepEqual(went('dangling'), [['dangling'], 0, 70]);
    assert.deepEqual(went('unused'), [['named', 'dangling', 'digest'], 0, 210]);
    assert.deepEqual(went('cache'), [[], 4, 700]);
  });
});

describe('running an image', () => {
  const defaults = {
    ports: ['80/tcp', '53/udp'],
    volumes: [],
    entrypoint: [],
    command: ['sh'],
    user: '',
    workingDirectory: '',
  };

  it('publishes what the image exposes unless told otherwise', () => {
    const options = defaultRun(defaults);
    assert.deepEqual(runArguments('a:1', options, []), [
      'run',
      '--interactive',
      '--tty',
      '--rm',
      '--publish',
      '80:80',
      '--publish',
      '53:53/udp',
      'a:1',
    ]);
  });

  it('gives every option its place, and the command its words', () => {
    const options = {
      ...defaultRun({ ...defaults, ports: [] }),
      name: 'web',
      volumes: ['/a b:/c'],
      environment: ['A=1 2'],
      command: ['sh', '-c', 'echo "$A"'],
      user: '1000',
      network: 'none',
      interactive: false,
      remove: false,
    };
    assert.deepEqual(runArguments('a:1', options, ['--host', 'unix:///x'], 'linux/arm64'), [
      ...['--host', 'unix:///x', 'run', '--name', 'web', '--volume', '/a b:/c', '--env', 'A=1 2'],
      ...['--user', '1000', '--network', 'none', '--platform', 'linux/arm64', 'a:1', 'sh', '-c', 'echo "$A"'],
    ]);
  });

  it('goes to the engine that is shown', () => {
    const at = (origin: 'setting' | 'environment' | 'context' | 'default', context: string) =>
      endpointOptions({ origin, context, address: 'tcp://h:1' });
    assert.deepEqual(at('setting', 'default'), ['--host', 'tcp://h:1']);
    assert.deepEqual(at('setting', 'far'), ['--context', 'far']);
    assert.deepEqual(
      [at('environment', 'default'), at('context', 'far'), at('default', 'default')],
      [[], [], []],
    );
  });

  it('writes no secrets down, and reads back what it wrote', () => {
    const options = { ...defaultRun(defaults), environment: ['TOKEN=s', 'A=1'], command: ['x'] };
    const kept = runToKeep(options, name => name === 'TOKEN');
    assert.deepEqual(kept.environment, ['A=1']);
    assert.deepEqual(readRun(JSON.parse(JSON.stringify(kept)), options), kept);
    assert.equal(readRun('old', options), undefined);
    assert.deepEqual(readRun({ ports: [1, '2:2'], interactive: 'x' }, options)?.ports, ['2:2']);
  });

  it('reads words as a shell does', () => {
    const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
      ['a b', ['a', 'b']],
      ['  ', []],
      [`'a b' "c'd" e\\ f`, ['a b', "c'd", 'e f']],
      [`"a\\"b" ''`, ['a"b', '']],
      [`A='x y'z`, ['A=x yz']],
      ['"open', undefined],
    ];
    for (const [line, words] of cases) assert.deepEqual(splitWords(line), words, line);
    const hard = ['', "it's", 'a b', '$x', '"', '\\', 'plain=1'];
    assert.deepEqual(splitWords(joinWords(hard)), hard);
  });

  it('asks the API for what docker run asks for', () => {
    const request: RunRequest = {
      runId: 'r',
      reference: 'a:1',
      ports: ['8080:80', '127.0.0.1::53/udp', '9'],
      volumes: ['/a:/b:ro', '/cache'],
      environment: ['A=1'],
      command: ['x'],
      interactive: true,
      remove: true,
    };
    const body = createBody(request);
    assert.deepEqual(body.HostConfig, {
      Binds: ['/a:/b:ro'],
      PortBindings: {
        '80/tcp': [{ HostIp: '', HostPort: '8080' }],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: '' }],
        '9/tcp': [{ HostIp: '', HostPort: '' }],
      },
    });
    assert.deepEqual([body.Tty, body.Volumes, body.Cmd, body.Env], [true, { '/cache': {} }, ['x'], ['A=1']]);
    assert.deepEqual(['99999', 'x', '80:', ''].map(readPort), [undefined, undefined, undefined, undefined]);
  });
});

describe('output of a container without a terminal', () => {
  const frame = (stream: number, text: string): Buffer => {
    const header = Buffer.alloc(8);
    header[0] = stream;
    header.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([header, Buffer.from(text)]);
  };
  const all = Buffer.concat([frame(1, 'one'), frame(2, 'two'), frame(1, ''), frame(2, 'three')]);

  it('is the same however it is cut', async () => {
    for (let size = 1; size <= all.length; size++) {
      const chunks = async function* () {
        for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
      };
      const said = { 1: '', 2: '' };
      for await (const { stream, bytes } of readFrames(chunks())) said[stream] += bytes.toString();
      assert.deepEqual(said, { 1: 'one', 2: 'twothree' }, String(size));
    }
  });
});
