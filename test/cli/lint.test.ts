import assert from 'node:assert/strict';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';

const BAD = 'FROM node:24 as build\nWORKDIR /app\n';
const GOOD = 'FROM node:24\nWORKDIR /app\n';

describe('strata lint', () => {
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder({ 'bad/Dockerfile': BAD, 'good/Dockerfile': GOOD });
  });
  afterEach(() => folder.dispose());

  it('prints one JSON object for each input, in the order given', async () => {
    const { code, stdout } = await folder.run(['lint', '--format', 'json', 'good', 'bad/Dockerfile', '-'], {
      stdin: 'FROM a:1\nCMD b\n',
    });
    assert.equal(code, 1);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    assert.deepEqual(
      documents.map(({ path }) => path),
      ['good/Dockerfile', 'bad/Dockerfile', '-'],
    );
    assert.deepEqual(documents[0].diagnostics, []);
    assert.deepEqual(documents[1].diagnostics, [
      {
        rule: 'mixed-case-from-as',
        aliases: ['FromAsCasing'],
        severity: 'warning',
        message: '`as` is not written like its `FROM`, which hides where the stage name begins. Write `AS`.',
        range: { start: { line: 0, character: 13 }, end: { line: 0, character: 15 } },
        fixes: [
          {
            title: 'Write `AS`',
            edits: [
              {
                range: { start: { line: 0, character: 13 }, end: { line: 0, character: 15 } },
                newText: 'AS',
              },
            ],
            safe: true,
          },
        ],
      },
    ]);
    assert.deepEqual(
      documents[2].diagnostics.map(({ rule }: { rule: string }) => rule),
      ['shell-form-command'],
    );
  });

  it('goes on after an input that cannot be read, and ends with 2', async () => {
    const { code, stdout, stderr } = await folder.run(['lint', '--format=json', 'missing', 'bad']);
    assert.equal(code, 2);
    assert.match(stderr, /missing/);
    assert.match(stdout, /mixed-case-from-as/);
  });

  it('ends with 0 below the threshold', async () => {
    assert.equal((await folder.run(['lint', 'good'])).code, 0);
    assert.equal((await folder.run(['lint', 'bad'])).code, 1);
    assert.equal((await folder.run(['lint', '--fail-on', 'warning', 'bad'])).code, 1);
    assert.equal((await folder.run(['lint', '--fail-on', 'error', 'bad'])).code, 0);
    folder.write('error/Dockerfile', '# check=error=true\nFROM a:1 AS B\n');
    assert.equal((await folder.run(['lint', '--fail-on', 'error', 'error'])).code, 1);
  });

  it('refuses what it does not know', async () => {
    for (const args of [
      ['--preset', 'strict', 'bad'],
      ['--format', 'xml', 'bad'],
      ['--fail-on', 'never', 'bad'],
      ['--only', 'no-such-rule', 'bad'],
      ['--config', 'x.yaml', 'bad'],
      ['--unsafe', 'bad'],
      ['--fix', '-'],
      [],
    ]) {
      const { code, stdout, stderr } = await folder.run(['lint', ...args]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: '' }, args.join(' '));
      assert.match(stderr, /^strata lint: .+\n$/);
    }
  });

  it('reports only the rules that are named, by any of their names', async () => {
    folder.write('Dockerfile', 'FROM a:1 as B\nWORKDIR c\n');
    const rulesOf = async (...args: readonly string[]) => {
      const { stdout } = await folder.run(['lint', '--format', 'json', ...args, 'Dockerfile']);
      return JSON.parse(stdout).diagnostics.map(({ rule }: { rule: string }) => rule);
    };
    assert.deepEqual(await rulesOf('--only', 'DL3000'), ['relative-workdir']);
    assert.deepEqual(await rulesOf('--only', 'StageNameCasing,relative-workdir'), [
      'uppercase-stage-name',
      'relative-workdir',
    ]);
    assert.deepEqual(await rulesOf('--preset', 'hadolint'), ['relative-workdir']);
  });

  it('knows build arguments', async () => {
    folder.write('Dockerfile', 'ARG D\nFROM a:1\nARG D\nWORKDIR $D\n');
    const run = (...args: readonly string[]) =>
      folder.run(['lint', '--preset', 'buildkit', ...args, 'Dockerfile'], { env: { D: '/from/env' } });
    assert.equal((await run()).code, 1);
    assert.equal((await run('--build-arg', 'D=/x')).code, 0);
    assert.equal((await run('--build-arg', 'D')).code, 0);
  });

  it('looks into the context for what is copied', async () => {
    const dockerfile = 'FROM node:24\nWORKDIR /app\nCOPY package.json src/sever.js ./\nCOPY . .\n';
    const app = commandFolder({
      'a/Dockerfile': dockerfile,
      'package.json': '',
      'src/server.js': '',
      '.env': '',
    });
    const only = ['--only', 'missing-copy-source,missing-dockerignore'];
    const { stdout } = await app.run(['lint', ...only, '--format', 'json', '--context', '.', 'a']);
    const { diagnostics } = JSON.parse(stdout);
    assert.deepEqual(
      diagnostics.map(({ rule, range }: { rule: string; range: { start: unknown } }) => [rule, range.start]),
      [
        ['missing-copy-source', { line: 2, character: 18 }],
        ['missing-dockerignore', { line: 3, character: 5 }],
      ],
    );
    // From its own folder nothing of all this can be copied: another one is meant.
    const own = await app.run(['lint', ...only, '--format', 'json', 'a']);
    assert.deepEqual(JSON.parse(own.stdout).diagnostics, []);
    app.dispose();
  });

  it("reads the context's .dockerignore, and the Dockerfile's own before it", async () => {
    folder.write('Dockerfile', 'FROM a:1\nCOPY secret /\n');
    const check = async (...args: readonly string[]) =>
      (await folder.run(['lint', '--only', 'CopyIgnoredFile', ...args, 'Dockerfile'])).code;
    assert.equal(await check(), 0);
    folder.write('.dockerignore', 'secret\n');
    assert.equal(await check(), 1);
    assert.equal(await check('--context', 'good'), 0);
    folder.write('Dockerfile.dockerignore', 'other\n');
    assert.equal(await check(), 0);
  });

  describe('--fix', () => {
    it('writes what is safe, and tells what is left', async () => {
      folder.write('Dockerfile', 'from a:1 as B\r\nEXPOSE 80:8080/TCP\r\nCMD go\r\n');
      const { code, stdout } = await folder.run(['lint', '--fix', '--format', 'json', 'Dockerfile']);
      assert.equal(code, 1);
      assert.equal(folder.read('Dockerfile'), 'FROM a:1 AS b\r\nEXPOSE 8080/tcp\r\nCMD go\r\n');
      const { fixed, diagnostics } = JSON.parse(stdout);
      assert.deepEqual(
        fixed.map(({ rule }: { rule: string }) => rule),
        [
          'mixed-case-instructions',
          'uppercase-stage-name',
          'host-port-in-expose',
          'mixed-case-from-as',
          'uppercase-port-protocol',
        ],
      );
      assert.deepEqual(
        diagnostics.map(({ rule }: { rule: string }) => rule),
        ['shell-form-command'],
      );
    });

    it('writes what is unsafe when told to', async () => {
      folder.write('Dockerfile', 'FROM a:1\nCMD go run\n');
      const { code, stdout } = await folder.run(['lint', '--fix', '--unsafe', 'Dockerfile']);
      assert.equal(code, 0);
      assert.match(stdout, /fixed: shell-form-command/);
      assert.equal(folder.read('Dockerfile'), 'FROM a:1\nCMD ["go", "run"]\n');
    });

    it('keeps bytes that are no UTF-8', async () => {
      folder.write('Dockerfile', Buffer.from('FROM a:1 as b\nLABEL x=\xff\xe9\n', 'latin1'));
      await folder.run(['lint', '--fix', 'Dockerfile']);
      assert.equal(folder.read('Dockerfile'), 'FROM a:1 AS b\nLABEL x=\ufffd\ufffd\n');
    });

    it('leaves alone what is fine', async () => {
      assert.equal((await folder.run(['lint', '--fix', 'good'])).code, 0);
      assert.equal(folder.read('good/Dockerfile'), GOOD);
    });
  });

  it('shows people the place', async () => {
    const { stdout } = await folder.run(['lint', 'bad']);
    assert.equal(
      stdout,
      [
        'bad/Dockerfile:1:14 warning mixed-case-from-as (FromAsCasing)',
        '  | `as` is not written like its `FROM`, which hides where the stage name begins. Write `AS`.',
        '1 | FROM node:24 as build',
        '  |              ^^',
        '  = fix: Write `AS`',
        '',
        '1 finding in 1 file. With --fix, 1 of them goes away.',
        '',
      ].join('\n'),
    );
    assert.ok((await folder.run(['lint', 'bad'], { colour: true })).stdout.includes('\u001b[33m'));
  });

  it('puts the carets under what is shown, however wide', async () => {
    folder.write('Dockerfile', 'FROM a:1\nLABEL\tä=漢字😀 e\u0301=x \u001b[31m as=a bB\nFROM a:1 AS ß漢B\n');
    const { stdout } = await folder.run(['lint', '--only', 'StageNameCasing', 'Dockerfile']);
    assert.match(stdout, /\n3 \| FROM a:1 AS ß漢B\n {2}\| {13}\^\^\^\^\n/);
    folder.write('Dockerfile', 'FROM a:1\nRUN echo "漢字\u001b" \t&& cd /x && b\n');
    const found = await folder.run(['lint', '--only', 'DL3003', 'Dockerfile']);
    assert.match(found.stdout, /\n2 \| RUN echo "漢字\ufffd" \t&& cd \/x && b\n {2}\| {18}\t {3}\^{5}\n/);
  });

  it('writes annotations for GitHub', async () => {
    const { stdout } = await folder.run(['lint', '--format', 'github', 'bad']);
    assert.equal(
      stdout,
      '::warning file=bad/Dockerfile,line=1,col=14,endLine=1,endColumn=16,title=mixed-case-from-as FromAsCasing::' +
        '`as` is not written like its `FROM`, which hides where the stage name begins. Write `AS`.\n',
    );
  });

  it('gives GitHub no columns of what spans several lines', async () => {
    folder.write('Dockerfile', 'FROM a:1\nCMD ["b", \\\n  "c"]\nCMD ["d"]\n');
    const { stdout } = await folder.run(['lint', '--format', 'github', 'Dockerfile']);
    assert.match(stdout, /^::warning file=Dockerfile,line=2,endLine=3,title=overridden-instruction /);
  });

  it('escapes what GitHub would read as its own', async () => {
    folder.write('a,b:c%/Dockerfile', 'FROM a:1\nENV a%0Ab,c=d ::x::=e\nRUN a\nNO%PE:,\n');
    const { stdout } = await folder.run(['lint', '--format', 'github', 'a,b:c%']);
    for (const line of stdout.trimEnd().split('\n')) {
      assert.match(
        line,
        /^::(?:error|warning|notice) file=a%2Cb%3Ac%25\/Dockerfile,line=\d+,(?:col=\d+,)?endLine=\d+,(?:endColumn=\d+,)?title=[^:,%]+::/,
      );
    }
    assert.match(stdout, /NO%25PE:,/);
  });

  it('writes SARIF with one rule for its findings', async () => {
    folder.write('Dockerfile', 'FROM a:1 as B\nFROM c:1 as D\n');
    const { stdout } = await folder.run(['lint', '--format', 'sarif', 'bad', 'Dockerfile']);
    const log = JSON.parse(stdout);
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.deepEqual(
      run.tool.driver.rules.map(({ id }: { id: string }) => id),
      ['mixed-case-from-as', 'uppercase-stage-name'],
    );
    assert.equal(run.results.length, 5);
    for (const result of run.results) {
      assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      assert.equal(run.artifacts[artifactLocation.index].location.uri, artifactLocation.uri);
      assert.ok(region.startLine >= 1 && region.startColumn >= 1);
      assert.equal(result.fixes.length, 1);
    }
  });

  it('lets no text of a file command the terminal, or turn the direction it is read in', async () => {
    folder.write('Dockerfile', 'FROM a:1\nWORKDIR a\u001b[31m\u202eb\u2066\n');
    for (const format of ['pretty', 'github']) {
      const { stdout } = await folder.run(['lint', '--format', format, 'Dockerfile']);
      assert.match(stdout, /a\ufffd\[31m\ufffdb\ufffd/);
      for (const hidden of ['\u001b', '\u202e', '\u2066']) assert.ok(!stdout.includes(hidden));
    }
  });

  it('survives any bytes', async () => {
    folder.write('zero/Dockerfile', '');
    folder.write('nuls/Dockerfile', Buffer.alloc(10_000));
    folder.write('long/Dockerfile', `FROM a:1 AS ${'B'.repeat(1_000_000)}\n`);
    for (const format of ['pretty', 'json', 'github', 'sarif']) {
      const { code, stdout, stderr } = await folder.run(['lint', '--format', format, 'zero', 'nuls', 'long']);
      assert.deepEqual({ code, stderr }, { code: 1, stderr: '' });
      if (format === 'pretty') assert.ok(stdout.length < 10_000, 'an excerpt stays short');
    }
  });
});
