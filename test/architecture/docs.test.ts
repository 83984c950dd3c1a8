import assert from 'node:assert/strict';
import { rulePages, writtenPages } from '../../scripts/docs.ts';

describe('docs/rules', () => {
  it('is what `npm run docs` writes', () => {
    const written = writtenPages();
    const made = rulePages();
    assert.deepEqual([...written.keys()].sort(), [...made.keys()].sort());
    for (const [name, text] of made) assert.equal(written.get(name), text, `${name}: run \`npm run docs\``);
  });
});
