import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { applyEdits } from '../../server/lint/fix.ts';
import { lint } from '../../server/lint/run.ts';
import { shellCode } from '../../server/lint/shell/code.ts';
import { scriptsToCheck } from '../../server/lint/shellcheck/scripts.ts';
import { Shellcheck } from '../../server/lsp/shellcheck.ts';
import { findProgram, shellcheckProgram } from '../../server/lsp/shellcheckProgram.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { type CommandFolder, commandFolder } from '../kit/commandLine.ts';
import { useShellcheck } from '../kit/hosts/shellcheck.ts';
import { mark, readMarked } from '../kit/markers.ts';

describe('strata lint with the real ShellCheck', function () {
  this.timeout(20_000);
  const path = useShellcheck();
  let folder: CommandFolder;
  beforeEach(() => {
    folder = commandFolder({ 'a/Dockerfile': 'FROM a:1\nARG b\nRUN echo $b \\\n  $c\n' });
  });
  afterEach(() => folder.dispose());

  const env = (): Readonly<Record<string, string>> => ({ PATH: dirname(path()) });
  const aliases = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await folder.run(['lint', '--format', 'json', ...args], { env: env() });
    return stdout
      .trimEnd()
      .split('\n')
      .flatMap(line => JSON.parse(line).diagnostics)
      .flatMap(({ aliases: names }: { aliases: readonly string[] }) => names);
  };

  it('finds it on the PATH, and does without where it is not', async () => {
    const { stdout } = await folder.run(['lint', '--format', 'json', 'a'], { env: env() });
    const { diagnostics } = JSON.parse(stdout);
    assert.deepEqual(
      diagnostics.map(({ rule, aliases: names, range }: Record<string, unknown>) => ({ rule, names, range })),
      [
        ['shellcheck-sc2086', 'SC2086', 2, 9, 11],
        ['shellcheck-sc2154', 'SC2154', 3, 2, 4],
        ['shellcheck-sc2086', 'SC2086', 3, 2, 4],
      ].map(([rule, name, line, from, to]) => ({
        rule,
        names: [name],
        range: { start: { line, character: from }, end: { line, character: to } },
      })),
    );
    const without = await folder.run(['lint', 'a']);
    assert.deepEqual(without, { code: 0, stdout: 'Nothing found.\n', stderr: '' });
  });

  it('is named, left out, and not needed', async () => {
    const run = (...args: readonly string[]) => folder.run(['lint', ...args, 'a']);
    assert.match((await run('--shellcheck', path())).stdout, /SC2086/);
    assert.equal((await run('--shellcheck', '/no/such/program')).code, 2);
    assert.equal((await run('--shellcheck', path(), '--no-shellcheck')).code, 2);
    assert.deepEqual(await aliases('--no-shellcheck', 'a'), []);
    assert.deepEqual(await aliases('--preset', 'buildkit', 'a'), []);
    assert.deepEqual(await aliases('--only', 'SC2154', 'a'), ['SC2154']);
  });

  it('never runs what lies in the folder', async () => {
    folder.write('shellcheck', '#!/bin/sh\ntouch ran\n');
    for (const PATH of ['.', '', ':', 'a:.']) {
      await folder.run(['lint', 'a'], { env: { PATH } });
      assert.ok(!existsSync(join(folder.path, 'ran')), PATH);
    }
    assert.equal(await findProgram('./shellcheck', env()), undefined);
  });

  it('reads .hadolint.yaml and .shellcheckrc', async () => {
    folder.write('.hadolint.yaml', 'ignored: [SC2154]\n');
    folder.write('a/.shellcheckrc', 'disable=SC2086\n');
    folder.write('b/Dockerfile', 'FROM a:1\nRUN echo $b\n');
    assert.deepEqual(await aliases('a', 'b'), ['SC2086']);
  });

  it('looks at many files together, in the order given, each script once', async () => {
    for (let index = 0; index < 300; index++)
      folder.write(
        `many/${String(index).padStart(3, '0')}/Dockerfile`,
        `FROM a:1\nRUN echo $x ${index % 10}\n`,
      );
    const program = join(folder.path, 'counting');
    folder.write('counting', `#!/bin/sh\necho run >> ${join(folder.path, 'log')}\nexec ${path()} "$@"\n`);
    chmodSync(program, 0o755);
    const args = ['lint', '--format', 'json', '--shellcheck', program, 'many', 'missing'];
    const { stdout, stderr } = await folder.run(args);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    assert.deepEqual(
      documents.map(document => document.path),
      documents.map((_, index) => `many/${String(index).padStart(3, '0')}/Dockerfile`),
    );
    for (const { diagnostics } of documents) assert.equal(diagnostics.length, 2);
    assert.match(stderr, /missing/);
    const runs = folder.read('log').trimEnd().split('\n').length;
    assert.ok(runs <= 4, `${runs} processes for ten scripts`);
  });

  it('fixes what is safe, and what is not when told to, to the end', async () => {
    const text = 'FROM a:1\nRUN echo "`ls`" $(( $HOME + 1 )) && rm $HOME/a\n';
    folder.write('a/Dockerfile', text);
    await folder.run(['lint', '--fix', 'a'], { env: env() });
    assert.match(folder.read('a/Dockerfile'), /echo "\$\(ls\)"/);
    assert.match(folder.read('a/Dockerfile'), /rm \$HOME\/a/);
    await folder.run(['lint', '--fix', '--unsafe', 'a'], { env: env() });
    assert.match(folder.read('a/Dockerfile'), /rm "\$HOME"\/a/);
  });

  it('marks the exact word wherever a script stands', async () => {
    const marked = [
      'FROM a:1',
      'RUN echo é 😀 \\',
      '  # a comment',
      '\t«$x»',
      'SHELL ["/bin/bash", "-c"]',
      'RUN <<EOF',
      'cd /',
      'echo\t«$x»',
      'EOF',
      'RUN ["bash", "-c", "echo \\"a\\" «$x»"]',
      'ONBUILD RUN echo «$x»',
      "RUN a && sh -c 'echo \\",
      "  «$x»'",
      'HEALTHCHECK CMD curl «$x»',
      '',
    ].join('\n');
    const { text } = readMarked(marked);
    const { found } = await examine(text, path());
    assert.equal(mark(text, found), marked);
  });

  it('fixes a script to what ShellCheck would make of it', async () => {
    // ShellCheck's own fix of the script alone is the judge of ours of the Dockerfile.
    const script = 'cp $a "`ls $b`" && cd /x; rm -r $c/*';
    for (const make of [
      (text: string) => `FROM a:1\nRUN ${text}\n`,
      (text: string) => `FROM a:1\nRUN bash -c '${text}'\n`,
      (text: string) => `FROM a:1\nRUN ${text.replaceAll(' && ', ' \\\n  && ')}\n`,
      (text: string) => `FROM a:1\nRUN <<EOF\n${text}\nEOF\n`,
      (text: string) => `FROM a:1\nRUN ["sh", "-c", ${JSON.stringify(text)}]\n`,
    ]) {
      const text = make(script);
      const { fixed } = await examine(text, path());
      assert.match(fixed, /cp (\\?)"\$a\1"/);
      assert.match(fixed, /rm -r (\\?)"\$c\1"/);
      assert.match(fixed, /cd \/x \|\| exit/);
      assert.equal(parseDockerfile(fixed).errors.length, 0);
      const [before, after] = [scriptsIn(text), scriptsIn(fixed)];
      assert.equal(before.length, after.length);
    }
  });

  it('knows that a script within another has variables of that', async () => {
    folder.write('a/Dockerfile', "FROM a:1\nRUN x=1 sh -c 'echo $x'\nRUN sh -c 'echo it; cp $y'\n");
    assert.deepEqual(await aliases('a'), ['SC2086', 'SC2086']);
  });

  it('goes on with the other scripts where one makes it fail', async () => {
    const failures: string[] = [];
    const shellcheck = new Shellcheck(
      async (scripts, how) =>
        scripts.some(script => script.includes('bad'))
          ? { ok: false, why: 'failed', detail: 'it broke' }
          : shellcheckProgram(env())(scripts, how),
      { processes: 2, rest: 0, onFailure: detail => failures.push(detail), onMissing: () => {} },
    );
    const how = { program: '', config: undefined };
    const scripts = Array.from(
      { length: 20 },
      (_, index) => `#!/bin/sh\necho $x ${index === 7 ? 'bad' : index}\n`,
    );
    assert.equal(await shellcheck.look('a', scripts, how), true);
    const counts = scripts.map(script => shellcheck.answers(how)(script)?.length);
    assert.deepEqual(
      counts,
      counts.map((_, index) => (index === 7 ? 0 : 2)),
    );
    assert.deepEqual(failures, ['it broke']);
    assert.equal(await shellcheck.look('a', scripts, how), false);
  });

  it('ends the process that nobody waits for any more', async () => {
    folder.write('slow', '#!/bin/sh\nsleep 6\n');
    const program = join(folder.path, 'slow');
    chmodSync(program, 0o755);
    const shellcheck = new Shellcheck(
      (scripts, how) =>
        shellcheckProgram(env())(scripts, {
          ...how,
          program: scripts.some(script => script.includes('slow')) ? program : path(),
        }),
      { processes: 1, rest: 0, onFailure: assert.fail, onMissing: assert.fail },
    );
    const how = { program: '', config: undefined };
    const started = performance.now();
    const stale = shellcheck.look('a', ['#!/bin/sh\necho slow\n'], how);
    await new Promise(resolve => setTimeout(resolve, 300));
    const fresh = shellcheck.look('a', ['#!/bin/sh\necho $1\n'], how);
    assert.deepEqual(await Promise.all([stale, fresh]), [false, true]);
    assert.ok(performance.now() - started < 5000);
  });

  it('stops when nobody asks any more', async () => {
    const shellcheck = new Shellcheck(shellcheckProgram(env()), {
      ...{ processes: 1, rest: 50 },
      ...{ onFailure: () => {}, onMissing: () => {} },
    });
    const how = { program: '', config: undefined };
    await shellcheck.look('a', ['#!/bin/sh\necho $0\n'], how);
    const stale = shellcheck.look('a', ['#!/bin/sh\necho $1\n'], how);
    const fresh = shellcheck.look('a', ['#!/bin/sh\necho $2\n'], how);
    assert.deepEqual(await Promise.all([stale, fresh]), [false, true]);
    assert.equal(shellcheck.answers(how)('#!/bin/sh\necho $1\n'), undefined);
    const closed = shellcheck.look('a', ['#!/bin/sh\necho $3\n'], how);
    shellcheck.forget('a');
    assert.equal(await closed, false);
  });
});

async function examine(text: string, program: string) {
  const shellcheck = new Shellcheck(shellcheckProgram({}), {
    ...{ processes: 2, rest: 0 },
    ...{ onFailure: assert.fail, onMissing: assert.fail },
  });
  const how = { program, config: undefined };
  await shellcheck.look('a', scriptsIn(text), how);
  const file = parseDockerfile(text);
  const found = lint(
    { file, model: buildModel(file), shellcheck: shellcheck.answers(how) },
    { only: new Set(['SC2086', 'SC2164']) },
  );
  const fixed = applyEdits(
    text,
    found.flatMap(({ fixes }) => fixes[0]?.edits ?? []),
  );
  return { found: found.map(({ span }) => span), fixed };
}

function scriptsIn(text: string): readonly string[] {
  const file = parseDockerfile(text);
  return Array.from(scriptsToCheck(file, shellCode(file, buildModel(file))), script => script.text);
}
