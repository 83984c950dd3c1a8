import assert from 'node:assert/strict';
import { locateCommand } from '../../client/worker/locateCommand.ts';

/** The command that is found, as text; `-` for none. */
function located(run: string, ...output: readonly string[]): string {
  const dockerfile = `FROM a:1\n${run}\nUSER x\n`;
  const last = run.split('\n').length;
  const range = locateCommand(dockerfile, { first: 1, last }, output);
  if (!range) return '-';
  const lines = dockerfile.split('\n');
  const offset = ({ line, character }: { line: number; character: number }) =>
    lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0) + character;
  return dockerfile.slice(offset(range.start), offset(range.end));
}

describe('the command of a chain that ended a build', () => {
  const chain =
    'RUN --mount=type=cache,target=/c set -e && \\\n  echo one; \\\n  A=1 curl -f "http://x; y" | tar x && \\\n  make -j2';

  it('by the name with which a program begins its complaint', () => {
    assert.equal(located(chain, 'one', 'curl: (6) Could not resolve host: x'), 'A=1 curl -f "http://x; y"');
    assert.equal(located(chain, 'tar: This does not look like a tar archive'), 'tar x');
    assert.equal(located(chain, 'make: *** No targets.  Stop.'), 'make -j2');
    assert.equal(located('RUN true && /usr/bin/cat /x', "cat: can't open '/x'"), '/usr/bin/cat /x');
  });

  it('by what the shell has not found', () => {
    for (const said of [
      '/bin/sh: 1: foo: not found',
      '/bin/sh: foo: not found',
      '/bin/bash: line 2: foo: command not found',
      'sh: 1: foo: Permission denied',
    ])
      assert.equal(located('RUN bar && foo --now && echo', said), 'foo --now', said);
  });

  it('of several that fit the one whose arguments are named, else none', () => {
    const copies = 'RUN cp /one /a && cp /two /b';
    assert.equal(located(copies, "cp: can't stat '/two': No such file or directory"), 'cp /two /b');
    assert.equal(located(copies, 'cp: write error'), '-');
  });

  it('by the ways of those that do not say their name', () => {
    assert.equal(
      located('RUN apt-get update && apt-get install -y nosuch', 'E: Unable to locate package nosuch'),
      'apt-get install -y nosuch',
    );
    assert.equal(located('RUN cd /app && npm ci', 'npm error code 1', 'npm error see the log'), 'npm ci');
  });

  it('heredocs and other lines than the last are looked at', () => {
    const heredoc = 'RUN <<EOF\nset -e\ngcc -c x.c\necho done\nEOF';
    assert.equal(located(heredoc, 'gcc: error: x.c: No such file', 'compilation terminated.'), 'gcc -c x.c');
  });

  it('of COPY the source that is not there', () => {
    const at = (instruction: string, missing: string): string => {
      const range = locateCommand(`FROM a:1\n${instruction}`, { first: 1, last: 1 }, [], missing);
      return range ? instruction.slice(range.start.character, range.end.character) : '-';
    };
    assert.equal(at('COPY --chown=1 there ./gone/ /gone', '/gone'), '-', 'it could be either');
    assert.equal(at('COPY --chown=1 there ./gone/ /x', '/gone'), './gone/');
    assert.equal(at('ADD ["a b", "gone.txt", "/x"]', '/gone.txt'), 'gone.txt');
    assert.equal(at('COPY *.json /x', '/a.json'), '-');
  });

  it('nothing where nothing says so', () => {
    assert.equal(located(chain, 'something went wrong'), '-');
    assert.equal(located(chain), '-');
    assert.equal(located('COPY a b', 'COPY: no'), '-');
  });

  it('much text costs little time', () => {
    const begun = performance.now();
    for (const piece of ['a && ', '\\\n', '"', '# x\n', 'A=1 ', '((('])
      located(`RUN ${piece.repeat(20_000)}`, 'b: c');
    assert.ok(performance.now() - begun < 1000);
  });
});
