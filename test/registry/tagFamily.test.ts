import assert from 'node:assert/strict';
import {
  buildTags,
  commitTags,
  environmentTags,
  isTag,
  semanticFamily,
} from '../../client/registry/tagFamily.ts';

describe('tags of one version', () => {
  it('are its family, without promises that nobody keeps', () => {
    const cases: readonly (readonly [string, readonly string[] | undefined])[] = [
      ['1.2.3', ['1.2.3', '1.2', '1', 'latest']],
      ['v10.0.1', ['v10.0.1', 'v10.0', 'v10', 'latest']],
      ['0.4.2', ['0.4.2', '0.4', 'latest']],
      ['2.0.0-rc.1', ['2.0.0-rc.1']],
      ['1.2.3+build.7', ['1.2.3_build.7']],
      ['1.2', undefined],
      ['01.2.3', undefined],
      ['1.2.3 x', undefined],
      ['', undefined],
    ];
    for (const [version, tags] of cases) assert.deepEqual(semanticFamily(version), tags, version);
  });

  it('are a commit, a build, a place with its version', () => {
    assert.deepEqual(commitTags('0123456789abcdef0123456789abcdef01234567'), ['0123456789ab']);
    assert.equal(commitTags('main'), undefined);
    assert.deepEqual(buildTags(' 57 '), ['build-57']);
    assert.deepEqual(buildTags('nightly.3'), ['nightly.3']);
    assert.equal(buildTags('a b'), undefined);
    assert.deepEqual(environmentTags('prod', '1.2.3+7'), ['prod-1.2.3_7', 'prod']);
    assert.equal(environmentTags('prod', ''), undefined);
    assert.equal(environmentTags('-x', '1'), undefined);
  });

  it('are all tags that a registry takes', () => {
    for (const tags of [
      semanticFamily('1.2.3-a.b+c'),
      commitTags('a'.repeat(40)),
      environmentTags('a', '1'),
    ]) {
      assert.ok(tags?.every(isTag));
    }
    for (const bad of ['', '.x', '-x', 'a b', 'a/b', 'a'.repeat(129)]) assert.ok(!isTag(bad), bad);
  });
});
