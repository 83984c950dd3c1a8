import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandFolder } from '../kit/commandLine.ts';

describe('strata', () => {
  const folder = commandFolder();
  after(() => folder.dispose());

  it('lists its commands', async () => {
    const { code, stdout } = await folder.run(['--help']);
    assert.equal(code, 0);
    for (const name of ['format', 'lint', 'parse', 'inspect', 'lsp'])
      assert.match(stdout, new RegExp(`strata ${name} `));
  });

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
    assert.deepEqual(await folder.run(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('ends with 2 when it does not know what to do', async () => {
    const unknown = await folder.run(['lnit']);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /no command "lnit"/);
    assert.equal((await folder.run([])).code, 2);
  });
});
