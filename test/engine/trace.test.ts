import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFields } from '../../client/engine/build/protobuf.ts';
import { decodeTrace } from '../../client/engine/build/trace.ts';
import { encodeTrace as encode } from '../kit/buildkitTrace.ts';

const time = (milliseconds: number) => ({
  seconds: Math.floor(milliseconds / 1000),
  nanos: Math.round((milliseconds % 1000) * 1e6),
});

describe('BuildKit trace', () => {
  it('reads steps, progress, output and warnings', () => {
    const trace = decodeTrace(
      encode({
        vertexes: [
          { digest: 'sha256:a', name: '[1/2] FROM x', inputs: [], started: time(1_700_000_000_250) },
          {
            digest: 'sha256:b',
            inputs: ['sha256:a', 'sha256:c'],
            name: '[2/2] RUN héllo ☃',
            cached: true,
            started: time(1_700_000_000_000),
            completed: time(1_700_000_001_500),
            error: 'exit code: 1',
          },
        ],
        statuses: [
          {
            ID: 'sha256:layer',
            vertex: 'sha256:a',
            name: 'extracting',
            current: 2 ** 40 + 5,
            total: 2 ** 41,
            timestamp: time(1),
          },
        ],
        logs: [
          { vertex: 'sha256:b', timestamp: time(1), stream: 2, msg: Uint8Array.of(0xe2, 0x98) },
          { vertex: 'sha256:b', stream: 1, msg: Buffer.from('out') },
        ],
        warnings: [
          {
            vertex: 'sha256:b',
            level: 1,
            short: Buffer.from('Rule: wörds'),
            detail: [Buffer.from('one'), Buffer.from('two')],
            url: 'https://docs.docker.com/go/x/',
            info: { filename: 'Dockerfile', data: Buffer.from('FROM x') },
            ranges: [{ start: { line: 3 }, end: { line: 5, character: 7 } }, { start: { line: 9 } }],
          },
        ],
      }),
    );
    assert.deepEqual(trace, {
      vertexes: [
        {
          digest: 'sha256:a',
          inputs: [],
          name: '[1/2] FROM x',
          cached: false,
          started: 1_700_000_000_250,
          completed: undefined,
          error: undefined,
        },
        {
          digest: 'sha256:b',
          inputs: ['sha256:a', 'sha256:c'],
          name: '[2/2] RUN héllo ☃',
          cached: true,
          started: 1_700_000_000_000,
          completed: 1_700_000_001_500,
          error: 'exit code: 1',
        },
      ],
      statuses: [
        {
          id: 'sha256:layer',
          vertex: 'sha256:a',
          name: 'extracting',
          current: 2 ** 40 + 5,
          total: 2 ** 41,
          completed: undefined,
        },
      ],
      logs: [
        { vertex: 'sha256:b', stream: 2, bytes: Uint8Array.of(0xe2, 0x98) },
        { vertex: 'sha256:b', stream: 1, bytes: new Uint8Array(Buffer.from('out')) },
      ],
      warnings: [
        {
          vertex: 'sha256:b',
          message: 'Rule: wörds',
          detail: ['one', 'two'],
          url: 'https://docs.docker.com/go/x/',
          ranges: [
            { first: 3, last: 5 },
            { first: 9, last: 9 },
          ],
        },
      ],
    });
  });

  it('a zero time of Go is no time', () => {
    const { vertexes } = decodeTrace(
      encode({ vertexes: [{ digest: 'a', started: { seconds: -62135596800 } }] }),
    );
    assert.equal(vertexes[0]?.started, undefined);
  });

  it('numbers are what the witness wrote, also negative ones', () => {
    const numbers = fc.oneof(
      fc.maxSafeInteger(),
      fc.constantFrom(0, -1, 127, 128, 2 ** 31, -(2 ** 31), 2 ** 53 - 1),
    );
    fc.assert(
      fc.property(numbers, numbers, (current, total) => {
        const [status] = decodeTrace(encode({ statuses: [{ ID: 'x', current, total }] })).statuses;
        assert.deepEqual([status?.current, status?.total], [current, total]);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('fields that it does not know are passed over, of every wire type', () => {
    const known = encode({ vertexes: [{ digest: 'a', name: 'n' }] });
    const unknown = Uint8Array.of(
      ...[0x98, 0x06, 0x96, 0x01], // field 99, varint
      ...[0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], // field 99, 64 bits
      ...[0x9a, 0x06, 2, 0xff, 0xff], // field 99, bytes
      ...[0x9d, 0x06, 1, 2, 3, 4], // field 99, 32 bits
    );
    const trace = decodeTrace(Buffer.concat([unknown, known, unknown]));
    assert.deepEqual(
      trace.vertexes.map(({ name }) => name),
      ['n'],
    );
  });

  it('what is cut off or no message at all gives what could be read, and ends', () => {
    const whole = encode({
      vertexes: [
        { digest: 'a', name: 'first' },
        { digest: 'b', name: 'second' },
      ],
    });
    for (let length = 0; length <= whole.length; length++) {
      const names = decodeTrace(whole.subarray(0, length)).vertexes.map(({ name }) => name);
      assert.deepEqual(names, ['first', 'second'].slice(0, names.length), `cut at ${length}`);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const fields = [...readFields(bytes)];
        assert.ok(fields.length <= bytes.length);
        decodeTrace(bytes);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});
