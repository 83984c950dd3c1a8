import assert from 'node:assert/strict';
import { applyEvent, newProgress } from '../../client/build/buildProgress.ts';
import { BuildRun } from '../../client/build/buildRun.ts';
import { buildParts } from '../../client/build/buildStages.ts';
import { readStoredBuild } from '../../client/build/storedBuild.ts';
import type { BuildStep } from '../../protocol/engine.ts';
import { failure } from '../../protocol/result.ts';

/** Steps as `id < inputs: name`, told in this order; they begin in it too where they have begun. */
function progressOf(...lines: readonly string[]) {
  const progress = newProgress();
  lines.forEach((line, index) => {
    const [, id = '', inputs = '', name = ''] = /^(\w+)(?: < ([\w ]+))?: (.*)$/.exec(line) ?? [];
    const waits = name.startsWith('~');
    const step: BuildStep = {
      ...{ id, name: waits ? name.slice(1) : name, inputs: inputs.split(' ').filter(Boolean) },
      ...{ started: waits ? undefined : index + 1, completed: undefined, cached: false, error: undefined },
    };
    applyEvent(progress, { kind: 'step', step });
  });
  return progress;
}

const shown = (progress: ReturnType<typeof progressOf>): string[] =>
  buildParts(progress).map(part =>
    part.kind === 'step'
      ? part.step.name
      : `${part.stage.name}(${part.stage.steps.map(({ id }) => id).join(' ')})`,
  );

describe('steps as they are listed', () => {
  it('each stage after those that it takes from, around them what BuildKit does itself', () => {
    const progress = progressOf(
      'i: [internal] load build definition',
      'f < b: [final 2/2] COPY --from=build /a /a',
      'e: [final 1/2] FROM x',
      'b < a: [build 2/2] RUN make',
      'a: [build 1/2] FROM y',
      'c < i: [internal] load build context',
      'x < f: exporting to image',
    );
    assert.deepEqual(shown(progress), [
      ...['[internal] load build definition', 'build(a b)', 'final(e f)'],
      ...['[internal] load build context', 'exporting to image'],
    ]);
  });

  it('a single stage is a plain list', () => {
    assert.deepEqual(
      shown(progressOf('i: [internal] load', 'b < a: [stage-0 2/2] RUN y', 'a: [stage-0 1/2] FROM x')),
      ['[internal] load', '[stage-0 1/2] FROM x', '[stage-0 2/2] RUN y'],
    );
  });

  it('stages of several platforms are told apart, and a circle ends', () => {
    const progress = progressOf('a < b: [linux/amd64 one 1/1] RUN x', 'b < a: [linux/arm64 one 1/1] RUN x');
    assert.deepEqual(shown(progress), ['linux/arm64 one(b)', 'linux/amd64 one(a)']);
  });
});

describe('a build that is kept', () => {
  const request = {
    ...{ buildId: 'b', contextPath: '/w', dockerfilePath: '/w/Dockerfile', tags: ['a:1'] },
    buildArgs: { A: '1', MY_TOKEN: 'hidden' },
  };
  const texts = {
    ...{ start: 'start', cancelling: '', backend: () => 'backend' },
    end: () => ({ text: 'end', colour: 'red' }) as const,
  };

  it('is the same afterwards, but for what must not be written down', async () => {
    let now = 1000;
    const run = new BuildRun(request, texts, () => now);
    const cut = readStoredBuild(JSON.stringify(run.stored()));
    assert.ok(cut);
    assert.equal(BuildRun.restore(cut).state, 'cancelled', 'nobody was left to end it');
    await run.run(async (_, { onProgress }) => {
      onProgress({ kind: 'backend', backend: 'buildx' });
      const state = { started: 1, completed: 2, cached: true, error: undefined };
      onProgress({ kind: 'step', step: { id: 's', name: '[1/1] RUN x', inputs: [], ...state } });
      onProgress({ kind: 'warning', message: 'careful', url: '', line: 3 });
      onProgress({ kind: 'context', files: 2, bytes: 7, done: true });
      now = 5000;
      return failure('build-failed', undefined, 'why');
    });
    const text = JSON.stringify(run.stored());
    assert.doesNotMatch(text, /hidden/);
    const stored = readStoredBuild(text);
    assert.ok(stored);
    const again = BuildRun.restore(stored);
    assert.deepEqual(
      [again.name, again.state, again.duration, again.isRunning, again.isRestored],
      ['a:1', 'failed', 4000, false, true],
    );
    assert.deepEqual(again.progress.steps, run.progress.steps);
    assert.deepEqual(again.progress.byId.get('s'), run.progress.byId.get('s'));
    assert.deepEqual(again.progress.warnings, run.progress.warnings);
    assert.deepEqual([again.progress.backend, again.progress.context?.bytes], ['buildx', 7]);
    assert.equal(again.log.text(), run.log.text());
    assert.deepEqual(again.request.buildArgs, { A: '1' });
    again.cancel();
    assert.equal(again.state, 'failed');
  });

  it('that cannot be read is none', () => {
    for (const text of ['', '{', '[]', '{"version":1}', '{"version":2,"started":1}'])
      assert.equal(readStoredBuild(text), undefined, text);
  });
});
