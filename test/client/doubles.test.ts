import assert from 'node:assert/strict';
import { type ShownFinding, withoutDoubles } from '../../client/language/doubles.ts';

const finding = (
  names: readonly string[],
  lines: readonly [number, number] = [3, 3],
  more: Partial<ShownFinding> = {},
): ShownFinding => ({
  source: 'Strata',
  names,
  isError: false,
  firstLine: lines[0],
  lastLine: lines[1],
  ...more,
});

/** Whether ours is left out beside another's. */
const isLeftOut = (own: ShownFinding, other: ShownFinding): boolean =>
  withoutDoubles([own], each => each, [other]).length === 0;

describe('what another extension shows already', () => {
  const own = finding(['relative-workdir', 'WorkdirRelativePath', 'DL3000']);
  const from = (source: string, name: string, lines?: readonly [number, number]): ShownFinding =>
    finding([name], lines, { source });

  it('is left out by any name that the rule has', () => {
    assert.ok(isLeftOut(own, from('docker-language-server', 'WorkdirRelativePath')));
    assert.ok(isLeftOut(own, from('hadolint', 'DL3000')));
    assert.ok(isLeftOut(own, from('tally', 'buildkit/WorkdirRelativePath')));
    assert.ok(isLeftOut(own, from('tally', 'hadolint/DL3000')));
    assert.ok(isLeftOut(own, from('dockerfile-utils', '50')));
    assert.ok(isLeftOut(finding(['SC2086', 'shellcheck-sc2086']), from('hadolint', 'SC2086')));
  });

  it('is another thing on another line, by another name, or of our own', () => {
    assert.ok(!isLeftOut(own, from('hadolint', 'DL3000', [4, 4])));
    assert.ok(isLeftOut(own, from('docker-language-server', 'WorkdirRelativePath', [1, 5])));
    assert.ok(!isLeftOut(own, from('hadolint', 'DL3003')));
    assert.ok(!isLeftOut(own, from('dockerfile-utils', '45')));
    assert.ok(!isLeftOut(own, from('some-spell-checker', '50')));
    assert.ok(!isLeftOut(own, from('Strata', 'DL3000')));
    assert.ok(!isLeftOut(own, from('docker build', 'DL3000')));
  });

  it('is what cannot be read, whatever others call it', () => {
    const syntax = finding(['syntax-unknown-instruction'], [3, 3], { isError: true });
    const error = { isError: true };
    assert.ok(isLeftOut(syntax, finding(['38'], [3, 3], { ...error, source: 'dockerfile-utils' })));
    assert.ok(isLeftOut(syntax, finding([], [3, 3], { ...error, source: 'docker-language-server' })));
    assert.ok(!isLeftOut(syntax, finding([], [3, 3], { ...error, source: 'cSpell' })));
    assert.ok(!isLeftOut(syntax, finding(['DL3000'], [3, 3], { source: 'hadolint' })));
    assert.ok(!isLeftOut(own, finding([], [3, 3], { ...error, source: 'docker-language-server' })));
  });
});
