import assert from 'node:assert/strict';
import { isLinted, LINTED_CHECKS } from '../../client/build/lintedChecks.ts';
import { rules } from '../../server/lint/rules.ts';

describe('warnings of a build that the linter gives too', () => {
  it('are those of rules with BuildKit’s name', () => {
    const aliases = new Set(rules.flatMap(rule => rule.aliases));
    for (const name of LINTED_CHECKS) assert.ok(aliases.has(name), name);
  });

  it('are known by the name that they begin with', () => {
    assert.ok(isLinted('WorkdirRelativePath: Relative workdir "x"'));
    assert.ok(!isLinted('FutureCheck: WorkdirRelativePath: x'));
    assert.ok(!isLinted('careful'));
  });
});
