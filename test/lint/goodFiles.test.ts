import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

const ROOT = join(import.meta.dirname, '../..');
const GOOD = [
  ...readdirSync(join(import.meta.dirname, 'good')).map(name => join('test/lint/good', name)),
  ...['go', 'hello', 'node', 'python'].map(name => join('docs/sample', name, 'Dockerfile')),
];

describe('the recommended rules', () => {
  for (const path of GOOD) {
    it(`say nothing of ${path}`, () => {
      const file = parseDockerfile(readFileSync(join(ROOT, path), 'utf8'));
      const found = lint({ file, model: buildModel(file) });
      assert.deepEqual(
        found.map(({ rule, message, span }) => {
          const line = file.text.slice(0, span.start).split('\n').length;
          return `${line}: ${rule}: ${formatMessage(message)}`;
        }),
        [],
      );
    });
  }
});
