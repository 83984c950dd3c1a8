import assert from 'node:assert/strict';
import { nestedSources } from '../../server/shell/nested.ts';
import { parseScript } from '../../server/shell/parse.ts';
import { mark, readMarked } from '../kit/markers.ts';
import { scriptsIn, wordsIn } from './outline.ts';

/** Dockerfiles in which the words of inner scripts are marked. */
const INNER: Readonly<Record<string, string>> = {
  'a script in single quotes': "RUN bash -ec '«a» «b» && \\\n  «c»' x\n",
  'a script in double quotes': 'RUN sudo -u me sh -c "«a» «\\"b c\\"» «\\$d» | \\\n «e»"\n',
  'a script from a heredoc': 'RUN bash -e <<EOF\n«a» «b»\n«c»\nEOF\n',
  'a heredoc within a heredoc': "RUN <<A\nsh <<'B'\n«a» «b»\nB\nA\n",
  'an exec form': 'CMD ["/bin/sh", "-c", "«a» «\\"b\\u0041c\\"» && \\\n«d»"]\n',
  'an exec form through env': 'ENTRYPOINT [ "env", "bash", "-lc", "«a» «😀» «b»" ]\n',
  'input behind a dash': 'RUN sh - <<E; sh -s x <<F\n«a»\nE\n«b»\nF\n',
  'a script that is no single string': 'RUN sh -c "a"b; sh -c $x; sh -c\n',
  'options with values': "RUN bash -eo pipefail -O extglob -c '«a»'; bash -o posix <<E\n«b»\nE\n",
  'a file': 'RUN bash x.sh -c "a"; sh f <<E\na\nE\n',
  'another program': 'RUN python -c "a"; grep -c "b" c\n',
  'an exec form without a script': 'RUN ["sh", "x", "-c", "a"]\nRUN ["sh", "-c"]\n',
};

describe('scripts inside scripts', () => {
  for (const [name, marked] of Object.entries(INNER)) {
    it(name, () => {
      const { text } = readMarked(marked);
      const sources = scriptsIn(text).flatMap(nestedSources);
      assert.equal(mark(text, sources.map(source => parseScript(source)).flatMap(wordsIn)), marked);
    });
  }

  it('the shell is the one that is called', () => {
    const sources = scriptsIn('RUN bash -c "a"; /bin/dash -ec "b"; pwsh -Command "c"').flatMap(nestedSources);
    assert.deepEqual(
      sources.map(({ shell }) => [shell.name, shell.dialect, ...shell.words]),
      [
        ['bash', 'posix', 'bash', '-c'],
        ['dash', 'posix', '/bin/dash', '-ec'],
        ['pwsh', 'powershell', 'pwsh', '-Command'],
      ],
    );
  });
});
