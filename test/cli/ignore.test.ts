import assert from 'node:assert/strict';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';

describe('strata ignore', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder();
  });
  afterEach(() => folder.dispose());

  async function decide(patterns: string, paths: string): Promise<unknown[]> {
    folder.write('patterns', patterns);
    const result = await folder.run(['ignore', '--patterns', 'patterns', '--stdin'], { stdin: paths });
    assert.deepEqual([result.code, result.stderr], [0, '']);
    return result.stdout
      .split('\n')
      .slice(0, -1)
      .map(line => Object.values(JSON.parse(line)));
  }

  it('tells the line that decides, the last that matches', async () => {
    assert.deepEqual(
      await decide(
        '\uFEFF# logs\r\n  *.log \r\n! keep.log\r\nbuild/\r\n',
        'a.log\nkeep.log\nb\nbuild/\nbuild/x/y\n',
      ),
      [
        ['a.log', true, '*.log'],
        ['keep.log', false, '! keep.log'],
        ['b', false, null],
        ['build/', true, 'build/'],
        ['build/x/y', true, 'build/'],
      ],
    );
  });

  it('brings back what is below an ignored folder', async () => {
    assert.deepEqual(await decide('a\n!a/b\na/b/*.o\n', 'a\na/c\na/b/\na/b/c/d\na/b/x.o\n'), [
      ['a', true, 'a'],
      ['a/c', true, 'a'],
      ['a/b/', false, '!a/b'],
      ['a/b/c/d', false, '!a/b'],
      ['a/b/x.o', true, 'a/b/*.o'],
    ]);
  });

  it('understands paths that are not written plainly', async () => {
    assert.deepEqual(await decide('*\n!a\n', './b\r\n\n/a//c\nx/../a\n.\n../b\n"q\\uote'), [
      ['./b', true, '*'],
      ['/a//c', false, '!a'],
      ['x/../a', false, '!a'],
      ['.', false, null],
      ['../b', false, null],
      ['"q\\uote', true, '*'],
    ]);
  });

  it('answers every path once and in order, however many', async () => {
    const paths = Array.from({ length: 60_000 }, (_, index) => `é${index % 7}/${index}`);
    const answers = await decide('é3\n', paths.join('\n'));
    assert.deepEqual(
      answers,
      paths.map((path, index) => [path, index % 7 === 3, index % 7 === 3 ? 'é3' : null]),
    );
  });

  it('refuses a pattern that Docker refuses, and says where it stands', async () => {
    folder.write('patterns', 'a\n\n!\n');
    const result = await folder.run(['ignore', '--patterns', 'patterns', '--stdin'], { stdin: 'a' });
    assert.deepEqual([result.code, result.stdout], [2, '']);
    assert.match(result.stderr, /patterns:3: /);
  });

  it('ends with 2 when it is not told enough', async () => {
    folder.write('patterns', 'a\n');
    for (const args of [
      [],
      ['--stdin'],
      ['--patterns', 'patterns'],
      ['--patterns', 'missing', '--stdin'],
      ['--what'],
    ]) {
      const { code, stdout, stderr } = await folder.run(['ignore', ...args], { stdin: 'a\n' });
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, /^strata ignore: /);
    }
  });
});
