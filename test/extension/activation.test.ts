import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commands, extensions, workspace } from 'vscode';
import { commands as ids, settings } from '../../client/contributions.ts';
import { eventually } from './kit.ts';

const ID = 'strata.strata';

describe('the extension', () => {
  it('is installed and starts', async () => {
    const extension = extensions.getExtension(ID);
    assert.ok(extension, 'installed');
    await extension.activate();
    assert.ok(extension.isActive);
  });

  it('has every command that it declares', async () => {
    const known = new Set(await commands.getCommands(true));
    for (const id of Object.values(ids)) assert.ok(known.has(id), id);
  });

  it('declares every setting that it reads', () => {
    for (const name of Object.values(settings)) {
      assert.notEqual(workspace.getConfiguration().inspect(name)?.defaultValue, undefined, name);
    }
  });

  it('keeps the Docker client out of its own process', async () => {
    const extension = extensions.getExtension(ID);
    await eventually('activation', () => (extension?.isActive ? true : undefined));
    const entry = readFileSync(`${extension?.extensionPath}/dist/extension.cjs`, 'utf8');
    assert.ok(!entry.includes('docker-modem'));
  });
});
