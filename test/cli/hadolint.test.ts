import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';

describe('strata lint with a hadolint configuration', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder({
      '.hadolint.yaml': 'ignored: [DL3006]\n',
      'a/b/Dockerfile': 'FROM debian\nWORKDIR app\n',
      'c/.hadolint.yml': 'ignored: [DL3000]\n',
      'c/Dockerfile': 'FROM debian\nWORKDIR app\n',
    });
  });
  afterEach(() => folder.dispose());

  const rules = async (
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<readonly string[]> => {
    const { stdout } = await folder.run(['lint', '--format', 'json', ...args], { env });
    return stdout
      .trimEnd()
      .split('\n')
      .flatMap(line => JSON.parse(line).diagnostics)
      .map(({ rule }: { rule: string }) => rule);
  };

  it('finds the nearest one above each file', async () => {
    assert.deepEqual(await rules(['a']), ['relative-workdir']);
    assert.deepEqual(await rules(['c/Dockerfile']), ['untagged-image']);
  });

  it('reads the one that is named instead', async () => {
    assert.deepEqual(await rules(['--config', 'c/.hadolint.yml', 'a']), ['untagged-image']);
    const { code, stderr } = await folder.run(['lint', '--config', 'missing.yaml', 'a']);
    assert.equal(code, 2);
    assert.match(stderr, /missing\.yaml cannot be read/);
  });

  it("falls back to the user's own", async () => {
    const other = commandFolder({ Dockerfile: 'FROM debian\nWORKDIR app\n' });
    try {
      other.write('home/.config/hadolint.yaml', 'ignored: [DL3006, DL3000]\n');
      const { code, stdout } = await other.run(['lint', '.'], { env: { HOME: join(other.path, 'home') } });
      assert.equal(code, 0, stdout);
      other.write('xdg/hadolint.yml', 'ignored: [DL3000]\n');
      const env = { HOME: join(other.path, 'home'), XDG_CONFIG_HOME: join(other.path, 'xdg') };
      const { stdout: found } = await other.run(['lint', '--format=json', '.'], { env });
      assert.match(found, /untagged-image/);
      assert.doesNotMatch(found, /relative-workdir/);
    } finally {
      other.dispose();
    }
  });

  it('puts the variables before the files', async () => {
    assert.deepEqual(await rules(['a'], { HADOLINT_IGNORE: 'DL3000' }), ['untagged-image']);
  });

  it('fails from the threshold of the configuration on, unless told otherwise', async () => {
    const code = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
      (await folder.run(['lint', ...args, 'a'], { env })).code;
    assert.equal(await code({}), 1);
    assert.equal(await code({ HADOLINT_FAILURE_THRESHOLD: 'error' }), 0);
    assert.equal(await code({ HADOLINT_FAILURE_THRESHOLD: 'error' }, '--fail-on', 'warning'), 1);
    assert.equal(await code({ HADOLINT_NOFAIL: '1' }), 0);
  });

  it('prints in the format of the configuration, unless told otherwise', async () => {
    const run = (...args: readonly string[]) =>
      folder.run(['lint', ...args, 'a'], { env: { HADOLINT_FORMAT: 'sarif' } });
    assert.match((await run()).stdout, /"version":\s*"2\.1\.0"/);
    assert.doesNotMatch((await run('--format', 'json')).stdout, /"version":/);
    const unknown = await folder.run(['lint', 'a'], { env: { HADOLINT_FORMAT: 'checkstyle' } });
    assert.match(unknown.stderr, /checkstyle/);
    assert.match(unknown.stdout, /relative-workdir/);
  });

  it('says what is wrong with it once, reports all the same, and ends with 2', async () => {
    folder.write('.hadolint.yaml', 'ignored: [DL3006]\ntrustedRegistries: [a\nno-fail: true\n');
    folder.write('a/Dockerfile', 'FROM debian\nWORKDIR app\n');
    const { code, stdout, stderr } = await folder.run(['lint', 'a']);
    assert.equal(code, 2);
    assert.match(stderr, /\.hadolint\.yaml: Line \d+ is no YAML/);
    assert.equal(stderr.split('\n').length, new Set(stderr.split('\n')).size);
    assert.match(stdout, /relative-workdir/);
  });
});
