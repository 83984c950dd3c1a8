import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDockerfileName, readInputs } from '../../server/cli/inputs.ts';
import type { CliIo } from '../../server/cli/io.ts';
import { parseCommand } from '../../server/cli/parse.ts';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder = '';

function ioOf(stdin: Uint8Array, out: { stdout: string; stderr: string }): CliIo {
  return {
    stdout: text => {
      out.stdout += text;
    },
    stderr: text => {
      out.stderr += text;
    },
    stdin: async () => stdin,
    cwd: folder,
    env: {},
    isTty: false,
    colour: false,
  };
}

async function parse(args: readonly string[], stdin: Uint8Array = new Uint8Array()): Promise<Run> {
  const out = { stdout: '', stderr: '' };
  const code = await parseCommand(args, ioOf(stdin, out));
  return { code, ...out };
}

describe('strata parse', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strata-parse-'));
    await mkdir(join(folder, 'a/node_modules'), { recursive: true });
    await mkdir(join(folder, 'empty'));
    await writeFile(join(folder, 'a/Dockerfile'), 'FROM a\n');
    await writeFile(join(folder, 'a/Dockerfile.dockerignore'), 'x\n');
    await writeFile(join(folder, 'a/node_modules/Dockerfile'), 'FROM b\n');
    await writeFile(join(folder, 'other'), 'FROM b\nRUM x\n');
    await symlink('..', join(folder, 'a/up'));
  });
  after(() => rm(folder, { recursive: true }));

  it('prints instructions with their places, one object a line', async () => {
    const text = 'FROM --platform=x a AS b\nENV A="b c"\nONBUILD RUN <<E\nx\nE\n';
    const { code, stdout } = await parse(['-', '--stdin-name', 'in'], Buffer.from(text));
    assert.equal(code, 1); // x is no platform
    assert.equal(stdout.split('\n').length, 2);
    const { path, instructions, errors } = JSON.parse(stdout);
    assert.equal(path, 'in');
    assert.deepEqual(instructions[0].flags, [
      {
        name: 'platform',
        value: 'x',
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 17 } },
      },
    ]);
    assert.deepEqual(
      instructions[0].arguments.map(({ value }: { value: string }) => value),
      ['a', 'AS', 'b'],
    );
    assert.deepEqual(instructions[1].arguments[0].name, 'A');
    assert.deepEqual(instructions[1].arguments[0].value, '"b c"');
    assert.equal(instructions[2].trigger.heredocs[0].body, 'x\n');
    assert.deepEqual(instructions[2].range, {
      start: { line: 2, character: 0 },
      end: { line: 4, character: 1 },
    });
    assert.equal(errors[0].code, 'syntax-invalid-platform');
  });

  it('prints what BuildKit dumps, bytes that are not UTF-8 included', async () => {
    const { code, stdout } = await parse(
      ['--format', 'buildkit', '-'],
      Buffer.from('FROM a\nRUN \xff\n', 'latin1'),
    );
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      path: '-',
      dump: '(from "a")\n(run "\\xff")',
      lines: [
        [1, 1],
        [2, 2],
      ],
      error: null,
    });
  });

  it('prints the error at which BuildKit stops reading, and nothing else then', async () => {
    const { code, stdout } = await parse(['--format=buildkit', '-'], Buffer.from('# nothing\n'));
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      path: '-',
      dump: '',
      lines: [],
      error: 'file with no instructions',
    });
  });

  it('reads files whatever their name, and the Dockerfiles of folders', async () => {
    const { code, stdout } = await parse(['--format', 'buildkit', 'other', '.']);
    assert.equal(code, 0);
    const paths = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line).path);
    assert.deepEqual(paths, ['other', 'a/Dockerfile']);
  });

  it('goes on after an input that cannot be read', async () => {
    const { code, stdout, stderr } = await parse(['gone', 'empty', 'a/Dockerfile']);
    assert.equal(code, 2);
    assert.equal(JSON.parse(stdout).path, 'a/Dockerfile');
    assert.match(stderr, /gone: there is no such file/);
    assert.match(stderr, /empty: there is no Dockerfile in this folder/);
  });

  it('says what is wrong with its own arguments', async () => {
    assert.equal((await parse([])).code, 2);
    assert.match(
      (await parse(['--format', 'xml', '-'])).stderr,
      /--format takes json or buildkit, not "xml"/,
    );
    assert.match((await parse(['--nonsense'])).stderr, /nonsense/);
    assert.equal((await parse(['--help'])).code, 0);
  });
});

describe('names of Dockerfiles', () => {
  it('are those that tools use', () => {
    for (const name of [
      'Dockerfile',
      'dockerfile',
      'Dockerfile.dev',
      'app.Dockerfile',
      'app.dockerfile',
      'Containerfile',
      'x.containerfile',
    ]) {
      assert.equal(isDockerfileName(name), true, name);
    }
    for (const name of [
      'dockerfile.go',
      'Dockerfile.dockerignore',
      '.dockerignore',
      'Dockerfiles',
      'myDockerfile',
      'Dockerfile.',
    ]) {
      assert.equal(isDockerfileName(name), false, name);
    }
  });
});

describe('inputs', () => {
  it('below what is no folder do not exist', async () => {
    const found = [];
    for await (const input of readInputs(
      ['/dev/null/x'],
      ioOf(new Uint8Array(), { stdout: '', stderr: '' }),
    )) {
      found.push(input);
    }
    assert.deepEqual(found, [{ path: '/dev/null/x', error: 'there is no such file or folder' }]);
  });
});
