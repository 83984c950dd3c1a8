import assert from 'node:assert/strict';
import { readFields } from '../../client/engine/build/protobuf.ts';
import { MessageWriter } from '../../client/engine/build/protobufWriter.ts';
import { type SyncEntry, serveFiles } from '../../client/engine/session/fileSync.ts';
import type { GrpcCall } from '../../client/engine/session/grpc.ts';
import type { Failure } from '../../protocol/result.ts';

const request = (id: number): Uint8Array => new MessageWriter().varint(1, 1).varint(3, id).finish();
const end = new MessageWriter().varint(1, 3).finish();

/** Asks for a folder named `context`; the sent packets as type and text, and what was reported. */
async function ask(
  entries: readonly SyncEntry[],
  messages: readonly Uint8Array[],
  metadata: Readonly<Record<string, readonly string[]>> = {},
) {
  const packets: string[] = [];
  const failures: Failure[] = [];
  const asked: string[][] = [];
  const call: GrpcCall = {
    metadata: name => ({ 'dir-name': ['context'], ...metadata })[name] ?? [],
    messages: (async function* () {
      await new Promise(resolve => setImmediate(resolve));
      yield* messages;
    })(),
    send: message => {
      packets.push(
        [...readFields(message)]
          .map(({ number, value, bytes }) => `${number}=${bytes.length > 0 ? bytes.length : value}`)
          .join(' '),
      );
      return undefined;
    },
    signal: new AbortController().signal,
  };
  const serve = serveFiles(
    {
      context: ({ sources }) => {
        asked.push([...sources]);
        return entries;
      },
    },
    { file: () => {}, bytes: () => {}, done: () => {}, failed: failure => failures.push(failure) },
  );
  const error = await serve(call).then(
    () => '',
    (thrown: Error) => thrown.message,
  );
  return { packets, failures, asked, error };
}

const held = (path: string, text: string): SyncEntry => ({
  ...{ type: 'memory', path, content: Buffer.from(text), mode: 0o644, mtimeMs: 0 },
});

describe('files of a session', () => {
  it('are told of, and sent when asked for', async () => {
    const { packets, error } = await ask([held('a', 'text'), held('b', '')], [request(1), request(0), end]);
    assert.equal(error, '');
    // Two stats and their end; an empty file; a file and its end; the end of it all.
    assert.deepEqual(packets, [...['2=8', '2=6', ''], ...['1=2 3=1', '1=2 3=0 4=4', '1=2', '1=3']]);
  });

  it('a large one goes in pieces', async () => {
    const { packets } = await ask([held('a', 'x'.repeat(150_000))], [request(0), end]);
    assert.deepEqual(packets.slice(2, 5), ['1=2 3=0 4=65536', '1=2 3=0 4=65536', '1=2 3=0 4=18928']);
  });

  it('one that is gone ends the transfer, and is named', async () => {
    const gone: SyncEntry = {
      ...{ type: 'file', path: 'gone', absolute: '/nonexistent/gone', size: 5, mode: 0o644 },
      ...{ mtime: new Date(0), mtimeMs: 0, link: undefined },
    };
    const { failures, packets } = await ask([gone], [request(0), end]);
    assert.deepEqual(
      failures.map(({ code, args }) => [code, args]),
      [['file-unreadable', { path: '/nonexistent/gone' }]],
    );
    assert.match(packets.at(-1) ?? '', /^1=4 /, 'the engine is told too');
  });

  it('nothing but what was offered is sent', async () => {
    assert.match((await ask([held('a', 'x')], [request(7)])).error, /not offered/);
    assert.match((await ask([], [], { 'dir-name': ['elsewhere'] })).error, /no folder "elsewhere"/);
  });

  it('the sources that the engine names come in plain ASCII, as UTF-8, or encoded', async () => {
    const plain = await ask([], [end], { followpaths: ['a, b', 'c'], 'include-patterns': ['d'] });
    assert.deepEqual(plain.asked, [['a, b', 'c', 'd']]);
    const latin = Buffer.from('снег').toString('latin1');
    assert.deepEqual((await ask([], [end], { followpaths: [latin] })).asked, [['снег']]);
    const encoded = { followpaths: ['%D1%81+1'], 'followpaths-encoded': ['1'] };
    assert.deepEqual((await ask([], [end], encoded)).asked, [['с 1']]);
  });
});
