import assert from 'node:assert/strict';
import { lint } from '../../../server/lint/run.ts';
import { buildModel } from '../../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';

describe('a file with more instructions than anybody writes', () => {
  const lintAll = (text: string) => {
    const file = parseDockerfile(text);
    return lint({ file, model: buildModel(file) });
  };

  it('has its errors and says that nothing else was looked for', () => {
    const found = lintAll(`FROM a:1\n${'RUN sudo b\n'.repeat(100_000)}CPOY a b\n`);
    assert.deepEqual(
      found.map(({ rule, severity }) => [rule, severity]),
      [
        ['syntax-too-many-instructions', 'info'],
        ['syntax-unknown-instruction', 'error'],
      ],
    );
  });

  it('is looked at by the rules as long as it is no longer', () => {
    const found = lintAll(`FROM a:1\n${'ENV a=b\n'.repeat(99_998)}WORKDIR c\n`);
    assert.ok(found.some(({ rule }) => rule === 'relative-workdir'));
    assert.ok(!found.some(({ rule }) => rule === 'syntax-too-many-instructions'));
  });
});
