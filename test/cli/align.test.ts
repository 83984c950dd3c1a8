import assert from 'node:assert/strict';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';
import { dockerSaveModern, type ImageSpec, ociLayout } from '../kit/imageBuilder.ts';

const image: ImageSpec = {
  tags: ['app:1'],
  layers: [
    { createdBy: 'ADD rootfs.tar / # buildkit', entries: [{ name: 'bin/sh', body: 'sh' }] },
    { createdBy: 'RUN /bin/sh -c make # buildkit', entries: [{ name: 'out', body: 'o'.repeat(70) }] },
    { createdBy: 'COPY a /a # buildkit', entries: [{ name: 'a', body: 'aa' }] },
  ],
};

describe('strata align', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder({
      Dockerfile: 'FROM a:1 AS one\nRUN make\nENV A=b\n  COPY a \\\n   /a\nFROM one AS two\nRUN other\n',
      'image.tar': dockerSaveModern([image]),
    });
    for (const [name, bytes] of ociLayout([image])) folder.write(`layout/${name}`, bytes);
  });
  afterEach(() => folder.dispose());

  it('prints the layer of each instruction as one line of JSON', async () => {
    const { code, stdout, stderr } = await folder.run(['align', 'Dockerfile', 'image.tar']);
    assert.deepEqual([code, stderr, stdout.indexOf('\n')], [0, '', stdout.length - 1]);
    const { instructions, ...rest } = JSON.parse(stdout);
    assert.deepEqual(rest, { path: 'Dockerfile', image: 'image.tar', source: 'history' });
    assert.deepEqual(instructions[3].range, {
      start: { line: 3, character: 2 },
      end: { line: 4, character: 5 },
    });
    assert.match(instructions[3].diffId, /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(
      instructions.map((one: Record<string, unknown>) => [
        one.keyword,
        one.layer,
        one.bytes,
        one.exact,
        one.confidence,
      ]),
      [
        ['FROM', null, 0, false, 0.97],
        ['RUN', 1, 70, false, 0.99],
        ['ENV', null, 0, false, 0.95],
        ['COPY', 2, 2, false, 0.99],
        ['FROM', null, 0, false, 0.97],
        ['RUN', null, 0, false, 0.97],
      ],
    );
  });

  it('reads layout folders and standard input, and prints for people', async () => {
    const { stdout } = await folder.run(
      ['align', '-', 'layout', '--format', 'pretty', '--stdin-name', 'my.Dockerfile'],
      {
        stdin: folder.read('Dockerfile'),
      },
    );
    assert.equal(
      stdout,
      [
        'my.Dockerfile and layout: inferred from the history of the image',
        '    1                                      FROM a:1 AS one',
        '    2       70 B  layer 1            99 %  RUN make',
        '    3                                      ENV A=b',
        '    4        2 B  layer 2            99 %  COPY a /a',
        '    6             not in this image        FROM one AS two',
        '    7             not in this image        RUN other',
        '',
      ].join('\n'),
    );
  });

  it('claims nothing of an image that another file made', async () => {
    folder.write('other', 'FROM a:1\nRUN b\nCOPY c /d\n');
    const { code, stdout } = await folder.run(['align', 'other', 'image.tar']);
    const { source, instructions } = JSON.parse(stdout);
    assert.deepEqual([code, source], [0, 'none']);
    for (const one of instructions)
      assert.deepEqual(
        [one.layer, one.diffId, one.bytes, one.exact, one.confidence],
        [null, null, null, false, 0],
      );
  });

  it('takes the stage and the arguments that it is told', async () => {
    folder.write(
      'other',
      'ARG X\nFROM a:1 AS one\nRUN make\nARG Y=c\nCOPY $Y /a\nFROM one AS two\nCOPY a /$Y\n',
    );
    const layers = async (...args: string[]) =>
      JSON.parse((await folder.run(['align', 'other', 'image.tar', ...args])).stdout).instructions.map(
        ({ layer }: { readonly layer: number | null }) => layer,
      );
    assert.deepEqual(await layers('--build-arg', 'Y=a', '--target', 'one'), [
      null,
      null,
      1,
      null,
      2,
      null,
      null,
    ]);
    assert.deepEqual(await layers('--target', 'two', '--build-arg', 'Y=a'), [
      null,
      null,
      1,
      null,
      null,
      null,
      2,
    ]);
  });

  it('says what it cannot do', async () => {
    for (const [args, said] of [
      [['Dockerfile'], 'name a Dockerfile and an image'],
      [['Dockerfile', 'image.tar', '--format', 'xml'], '--format takes pretty or json, not "xml"'],
      [['nothing', 'image.tar'], 'nothing: there is no such file or folder'],
      [['Dockerfile', './missing.tar'], './missing.tar: '],
    ] as const) {
      const { code, stdout, stderr } = await folder.run(['align', ...args]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.ok(stderr.startsWith(`strata align: ${said}`), stderr);
    }
  });
});
