import assert from 'node:assert/strict';
import { readJsonLines } from '../../client/engine/ndjson.ts';

async function* stream(chunks: readonly Buffer[], error?: Error): AsyncGenerator<Buffer> {
  yield* chunks;
  if (error) throw error;
}

async function read(chunks: readonly Buffer[]): Promise<{ values: unknown[]; bad: string[] }> {
  const bad: string[] = [];
  const values: unknown[] = [];
  for await (const value of readJsonLines(stream(chunks), line => bad.push(line))) values.push(value);
  return { values, bad };
}

describe('JSON lines', () => {
  const text = '{"a":"é☃🐳"}\r\n\n  {"b":[1,2]}\n{"c":null}\n';
  const values = [{ a: 'é☃🐳' }, { b: [1, 2] }, { c: null }];

  it('reads the same whatever the pieces are', async () => {
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      assert.deepEqual(await read(chunks), { values, bad: [] }, `pieces of ${size}`);
    }
  });

  it('reads the last line also without a line end', async () => {
    assert.deepEqual((await read([Buffer.from('{"a":1}\n{"b":2}')])).values, [{ a: 1 }, { b: 2 }]);
  });

  it('leaves out what is no JSON and goes on', async () => {
    assert.deepEqual(await read([Buffer.from('{"a":1}\n{"b":\n<html>\n{"c":3}\n{"d"')]), {
      values: [{ a: 1 }, { c: 3 }],
      bad: ['{"b":', '<html>', '{"d"'],
    });
  });

  it('drops a line that never ends instead of keeping it', async () => {
    const piece = Buffer.alloc(16 * 1024 * 1024, 0x20);
    const { values: read1, bad } = await read([
      piece,
      piece,
      piece,
      piece,
      piece,
      Buffer.from('\n{"a":1}\n'),
    ]);
    assert.deepEqual([read1, bad], [[{ a: 1 }], ['too long']]);
  });

  it('throws what the stream throws, after the lines that came before', async () => {
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const value of readJsonLines(stream([Buffer.from('{"a":1}\n{"b"')], new Error('cut'))))
        seen.push(value);
    })();
    await assert.rejects(reading, /cut/);
    assert.deepEqual(seen, [{ a: 1 }]);
  });
});
