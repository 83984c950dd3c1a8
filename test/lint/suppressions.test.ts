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

  it('do not reach into an instruction from its own comments', () => {
    assert.deepEqual(silenced('FROM x\nRUN y \\\n# hadolint ignore=A\n  z\nRUN y\n', 'A'), []);
  });
});
