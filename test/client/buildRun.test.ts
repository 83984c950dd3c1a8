import assert from 'node:assert/strict';
import { newBuildLog } from '../../client/build/buildLog.ts';
import {
  countSteps,
  currentStep,
  orderedSteps,
  splitStepName,
  transferred,
} from '../../client/build/buildProgress.ts';
import { type Builder, BuildRun } from '../../client/build/buildRun.ts';
import type { BuildEvent, BuildOutcome, BuildStep } from '../../protocol/engine.ts';
import { failure, success } from '../../protocol/result.ts';

const request = {
  buildId: 'b1',
  contextPath: '/w',
  dockerfilePath: '/w/Dockerfile',
  tags: ['app:1'],
};
const texts = {
  start: 'start',
  cancelling: 'cancelling',
  backend: () => 'backend',
  end: (_run: BuildRun, outcome: BuildOutcome) =>
    ({ text: outcome.ok ? 'end' : 'bad end', colour: 'bold' }) as const,
};

const step = (id: string, over: Partial<BuildStep> = {}): BuildEvent => ({
  kind: 'step',
  step: {
    id,
    name: `step ${id}`,
    inputs: [],
    started: undefined,
    completed: undefined,
    cached: false,
    error: undefined,
    ...over,
  },
});
const log = (id: string, text: string, stream: 1 | 2 = 1): BuildEvent => ({
  kind: 'log',
  step: id,
  stream,
  text,
});

/** A build that says these events and ends so. */
const saying =
  (events: readonly BuildEvent[], outcome: BuildOutcome): Builder =>
  async (_request, { onProgress }) => {
    for (const event of events) onProgress(event);
    return outcome;
  };

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d*m`, 'g');

async function runOf(
  events: readonly BuildEvent[],
  outcome: BuildOutcome = success({ imageId: 'sha256:1', tags: [] }),
) {
  let now = 1_000;
  const run = new BuildRun(request, texts, () => now++);
  await run.run(saying(events, outcome));
  return {
    run,
    lines: run.log.text().replaceAll(COLOUR, '').split('\r\n').slice(0, -1),
  };
}

describe('a build', () => {
  it('knows its steps, their state and time', async () => {
    const { run, lines } = await runOf([
      step('a', { started: 10 }),
      step('b'),
      step('a', { started: 10, completed: 1_510 }),
      step('b', { started: 20, completed: 20, cached: true }),
    ]);
    assert.deepEqual(
      run.progress.steps.map(({ number, state }) => [number, state]),
      [
        [1, 'done'],
        [2, 'cached'],
      ],
    );
    assert.deepEqual(countSteps(run.progress), { ended: 2, all: 2 });
    assert.equal(run.state, 'done');
    assert.deepEqual(lines, ['start', '#1 step a', '#1 DONE 1.5s', '#2 step b', '#2 CACHED', 'end']);
  });

  it('names the latest step that runs, and adds up what it transfers', async () => {
    const { run } = await runOf([step('a', { started: 1 })]);
    assert.equal(currentStep(run.progress), undefined, 'nothing runs after the end');
    const running = new BuildRun(request, texts, () => 0);
    const seen: (string | undefined)[] = [];
    running.onChange(() => seen.push(currentStep(running.progress)?.name));
    await running.run(
      saying(
        [
          step('a', { started: 1 }),
          step('b', { started: 2 }),
          { kind: 'progress', step: 'b', id: 'x', current: 5, total: 10 },
          { kind: 'progress', step: 'b', id: 'y', current: 1, total: 20 },
          { kind: 'progress', step: 'b', id: 'x', current: 10, total: 10 },
        ],
        success({ imageId: '', tags: [] }),
      ),
    );
    assert.deepEqual(seen.slice(0, 2), ['step a', 'step b']);
    const [, second] = running.progress.steps;
    assert.deepEqual(second && transferred(second), { current: 11, total: 30 });
  });

  it('orders its steps as they began, and those that wait after what they wait for', async () => {
    const { run, lines } = await runOf([
      step('last', { inputs: ['middle'] }),
      step('middle', { inputs: ['first'] }),
      step('first'),
      step('other', { started: 5 }),
      step('first', { started: 3, completed: 3, cached: true }),
    ]);
    assert.deepEqual(
      orderedSteps(run.progress).map(({ id, number }) => [id, number]),
      [
        ['first', 2],
        ['other', 1],
        ['middle', 0],
        ['last', 0],
      ],
    );
    assert.deepEqual(lines.slice(1, 4), ['#1 step other', '#2 step first', '#2 CACHED']);
  });

  it('puts chunks of output together into lines, by step and stream', async () => {
    const { lines } = await runOf([
      step('a', { started: 1 }),
      step('b', { started: 1 }),
      log('a', 'one'),
      log('b', 'other\n'),
      log('a', ' two\nthr'),
      log('a', 'err\n', 2),
      log('a', '10%\r50%\r100%\n', 2),
      step('a', { started: 1, completed: 2 }),
    ]);
    assert.deepEqual(lines.slice(3, -1), [
      '#2 other',
      '#1 one two',
      '#1 err',
      '#1 100%',
      '#1 thr',
      '#1 DONE 0.0s',
    ]);
  });

  it('ends with what the failing step printed', async () => {
    const { run, lines } = await runOf(
      [step('a', { started: 1 }), step('a', { started: 1, completed: 2, error: 'exit code: 1' })],
      {
        ...failure('build-failed', undefined, 'exit code: 1'),
        place: {
          lines: { first: 3, last: 3 },
          step: 'a',
          output: ['cannot find it', 'giving up'],
        },
      },
    );
    assert.equal(run.state, 'failed');
    assert.deepEqual(lines.slice(-5), [
      '#1 ERROR: exit code: 1',
      '> step a',
      '  cannot find it',
      '  giving up',
      'bad end',
    ]);
  });

  it('is over only when the engine has let go of it', async () => {
    const run = new BuildRun(request, texts, () => 0);
    let aborted = false;
    let letGo: (outcome: BuildOutcome) => void = () => undefined;
    const ended = run.run((_request, { signal, onProgress }) => {
      onProgress(step('a', { started: 1 }));
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(resolve => {
        letGo = resolve;
      });
    });
    run.cancel();
    run.cancel();
    assert.deepEqual([aborted, run.state, run.isRunning], [true, 'cancelling', true]);
    letGo(failure('cancelled'));
    await ended;
    assert.deepEqual([run.state, run.isRunning], ['cancelled', false]);
    assert.equal(run.progress.steps[0]?.state, 'cancelled');
    assert.equal(run.log.text().split('cancelling').length, 2, 'said once');
  });

  it('tells an instruction from the place of its step', () => {
    assert.deepEqual(splitStepName('[build 2/4] COPY [a] b'), {
      instruction: 'COPY [a] b',
      place: 'build 2/4',
    });
    assert.deepEqual(splitStepName('[internal] load metadata'), { instruction: 'load metadata', place: '' });
    assert.deepEqual(splitStepName('exporting to image'), { instruction: 'exporting to image', place: '' });
  });

  it('keeps the end of a log that grows without end', () => {
    let written = 0;
    const kept = newBuildLog(text => {
      written += text.length;
    }, 10_000);
    for (let line = 0; line < 20_000; line++) kept.addLine(`line ${line}`);
    assert.ok(written > 200_000);
    const text = kept.text();
    assert.ok(text.length <= 10_000 && text.length > 9_900, String(text.length));
    assert.ok(text.endsWith('line 19999\r\n'));
  });

  it('reads megabytes without a line break in a moment', async () => {
    const chunk = 'x'.repeat(1_000);
    const started = process.hrtime.bigint();
    await runOf([step('a', { started: 1 }), ...Array.from({ length: 5_000 }, () => log('a', chunk))]);
    assert.ok(process.hrtime.bigint() - started < 2_000_000_000n);
  });
});
