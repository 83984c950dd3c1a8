import assert from 'node:assert/strict';
import { isBuildkitName, isHadolintName, pageOf } from '../../server/lint/names.ts';
import { rules } from '../../server/lint/rules.ts';
import { similarName } from '../../server/lint/similarName.ts';

describe('names', () => {
  it('are those of BuildKit or hadolint', () => {
    for (const alias of rules.flatMap(({ aliases }) => aliases)) {
      assert.ok(isBuildkitName(alias) !== isHadolintName(alias), alias);
    }
  });

  it('of all of BuildKit are there', () => {
    assert.equal(new Set(rules.flatMap(({ aliases }) => aliases.filter(isBuildkitName))).size, 22);
  });

  it('have a page', () => {
    assert.equal(
      pageOf(['DL3025', 'JSONArgsRecommended']),
      'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    );
    assert.equal(pageOf(['DL3008']), 'https://github.com/hadolint/hadolint/wiki/DL3008');
    assert.equal(pageOf(['SC2086']), 'https://www.shellcheck.net/wiki/SC2086');
    assert.equal(pageOf([]), undefined);
  });
});

describe('similar names', () => {
  const names = ['FOO_BAR', 'PATH', 'VERSION', 'a'];

  it('differ by little', () => {
    assert.equal(similarName('FOO_BAZ', names), 'FOO_BAR');
    assert.equal(similarName('VERSOIN', names), 'VERSION');
    assert.equal(similarName('path', names), 'PATH');
    assert.equal(similarName('PATHS', names), 'PATH');
  });

  it('are not any other name', () => {
    for (const name of ['FOO', 'b', 'REVISIONS', 'HOME', 'x'.repeat(1000)]) {
      assert.equal(similarName(name, names), undefined, name);
    }
  });
});
