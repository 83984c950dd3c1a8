import assert from 'node:assert/strict';
import { type KnownLayers, lineLayers } from '../../server/features/lineLayers.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

const TEXT = `FROM a:1 AS build
RUN compiler
FROM a:1
ENV A=b
COPY --from=build /x /x
RUN apt-get update
RUN rm -rf /lists
CMD ["x"]
`;

interface Made {
  readonly sizes: readonly number[];
  readonly lost?: KnownLayers['lost'];
  readonly built?: string;
  readonly steps?: KnownLayers['steps'];
}

function known({ sizes, lost, built = TEXT, steps = new Map() }: Made): KnownLayers {
  const texts = [
    'ADD base',
    '-ENV A=b',
    'COPY /x /x',
    'RUN /bin/sh -c apt-get update',
    'RUN /bin/sh -c rm -rf /lists',
  ];
  return {
    facts: {
      history: [...texts, '-CMD ["x"]'].map(text => ({
        createdBy: text.replace(/^-/, ''),
        comment: '',
        empty: text.startsWith('-'),
      })),
      layers: sizes.map((bytes, index) => ({ diffId: `sha256:${index}`, digest: undefined, bytes })),
    },
    evidence: { built },
    steps,
    lost: lost ?? sizes.map(() => []),
  };
}

function look(text: string, made: Made, previous?: Made) {
  const file = parseDockerfile(text);
  return lineLayers({ file, model: buildModel(file) }, known(made), previous && known(previous));
}

describe('layers of the lines of a document', () => {
  const sizes = [1_000_000, 300_000, 200_000, 10];

  it('are those of the stages that the image was built upon', () => {
    const { source, lines, stages, otherStages } = look(TEXT, { sizes });
    assert.equal(source, 'build');
    assert.deepEqual(
      lines.map(({ instruction, aligned }) => [instruction.name, aligned.layer, aligned.exact]),
      [
        ['ENV', undefined, true],
        ['COPY', 1, true],
        ['RUN', 2, true],
        ['RUN', 3, true],
        ['CMD', undefined, true],
      ],
    );
    assert.deepEqual(
      stages.map(({ stage, bytes, layers, base }) => [stage.index, bytes, layers, base]),
      [[1, 500_010, 3, { bytes: 1_000_000, layers: 1 }]],
    );
    assert.deepEqual(
      otherStages.map(({ index }) => index),
      [0],
    );
  });

  it('tell times and the cache by the lines of the file that was built', () => {
    const steps = new Map([
      [4, { cached: true, milliseconds: undefined }],
      [5, { cached: false, milliseconds: 1200 }],
    ]);
    const { lines } = look(`# moved\n\n${TEXT}`, { sizes, steps });
    assert.deepEqual(
      lines.map(({ step }) => step),
      [undefined, steps.get(4), steps.get(5), undefined, undefined],
    );
  });

  it('tell how much each line grew', () => {
    const { lines } = look(TEXT, { sizes: [1, 300_000, 250_000, 10] }, { sizes });
    assert.deepEqual(
      lines.map(({ grown }) => grown),
      [undefined, 0, 50_000, 0, undefined],
    );
    // The line was worded otherwise in the build before.
    const before = { sizes, built: TEXT.replace('update', 'refresh') };
    assert.equal(look(TEXT, { sizes: [1, 300_000, 250_000, 10] }, before).lines[2]?.grown, undefined);
  });

  it('tell which line takes bytes of another back, and join the two where that changes nothing', () => {
    const paths = [{ path: 'lists/a', bytes: 90_000 }];
    const lost = [
      [{ by: 2, bytes: 99_999, deleted: false, paths }],
      [],
      [{ by: 3, bytes: 100_000, deleted: true, paths }],
      [],
    ];
    const found = look(TEXT, { sizes, lost });
    assert.deepEqual(
      found.lost.map(({ line, by, bytes, deleted }) => [line, by, bytes, deleted]),
      // What the base image loses is nobody's line.
      [[2, 3, 100_000, true]],
    );
    const [edit, ...more] = found.lost[0]?.fixes[0]?.edits ?? [];
    assert.ok(edit && more.length === 0);
    assert.match(
      TEXT.slice(0, edit.span.start) + edit.newText + TEXT.slice(edit.span.end),
      /RUN apt-get update \\\n {4}&& rm -rf \/lists\n/,
    );
    const little = lost.map(pairs => pairs.map(pair => ({ ...pair, bytes: 100 })));
    assert.deepEqual(look(TEXT, { sizes, lost: little }).lost, []);
  });

  it('are none where nothing fits', () => {
    assert.deepEqual(look('FROM b:1\nRUN other\nRUN more\n', { sizes }), {
      source: 'none',
      lines: [],
      stages: [],
      otherStages: [],
      lost: [],
    });
  });
});
