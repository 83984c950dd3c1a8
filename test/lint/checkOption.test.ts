import assert from 'node:assert/strict';
import { parseCheckOption } from '../../server/lint/checkOption.ts';

describe('check options', () => {
  const read = (value: string) => {
    const { skip, experimental, error, invalid } = parseCheckOption(value);
    const list = (names: 'all' | ReadonlySet<string>) => (names === 'all' ? 'all' : [...names]);
    return { skip: list(skip), experimental: list(experimental), error, invalid };
  };
  const nothing = { skip: [], experimental: [], error: false, invalid: undefined };

  it('name the checks to skip', () => {
    assert.deepEqual(read('skip=A,B'), { ...nothing, skip: ['A', 'B'] });
    assert.deepEqual(read('skip=all'), { ...nothing, skip: 'all' });
  });

  it('stand in any order', () => {
    assert.deepEqual(read('error=true;experimental=all;skip=A'), {
      skip: ['A'],
      experimental: 'all',
      error: true,
      invalid: undefined,
    });
  });

  it('end at the first blank: the rest is a remark', () => {
    assert.deepEqual(read('skip=A, B'), { ...nothing, skip: ['A', ''] });
    assert.deepEqual(read('skip=A // they are old'), { ...nothing, skip: ['A'] });
  });

  it('that make no sense void all', () => {
    assert.deepEqual(read('skip=A;foo=1'), { ...nothing, invalid: 'foo=1' });
    assert.deepEqual(read('skip'), { ...nothing, invalid: 'skip' });
    assert.deepEqual(read('error=yes'), { ...nothing, invalid: 'error=yes' });
    assert.deepEqual(read('skip=A;error=1;experimental=B;skip=C'), {
      ...nothing,
      skip: ['A'],
      error: true,
      experimental: ['B;skip=C'],
    });
  });

  it('may be absent', () => assert.deepEqual(read(''), nothing));
});
