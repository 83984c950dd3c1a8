import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { README, rulePages, writtenPages } from '../../scripts/docs.ts';
import { SETTINGS_SCHEMA, settingsSchema } from '../../scripts/settingsSchema.ts';
import { readmeWithSettings } from '../../scripts/settingsTable.ts';

describe('docs/rules', () => {
  it('is what `npm run docs` writes', () => {
    const written = writtenPages();
    const made = rulePages();
    assert.deepEqual([...written.keys()].sort(), [...made.keys()].sort());
    for (const [name, text] of made) assert.equal(written.get(name), text, `${name}: run \`npm run docs\``);
  });
});

describe('README.md', () => {
  it('has the settings of package.json', () => {
    const readme = readFileSync(README, 'utf8');
    assert.equal(readme, readmeWithSettings(readme), 'run `npm run docs`');
  });
});

describe('the names of rules for settings', () => {
  it('are what `npm run docs` writes', () => {
    assert.equal(readFileSync(SETTINGS_SCHEMA, 'utf8'), settingsSchema(), 'run `npm run docs`');
  });
});
