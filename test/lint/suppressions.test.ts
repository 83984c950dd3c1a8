import assert from 'node:assert/strict';
import { readSuppressions } from '../../server/lint/suppressions.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

describe('suppressions', () => {
  const silenced = (text: string, ...names: readonly string[]): readonly number[] => {
    const file = parseDockerfile(text);
    const { silences, skips } = readSuppressions(file);
    return file.lineStarts.flatMap((_, line) => (skips(names) || silences(names, line) ? [line] : []));
  };

  it('hold in the whole file from the top directive', () => {
    assert.deepEqual(silenced('# check=skip=A\nFROM x\nRUN y\n', 'A'), [0, 1, 2, 3]);
    assert.deepEqual(silenced('# check=skip=A\nFROM x\nRUN y\n', 'B'), []);
    assert.deepEqual(silenced('# check=skip=all\nFROM x\n', 'B'), [0, 1, 2]);
  });

  it('hold for one instruction from the comments right above it', () => {
    const text = 'FROM x\n# why\n# check=skip=A,B // because\nRUN y \\\n  z\nRUN y\n';
    assert.deepEqual(silenced(text, 'B'), [3, 4]);
    assert.deepEqual(silenced('FROM x\n# check=skip=A\n\nRUN y\n', 'A'), [3]);
    assert.deepEqual(silenced('FROM x\n# check=skip=A\n#\nRUN y\n', 'A'), []);
    assert.deepEqual(silenced('FROM x\n# check=skip=all\nRUN y\n', 'A'), [2]);
    assert.deepEqual(silenced('FROM x\n# check=skip=A\n# check=skip=B\nRUN y\n', 'B'), []);
  });

  it('are read as hadolint writes them', () => {
    assert.deepEqual(silenced('# hadolint ignore=DL3006, DL3008\nFROM x\nRUN y\n', 'DL3008'), [1]);
    assert.deepEqual(silenced('FROM x\n#hadolint ignore=SC2086\nRUN y\n', 'SC2086'), [2]);
    assert.deepEqual(silenced('FROM x\nRUN y\n# hadolint global ignore=DL3006\n', 'DL3006'), [0, 1, 2, 3]);
    assert.deepEqual(silenced('FROM x\n# hadolint ignore=\nRUN y\n', 'DL3006'), []);
    assert.deepEqual(silenced('FROM x\n# hadolint ignore=A\n\nRUN y\n', 'A'), []);
    assert.deepEqual(silenced('FROM x\n# hadolint ignore=A\n  # why\nRUN y\n', 'A'), [3]);
  });

  it('know a rule by each of its names', () => {
    assert.deepEqual(
      silenced('FROM x\n# hadolint ignore=relative-workdir\nRUN y\n', 'relative-workdir', 'DL3000'),
      [2],
    );
    assert.deepEqual(silenced('FROM x\n# check=skip=DL3000\nRUN y\n', 'relative-workdir', 'DL3000'), [2]);
  });

  it('are read as other tools write them', () => {
    assert.deepEqual(silenced('FROM x\n# tally ignore=hadolint/DL3006,A;reason=b,C\nRUN y\n', 'DL3006'), [2]);
    assert.deepEqual(silenced('FROM x\n# tally ignore=A;reason=b,C\nRUN y\n', 'C'), []);
    assert.deepEqual(silenced('FROM x\n# tally global ignore=A\nRUN y\n', 'A'), [0, 1, 2, 3]);
    assert.deepEqual(silenced('FROM x\n# dockerfile-utils: ignore\nRUN y\n', 'A'), [2]);
    assert.deepEqual(silenced('FROM x\n#dockerfile-utils:ignore-not\nRUN y\n', 'A'), []);
    assert.deepEqual(silenced('FROM x\n# shellcheck disable=SC2086,SC2046\nRUN y\n', 'SC2046'), [2]);
    assert.deepEqual(silenced('FROM x\n# shellcheck disable=all\nRUN y\n', 'SC2046'), [2]);
    assert.deepEqual(silenced('FROM x\n# hadolint ignore=all\nRUN y\n', 'A'), []);
  });

  it('end where a remark begins', () => {
    const text = 'FROM x\n# hadolint ignore=A , B # we accept, because, of C\nRUN y\n';
    assert.deepEqual(silenced(text, 'B'), [2]);
    for (const word of ['because', 'of', '#', 'we', 'C']) assert.deepEqual(silenced(text, word), []);
  });

  it('stand where they are said to stand', () => {
    const text =
      '# check=error=true;skip=A, B\nFROM x\n  # hadolint ignore = C ,D\nRUN y\n# tally global ignore=E\n';
    const { all } = readSuppressions(parseDockerfile(text));
    assert.deepEqual(
      all.map(({ name, span, comment }) => [name, text.slice(span.start, span.end), comment.line]),
      [
        ['A', 'A', 0],
        ['C', 'C', 2],
        ['D', 'D', 2],
        ['E', 'E', 4],
      ],
    );
  });

  it('count for nothing where that is forbidden, but for what BuildKit reads', () => {
    const read = (text: string) => readSuppressions(parseDockerfile(text), { withoutPragmas: true });
    const { silences } = read(
      'FROM x\n# hadolint ignore=DL3004\n# check=skip=WorkdirRelativePath,DL3002\nRUN y\n',
    );
    assert.equal(silences(['DL3004'], 3), false);
    assert.equal(silences(['DL3002'], 3), false);
    assert.equal(silences(['relative-workdir', 'WorkdirRelativePath'], 3), true);
    assert.equal(read('# check=skip=all\nFROM x\n').skips(['DL3004']), false);
  });

  it('of a hundred thousand names are read in linear time', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `A${index}`).join(',');
    const { silences } = readSuppressions(parseDockerfile(`FROM x\n# hadolint ignore=${names}\nRUN y\n`));
    assert.equal(silences(['A99999'], 2), true);
  });

  it('do not reach into an instruction from its own comments', () => {
    assert.deepEqual(silenced('FROM x\nRUN y \\\n# hadolint ignore=A\n  z\nRUN y\n', 'A'), []);
  });
});
