import assert from 'node:assert/strict';
import { judge } from '../../scripts/verify.ts';

const ran = (code: number, output: string) => judge('tests', { code, output });

describe('what a finished suite counts as', () => {
  it('counts what mocha says last', () => {
    assert.deepEqual(ran(0, '\n  12 passing (3s)\n'), { passed: 12, failed: 0, note: '' });
    assert.deepEqual(ran(2, '  12 passing (3s)\n  2 failing\n\n  1) a\n'), {
      passed: 12,
      failed: 2,
      note: '',
    });
  });

  it('fails an empty suite', () => {
    assert.deepEqual(ran(0, '\n  0 passing (1ms)\n'), { passed: 0, failed: 1, note: 'no test passed' });
    assert.deepEqual(ran(1, 'Error: No test files found'), { passed: 0, failed: 1, note: 'no test passed' });
  });

  it('fails a suite that broke after its tests', () => {
    assert.deepEqual(ran(7, '  3 passing (1s)\n'), { passed: 3, failed: 1, note: 'ended with 7' });
  });

  it('counts a check as one', () => {
    assert.deepEqual(judge('check', { code: 0, output: '' }), { passed: 1, failed: 0, note: '' });
    assert.deepEqual(judge('check', { code: 1, output: '12 passing' }), { passed: 0, failed: 1, note: '' });
  });
});
