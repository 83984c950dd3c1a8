import assert from 'node:assert/strict';
import { ourFindings } from './differential/compare.ts';
import { namedCases } from './differential/named.ts';

describe("BuildKit's checks", () => {
  for (const example of namedCases) {
    it(example.name, () => assert.deepEqual(ourFindings(example), example.findings.toSorted()));
  }
});
