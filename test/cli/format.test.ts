import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';

const CLI = join(import.meta.dirname, '../../server/cli.ts');
const BAD = 'from  a\nENV B=1 \\\nC=2';
const GOOD = 'FROM a\nENV B=1 \\\n    C=2\n';

describe('strata format', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder({ 'bad/Dockerfile': BAD, 'good/Dockerfile': GOOD });
  });
  afterEach(() => folder.dispose());

  it('prints one input laid out, and leaves the file alone', async () => {
    const printed = { code: 0, stdout: GOOD, stderr: '' };
    assert.deepEqual(await folder.run(['format', 'bad/Dockerfile']), printed);
    assert.deepEqual(await folder.run(['format', 'bad']), printed);
    assert.deepEqual(await folder.run(['format', 'good']), printed);
    assert.deepEqual(await folder.run(['format', '-'], { stdin: BAD }), printed);
    assert.equal(folder.read('bad/Dockerfile'), BAD);
  });

  it('prints no more than one', async () => {
    const { code, stdout, stderr } = await folder.run(['format', '.']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /--check or --write/);
  });

  it('tells which inputs are not laid out', async () => {
    assert.deepEqual(await folder.run(['format', '--check', 'bad', 'good']), {
      code: 1,
      stdout: 'bad/Dockerfile\n',
      stderr: '',
    });
    assert.deepEqual(await folder.run(['format', '--check', 'good']), { code: 0, stdout: '', stderr: '' });
    const named = await folder.run(['format', '--check', '--stdin-name', 'here', '-'], { stdin: BAD });
    assert.deepEqual(named, { code: 1, stdout: 'here\n', stderr: '' });
    assert.equal(folder.read('bad/Dockerfile'), BAD);
  });

  it('writes the files, and names those that changed', async () => {
    assert.deepEqual(await folder.run(['format', '--write', '.']), {
      code: 0,
      stdout: 'bad/Dockerfile\n',
      stderr: '',
    });
    assert.equal(folder.read('bad/Dockerfile'), GOOD);
    assert.deepEqual(await folder.run(['format', '--check', '.']), { code: 0, stdout: '', stderr: '' });
  });

  it('goes on after an input that cannot be read, and ends with 2', async () => {
    const { code, stdout, stderr } = await folder.run(['format', '--check', 'missing', 'bad']);
    assert.deepEqual([code, stdout], [2, 'bad/Dockerfile\n']);
    assert.match(stderr, /missing: there is no such file/);
  });

  it('takes the indentation and the case of keywords', async () => {
    const run = async (...args: string[]) => (await folder.run(['format', ...args, 'bad'])).stdout;
    assert.equal(await run('--indent', 'tab'), GOOD.replace('    ', '\t'));
    assert.equal(await run('--indent', '2'), GOOD.replace('    ', '  '));
    assert.equal(await run('--keywords', 'lower'), GOOD.replace('FROM', 'from').replace('ENV', 'env'));
    assert.equal(await run('--keywords', 'preserve'), GOOD.replace('FROM', 'from'));
  });

  it('keeps bytes that are not UTF-8, printed and written', async () => {
    const before = Buffer.concat([
      Buffer.from('from  a\n# é '),
      Buffer.from([0xff, 0x80]),
      Buffer.from('\n'),
    ]);
    const after = Buffer.concat([Buffer.from('FROM a\n# é '), Buffer.from([0xff, 0x80]), Buffer.from('\n')]);
    folder.write('odd/Dockerfile', before);
    const path = join(folder.path, 'odd/Dockerfile');
    assert.deepEqual(execFileSync(process.execPath, [CLI, 'format', path]), after);
    await folder.run(['format', '--write', 'odd']);
    assert.deepEqual(readFileSync(path), after);
  });

  it('refuses what it does not know', async () => {
    for (const args of [
      [],
      ['--check', '--write', 'bad'],
      ['--write', '-'],
      ['--indent', '17', 'bad'],
      ['--indent', 'x', 'bad'],
      ['--keywords', 'x', 'bad'],
      ['--nothing', 'bad'],
    ]) {
      const { code, stdout, stderr } = await folder.run(['format', ...args]);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, /^strata format: .*--help/);
    }
    assert.equal((await folder.run(['format', '--help'])).code, 0);
  });
});
