import assert from 'node:assert/strict';
import { newerTags } from '../../server/syntax/values/newerTags.ts';
import { compareTags } from '../../server/syntax/values/tagOrder.ts';

const TAGS = [
  ...['24', '24.1', '24.1.0', '24.2.3', '24-alpine', '24.2.3-alpine3.22', '24.2.3-slim', '25.0.0-rc1'],
  ...['26', '26.0', '26.0.1', '26.0.1-alpine3.23', '26-alpine', '22.1.0', 'latest', 'lts', 'bookworm'],
].sort(compareTags);

describe('newer tags', () => {
  const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['24.1.0', '24.2.3', '26.0.1'],
    ['24.2.3', undefined, '26.0.1'],
    ['26.0.1', undefined, undefined],
    ['22', undefined, '26'],
    ['24.0', '24.1', '26.0'],
    ['24.1.0-alpine3.20', '24.2.3-alpine3.22', '26.0.1-alpine3.23'],
    ['24-alpine', undefined, '26-alpine'],
    ['24.0.0-slim', '24.2.3-slim', undefined],
    ['20.0.0-bullseye', undefined, undefined],
    ['latest', undefined, undefined],
    ['', undefined, undefined],
  ];
  for (const [current, within, newest] of cases) {
    it(`than ${current || 'nothing'}`, () => {
      assert.deepEqual(newerTags(current, TAGS), { within, newest });
    });
  }
});
