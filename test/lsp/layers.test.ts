import assert from 'node:assert/strict';
import { LINE_LAYERS_REQUEST, type LineLayers, type LineLayersParams } from '../../protocol/layers.ts';
import { TestServer } from './kit.ts';

describe('layers of lines through the language server', function () {
  // A process is started: on a busy machine that takes its time.
  this.timeout(60_000);
  const URI = 'file:///nowhere/Dockerfile';
  const TEXT = 'FROM a:1 AS one\r\nRUN 😀\r\n  RUN gone\r\nFROM a:1\r\nRUN big\r\nRUN rm big\r\n';
  const layer = (index: number, bytes: number) => ({
    diffId: `sha256:${index}`,
    digest: undefined,
    bytes,
    files: 1,
    largest: [],
    lost:
      index === 1 ? [{ by: 2, bytes: 500_000, deleted: true, paths: [{ path: 'big', bytes: 500_000 }] }] : [],
  });
  const known: LineLayersParams = {
    uri: URI,
    image: {
      id: 'sha256:image',
      created: 0,
      history: ['ADD base', 'RUN /bin/sh -c big', 'RUN /bin/sh -c rm big'].map(createdBy => ({
        createdBy,
        comment: '',
        empty: false,
      })),
      layers: [layer(0, 9_000_000), layer(1, 500_000), layer(2, 0)],
      provenance: undefined,
    },
    build: {
      dockerfile: TEXT,
      target: undefined,
      buildArguments: {},
      steps: [{ line: 4, cached: false, milliseconds: 1500 }],
    },
    previous: undefined,
  };
  let server: TestServer;
  before(async () => {
    ({ server } = await TestServer.start({}));
    await server.open(URI, TEXT);
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });

  const ask = (params: LineLayersParams): Promise<LineLayers | null> =>
    server.connection.sendRequest(LINE_LAYERS_REQUEST, params);

  it('have places in the document, and all that is known of the build', async () => {
    const found = await ask(known);
    assert.ok(found);
    assert.equal(found.source, 'build');
    assert.deepEqual(
      found.lines.map(({ start, end, keyword, layer, exact, milliseconds }) => [
        `${start.line}:${start.character} ${end.line}:${end.character}`,
        keyword,
        layer,
        exact,
        milliseconds,
      ]),
      [
        ['4:0 4:7', 'RUN', 1, true, 1500],
        ['5:0 5:10', 'RUN', 2, true, undefined],
      ],
    );
    assert.deepEqual(found.stages, [
      { line: 3, bytes: 500_000, layers: 2, base: { bytes: 9_000_000, layers: 1 } },
    ]);
    assert.deepEqual(found.otherStages, [0]);
    assert.deepEqual(found.lost, [
      {
        line: 0,
        by: 1,
        bytes: 500_000,
        deleted: true,
        paths: [{ path: 'big', bytes: 500_000 }],
        fixes: [
          {
            kind: 'join',
            edits: [
              {
                start: { line: 4, character: 7 },
                end: { line: 5, character: 4 },
                newText: ' \\\r\n    && ',
              },
            ],
          },
        ],
      },
    ]);
  });

  it('are inferred from history without the build, and none for what is not open', async () => {
    const found = await ask({ ...known, build: undefined });
    assert.deepEqual([found?.source, found?.lines.map(({ exact }) => exact)], ['history', [false, false]]);
    assert.equal(await ask({ ...known, uri: 'file:///nowhere/other' }), null);
  });

  it('are told within 100 milliseconds', async () => {
    const started = performance.now();
    for (let round = 0; round < 10; round++) await ask(known);
    assert.ok((performance.now() - started) / 10 < 100);
  });
});
