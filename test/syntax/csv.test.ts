import assert from 'node:assert/strict';
import { readCsv } from '../../server/syntax/csv.ts';

const read = (text: string): string => {
  const { fields, error } = readCsv(text);
  return [...fields.map(({ start, end, value }) => `${start}-${end} ${value}`), ...(error ?? [])].join('|');
};

describe('the comma-separated values of --mount', () => {
  it('are split at commas outside of quotes', () => {
    assert.equal(read('type=cache,,a'), '0-10 type=cache|11-11 |12-13 a');
    assert.equal(read('"a,b",c'), '0-5 a,b|6-7 c');
    assert.equal(read('"a""b"'), '0-6 a"b');
  });

  it('tell where a quote goes wrong, also behind quotes that are right', () => {
    assert.deepEqual(
      readCsv('a,"b",c"').error,
      'parse error on line 1, column 8: bare " in non-quoted-field',
    );
    assert.deepEqual(readCsv('"b","c').errorAt, 5);
    assert.deepEqual(
      readCsv('é,"b"x').error,
      'parse error on line 1, column 6: extraneous or missing " in quoted-field',
    );
  });
});
