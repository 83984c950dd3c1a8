import assert from 'node:assert/strict';
import { createBuildReader } from '../../client/engine/build/reader.ts';
import type { BuildEvent } from '../../protocol/engine.ts';
import { traceMessage as trace } from '../kit/buildkitTrace.ts';

const seconds = (value: number) => ({ seconds: value });

function read(messages: readonly unknown[]) {
  const events: BuildEvent[] = [];
  const reader = createBuildReader(event => events.push(event));
  for (const message of messages) reader.read(message);
  return { end: reader.end(), events };
}

describe('build messages', () => {
  it('joins the pieces of a character, for each step and stream on its own', () => {
    const snow = Buffer.from('☃');
    const log = (vertex: string, stream: number, msg: Uint8Array) =>
      trace({ logs: [{ vertex, stream, msg }] });
    const { events } = read([
      log('a', 1, snow.subarray(0, 1)),
      log('b', 1, Buffer.from('b\n')),
      log('a', 2, snow.subarray(0, 2)),
      log('a', 1, snow.subarray(1)),
      log('a', 2, Buffer.concat([snow.subarray(2), Buffer.from('!')])),
    ]);
    assert.deepEqual(events, [
      { kind: 'log', step: 'b', stream: 1, text: 'b\n' },
      { kind: 'log', step: 'a', stream: 1, text: '☃' },
      { kind: 'log', step: 'a', stream: 2, text: '☃!' },
    ]);
  });

  it('half a character at the end of a step is shown as such', () => {
    const { events } = read([
      trace({
        vertexes: [{ digest: 'a', name: 'x', started: seconds(1) }],
        logs: [{ vertex: 'a', stream: 1, msg: Uint8Array.of(0xe2) }],
      }),
      trace({ vertexes: [{ digest: 'a', name: 'x', started: seconds(1), completed: seconds(2) }] }),
    ]);
    assert.deepEqual(
      events.map(event => (event.kind === 'log' ? event.text : event.kind)),
      ['step', '\uFFFD', 'step'],
    );
  });

  it('tells a step only when something changed', () => {
    const vertex = { digest: 'a', name: 'x', started: seconds(1) };
    const { events } = read([
      trace({ vertexes: [vertex] }),
      trace({ vertexes: [vertex] }),
      trace({ vertexes: [{ ...vertex, cached: true }] }),
    ]);
    assert.equal(events.length, 2);
  });

  it('a step that works in several goes has the time of all of them', () => {
    const go = (started: number, completed?: number) =>
      trace({
        vertexes: [
          {
            digest: 'a',
            name: 'x',
            started: seconds(started),
            ...(completed && { completed: seconds(completed) }),
          },
        ],
      });
    const { events } = read([go(10), go(10, 12), go(20), go(20, 21), go(30, 30)]);
    const times = events.map(event =>
      event.kind === 'step' ? [event.step.started, event.step.completed] : [],
    );
    assert.deepEqual(times, [
      [10_000, undefined],
      [10_000, 12_000],
      [18_000, undefined],
      [18_000, 21_000],
      [27_000, 30_000],
    ]);
  });

  it('warnings have the line of the file, counted from 0', () => {
    const warning = (ranges: object[]) =>
      trace({ warnings: [{ short: Buffer.from('w'), url: 'u', ranges }] });
    const { events } = read([warning([{ start: { line: 2 }, end: { line: 3 } }]), warning([])]);
    assert.deepEqual(events, [
      { kind: 'warning', message: 'w', url: 'u', line: 1 },
      { kind: 'warning', message: 'w', url: 'u', line: undefined },
    ]);
  });

  it('the failing step is the one the engine speaks of, not those that were stopped for it', () => {
    const { end } = read([
      trace({
        vertexes: [
          { digest: 'a', name: 'stopped', error: 'process "x": context canceled' },
          { digest: 'b', name: 'guilty', error: 'exit code: 3' },
          { digest: 'c', name: 'other', error: 'failed too' },
        ],
        logs: [
          { vertex: 'a', stream: 1, msg: Buffer.from('not this\n') },
          { vertex: 'b', stream: 1, msg: Buffer.from('10%\r100%\rdone\r\n\u001b[31mred\u001b[0m\nlast') },
        ],
      }),
      { errorDetail: { code: 1, message: 'executor failed running [x]: exit code: 3' }, error: 'old words' },
    ]);
    assert.equal(end.failed?.name, 'guilty');
    assert.equal(end.error, 'executor failed running [x]: exit code: 3');
    assert.deepEqual(end.output, ['done', 'red', 'last']);
  });

  it('keeps only the last lines of a long output', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}\n`);
    const { end } = read([
      trace({ vertexes: [{ digest: 'a', name: 'x', error: 'no' }] }),
      ...lines.map(line => trace({ logs: [{ vertex: 'a', stream: 1, msg: Buffer.from(line) }] })),
      { errorDetail: { message: 'no' } },
    ]);
    assert.equal(end.output.length, 20);
    assert.equal(end.output.at(-1), 'line 4999');
  });

  it('takes the image id in both forms, and leaves out which part of BuildKit speaks', () => {
    assert.equal(read([{ id: 'moby.image.id', aux: { ID: 'sha256:x' } }]).end.imageId, 'sha256:x');
    assert.equal(read([{ aux: { ID: 'sha256:y' } }]).end.imageId, 'sha256:y');
    const said =
      'failed to solve with frontend dockerfile.v0: failed to create LLB definition: the Dockerfile cannot be empty';
    assert.equal(read([{ error: said }]).end.error, 'the Dockerfile cannot be empty');
  });

  it('goes over what it does not know', () => {
    const strange = [
      null,
      3,
      'x',
      [],
      { id: 'moby.buildkit.trace', aux: { not: 'text' } },
      { id: 'moby.buildkit.trace', aux: '%%%' },
      { stream: 'Successfully tagged x' },
      { errorDetail: {} },
    ];
    assert.deepEqual(read(strange), {
      end: { imageId: undefined, error: undefined, failed: undefined, steps: [], output: [] },
      events: [],
    });
  });
});
