import assert from 'node:assert/strict';
import { readCsv } from '../../../server/syntax/csv.ts';

describe('a huge --mount', () => {
  it('a million of them cost no more than their length', () => {
    assert.equal(readCsv(','.repeat(1_000_000)).fields.length, 1_000_001);
    assert.equal(readCsv(',""'.repeat(300_000)).fields.length, 300_001);
  });
});
