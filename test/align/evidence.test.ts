import assert from 'node:assert/strict';
import { alignImage, type Evidence } from '../../server/align/align.ts';
import type { ImageFacts } from '../../server/align/alignment.ts';
import { readProvenance } from '../../server/align/provenance.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

const BUILT = `FROM a:1 AS build
RUN make
FROM a:1
ENV A=b
COPY --from=build /out /out
RUN date
RUN date
CMD ["out"]
`;

const facts: ImageFacts = {
  history: [
    'ADD base',
    '-ENV A=b',
    'COPY /out /out',
    'RUN /bin/sh -c date',
    'RUN /bin/sh -c date',
    '-CMD ["out"]',
  ].map(text => ({
    createdBy: text.replace(/^-/, ''),
    comment: 'buildkit.dockerfile.v0',
    empty: text.startsWith('-'),
  })),
  layers: ['base', 'out', 'date', 'date'].map((digest, index) => ({
    diffId: `sha256:${index}`,
    digest: `sha256:${digest}`,
    bytes: 1,
  })),
};

const chain = (...digests: string[]) => [digests.map(digest => ({ digest: `sha256:${digest}` }))];
const at = (line: number) => ({ locations: [{ ranges: [{ start: { line }, end: { line } }] }] });
const said = {
  source: {
    locations: { step0: at(1), step1: at(2), step2: at(5), step3: at(6), step4: at(7), step5: {} },
    infos: [{ filename: 'Dockerfile', data: Buffer.from(BUILT).toString('base64') }],
  },
  layers: {
    'step0:0': chain('base'),
    'step1:0': chain('base', 'made'),
    'step2:0': chain('base', 'out'),
    'step3:0': chain('base', 'out', 'date'),
    'step4:0': chain('base', 'out', 'date', 'date'),
  },
};
const old = {
  predicateType: 'https://slsa.dev/provenance/v0.2',
  predicate: {
    invocation: { parameters: { args: { 'build-arg:X': 'y', target: '' } } },
    metadata: { 'https://mobyproject.org/buildkit@v1#metadata': said },
  },
};
const current = {
  predicate: {
    buildDefinition: { externalParameters: { request: { args: { 'build-arg:X': 'y' } } } },
    runDetails: { metadata: { buildkit_metadata: said } },
  },
};

function shown(text: string, evidence: Evidence): { source: string; lines: readonly string[] } {
  const alignment = alignImage(buildModel(parseDockerfile(text)), facts, evidence);
  return {
    source: alignment.source,
    lines: alignment.instructions.map(
      ({ instruction, made, layer, exact, before }) =>
        `${instruction.name} ${layer ?? made}${exact ? '!' : ''}${before === undefined ? '' : ` was ${before}`}`,
    ),
  };
}

const ALL = [
  'FROM elsewhere!',
  'RUN elsewhere!',
  'FROM nothing!',
  'ENV nothing!',
  'COPY 1!',
  'RUN 2!',
  'RUN 3!',
  'CMD nothing!',
];

describe('aligning with what the builder told', () => {
  it('is exact from provenance, of either version', () => {
    for (const statement of [old, current]) {
      const provenance = readProvenance(statement);
      assert.ok(provenance);
      assert.deepEqual([provenance.dockerfile, provenance.buildArguments.get('X')], [BUILT, 'y']);
      assert.deepEqual(shown(BUILT, { provenance }), { source: 'provenance', lines: ALL });
    }
  });

  it('is exact from a build that was watched', () => {
    assert.deepEqual(shown(BUILT, { built: BUILT }), { source: 'build', lines: ALL });
  });

  it('moves with lines, and tells of those that were edited what they made before', () => {
    const now = BUILT.replace('FROM a:1 AS', '# new\n\nFROM   a:1 AS')
      .replace('RUN make', 'RUN make all')
      .replace('COPY --from=build /out /out', 'RUN new\nCOPY --from=build /out /other')
      .replace('CMD', 'LABEL x=y\nCMD');
    const provenance = readProvenance(old);
    for (const evidence of [{ built: BUILT }, { provenance }]) {
      assert.deepEqual(shown(now, evidence).lines, [
        'FROM elsewhere',
        'RUN unknown',
        'FROM nothing',
        'ENV nothing',
        'RUN unknown',
        'COPY unknown',
        'RUN 2',
        'RUN 3',
        'LABEL unknown',
        'CMD nothing',
      ]);
    }
    const edited = BUILT.replace('/out /out', '/out /other');
    assert.equal(shown(edited, { built: BUILT }).lines[4], 'COPY unknown was 1');
  });

  it('is not exact where a build and its image do not fit', () => {
    const other = BUILT.replace('RUN date\n', '');
    const { source, lines } = shown(other, { built: other });
    assert.equal(source, 'build');
    assert.ok(lines.every(line => !line.endsWith('!')));
  });

  it('falls back to history where the attested layers are not those of the image', () => {
    const provenance = readProvenance({
      predicate: {
        metadata: {
          'https://mobyproject.org/buildkit@v1#metadata': { ...said, layers: { 'step2:0': chain('x') } },
        },
      },
    });
    assert.equal(shown(BUILT, { provenance }).source, 'history');
  });

  it('reads nothing from what says nothing of a Dockerfile', () => {
    const broken = { source: { ...said.source, infos: [{ data: '*' }] } };
    for (const statement of [
      undefined,
      null,
      'x',
      [],
      { predicate: { metadata: 3 } },
      { predicate: { metadata: { 'https://mobyproject.org/buildkit@v1#metadata': broken } } },
    ])
      assert.equal(readProvenance(statement), undefined);
  });
});
