import assert from 'node:assert/strict';
import { imageRows, repositoryOf, rowDigest, stepLayers } from '../../client/views/imageRows.ts';
import { type ImagesState, LiveImages } from '../../client/views/liveImages.ts';
import type { ContainerSummary } from '../../protocol/containers.ts';
import type { EngineEvent, ImageSummary } from '../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';

const image = (id: string, over: Partial<ImageSummary> = {}): ImageSummary => ({
  id,
  tags: [`${id}:1`],
  digests: [],
  created: 0,
  size: 0,
  containers: undefined,
  ...over,
});

/** An engine and a clock in the hands of the test. */
function stage() {
  let answer: Outcome<readonly ImageSummary[]> = success([image('a')]);
  let containers: Outcome<readonly ContainerSummary[]> = success([]);
  let emit: (event: EngineEvent) => void = () => undefined;
  let endWatch: (outcome: Outcome<null>) => void = () => undefined;
  const timers: { readonly at: number; readonly end: () => void }[] = [];
  const shown: ImagesState[] = [];
  let now = 0;
  const asked = { lists: 0, watches: 0, watching: 0 };
  let askedContainers = 0;
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const live = new LiveImages({
    list: async () => {
      asked.lists++;
      return answer;
    },
    containers: async () => {
      askedContainers++;
      return containers;
    },
    info: async () => failure('internal'),
    watch: (signal, onEvent) => {
      asked.watches++;
      asked.watching++;
      emit = onEvent;
      const ended = new Promise<Outcome<null>>(resolve => {
        endWatch = resolve;
        signal.addEventListener('abort', () => resolve(failure('cancelled')));
      });
      if (answer.ok) queueMicrotask(() => onEvent({ type: 'engine', action: 'connect', id: '' }));
      else endWatch(answer);
      void ended.then(() => asked.watching--);
      return ended;
    },
    delay: (milliseconds, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve();
        timers.push({ at: now + milliseconds, end: resolve });
        signal.addEventListener('abort', () => resolve());
      }),
    onChange: state => void shown.push(state),
  });
  return {
    live,
    asked,
    shown,
    settle,
    askedContainers: () => askedContainers,
    containers: (next: typeof containers) => {
      containers = next;
    },
    answer: (next: typeof answer) => {
      answer = next;
    },
    emit: (event: Partial<EngineEvent>) => emit({ type: 'image', action: 'tag', id: '', ...event }),
    endWatch: (outcome: Outcome<null>) => endWatch(outcome),
    /** Lets time pass, timer by timer. */
    pass: async (milliseconds: number) => {
      const end = now + milliseconds;
      for (;;) {
        await settle();
        timers.sort((a, b) => a.at - b.at);
        const [next] = timers;
        if (!next || next.at > end) break;
        timers.shift();
        now = next.at;
        next.end();
      }
      now = end;
      await settle();
    },
  };
}

describe('the live list of images', () => {
  it('asks nothing before it is started and nothing after it is stopped', async () => {
    const { live, asked, settle, pass, emit } = stage();
    await pass(60_000);
    assert.deepEqual(asked, { lists: 0, watches: 0, watching: 0 });
    live.start();
    await settle();
    assert.deepEqual(asked, { lists: 1, watches: 1, watching: 1 });
    live.stop();
    emit({});
    await pass(600_000);
    assert.deepEqual(asked, { lists: 1, watches: 1, watching: 0 });
  });

  it('reads the list once for a burst of events', async () => {
    const { live, asked, pass, emit, answer, shown } = stage();
    live.start();
    await pass(0);
    answer(success([image('a'), image('b')]));
    for (let count = 0; count < 100; count++) emit({});
    emit({ type: 'builder' });
    await pass(1_000);
    assert.equal(asked.lists, 2);
    const last = shown.at(-1);
    assert.equal(last?.kind === 'ready' && last.images.length, 2);
  });

  it('reads only the containers when only they changed, and goes on without them', async () => {
    const { live, asked, askedContainers, pass, emit, containers, shown } = stage();
    live.start();
    await pass(0);
    const web = { id: 'c', name: 'web', imageId: 'a', image: 'a:1', state: 'running' };
    containers(success([web]));
    for (let count = 0; count < 50; count++) emit({ type: 'container', action: 'start' });
    await pass(1_000);
    assert.deepEqual([asked.lists, askedContainers()], [1, 2]);
    const state = shown.at(-1);
    assert.deepEqual(state?.kind === 'ready' && state.containers, [web]);
    emit({ type: 'container', action: 'start' });
    emit({});
    containers(failure('engine-error'));
    await pass(1_000);
    const after = shown.at(-1);
    assert.deepEqual(
      [
        asked.lists,
        after?.kind === 'ready' && after.images.length,
        after?.kind === 'ready' && after.containers,
      ],
      [2, 1, undefined],
    );
  });

  it('says at once that the engine is gone, and comes back when it is there again', async () => {
    const { live, pass, answer, endWatch, shown, asked } = stage();
    live.start();
    await pass(10_000);
    answer(failure('engine-unreachable', { address: 'unix:///x' }));
    endWatch(failure('engine-gone'));
    await pass(0);
    assert.equal(shown.at(-1)?.kind, 'failed');
    const told = shown.length;
    await pass(60_000);
    assert.equal(shown.length, told, 'the same failure is told once');
    const tries = asked.watches;
    assert.ok(tries >= 5 && tries <= 9, `${tries} tries in a minute: fewer and fewer`);
    answer(success([]));
    await pass(30_000);
    assert.equal(shown.at(-1)?.kind, 'ready');
    assert.equal(asked.watching, 1);
  });

  it('waits for trust without asking again', async () => {
    const { live, pass, answer, asked, shown } = stage();
    answer(failure('workspace-untrusted'));
    live.start();
    await pass(600_000);
    assert.deepEqual([asked.watches, shown.at(-1)?.kind], [1, 'failed']);
    answer(success([]));
    live.restart({ forget: true });
    await pass(0);
    assert.equal(shown.at(-1)?.kind, 'ready');
  });

  it('does not spin when events cannot be had', async () => {
    const { live, pass, endWatch, asked } = stage();
    live.start();
    for (let second = 0; second < 60; second++) {
      endWatch(failure('engine-error'));
      await pass(1_000);
    }
    assert.ok(asked.lists < 10, `${asked.lists} lists`);
  });

  it('forgets what another engine had', async () => {
    const { live, pass, shown, asked } = stage();
    live.start();
    await pass(0);
    live.restart({ forget: true });
    assert.equal(shown.at(-1)?.kind, 'loading');
    await pass(0);
    assert.equal(shown.at(-1)?.kind, 'ready');
    assert.equal(asked.watching, 1);
  });
});

describe('the rows of the list', () => {
  it('are one for each tag, newest first, what has no tag last', () => {
    const rows = imageRows([
      image('old', { tags: ['app:1', 'app:latest'], created: 1 }),
      image('dangling', { tags: [], created: 3 }),
      image('new', { tags: ['app:2'], created: 2 }),
    ]);
    assert.deepEqual(
      rows.map(row => row.tag),
      ['app:2', 'app:1', 'app:latest', undefined],
    );
    assert.equal(new Set(rows.map(row => row.key)).size, 4);
  });

  it('know the digest under which a registry has the image', () => {
    const digests = ['ghcr.io/team/app@sha256:1', 'localhost:5000/app@sha256:2'];
    const rows = imageRows([image('sha256:0', { tags: ['localhost:5000/app:1', 'other:1'], digests })]);
    assert.deepEqual(rows.map(rowDigest), ['localhost:5000/app@sha256:2', 'ghcr.io/team/app@sha256:1']);
    assert.deepEqual(imageRows([image('sha256:0')]).map(rowDigest), ['sha256:0']);
    assert.equal(repositoryOf('localhost:5000/app'), 'localhost:5000/app');
  });

  it('count layers without the steps that made none', () => {
    const steps = [false, true, true, false].map(empty => ({
      createdBy: '',
      created: 0,
      comment: '',
      size: 0,
      empty,
      diffId: undefined,
    }));
    assert.deepEqual(stepLayers(steps), [0, undefined, undefined, 1]);
  });
});
