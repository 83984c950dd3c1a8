import assert from 'node:assert/strict';
import {
  type CodeAction,
  CodeActionKind,
  ConfigurationTarget,
  commands,
  languages,
  TabInputWebview,
  window,
  workspace,
} from 'vscode';
import { eventually, newFile } from './kit.ts';

describe('rules in the editor', () => {
  it('fix what is safe on save, to the end', async () => {
    const configuration = workspace.getConfiguration('editor');
    await configuration.update(
      'codeActionsOnSave',
      { 'source.fixAll.strata': 'explicit' },
      ConfigurationTarget.Workspace,
    );
    try {
      const text = 'from a:1 as One\nEXPOSE 80:80/TCP\nCMD npm start\n';
      const document = await newFile('rules/on-save/Dockerfile', text);
      await eventually('findings', () =>
        languages.getDiagnostics(document.uri).length > 2 ? true : undefined,
      );
      const editor = await window.showTextDocument(document);
      await editor.edit(edit => edit.insert(document.positionAt(text.length), '# changed\n'));
      assert.ok(await document.save());
      // The command stays as it is: to run it without a shell is another thing.
      assert.equal(document.getText(), 'FROM a:1 AS one\nEXPOSE 80/tcp\nCMD npm start\n# changed\n');
    } finally {
      await configuration.update('codeActionsOnSave', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('tell fixes that are preferred, and link to pages and other lines', async () => {
    const { uri } = await newFile('rules/links/Dockerfile', 'FROM a:1 as b\nCMD ["c"]\nCMD ["d"]\n');
    const [casing, command] = await eventually('both', () => {
      const found = languages.getDiagnostics(uri);
      return found.length === 2 ? found : undefined;
    });
    assert.ok(casing && typeof casing.code === 'object' && command);
    assert.equal(
      casing.code.target.toString(),
      'https://docs.docker.com/reference/build-checks/from-as-casing/',
    );
    const [related] = command.relatedInformation ?? [];
    assert.equal(related?.location.range.start.line, 2);
    assert.equal(related?.message, 'The CMD on line 3');
    const actions = await commands.executeCommand<readonly CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      casing.range,
      CodeActionKind.QuickFix.value,
    );
    const titles = actions.map(({ title, isPreferred }) => (isPreferred ? `${title} (preferred)` : title));
    assert.deepEqual(titles, [
      'Write `AS` (preferred)',
      'Ignore FromAsCasing for this instruction',
      'Ignore FromAsCasing in this file',
      'Switch FromAsCasing off or set its severity…',
      'Explain FromAsCasing',
    ]);
  });

  it('show their page, by any of their names', async () => {
    await commands.executeCommand('strata.showRule', 'DL3000');
    await eventually('the page', () =>
      window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(({ label, input }) => label.includes('relative-workdir') && input instanceof TabInputWebview)
        ? true
        : undefined,
    );
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('are silenced by what the settings say, for the file at once', async () => {
    const configuration = workspace.getConfiguration('strata.lint');
    const { uri } = await newFile('rules/settings/Dockerfile', 'FROM a:1\nWORKDIR b\n');
    await eventually('a warning', () => (languages.getDiagnostics(uri).length === 1 ? true : undefined));
    await configuration.update('rules', { DL3000: 'off' }, ConfigurationTarget.Workspace);
    try {
      await eventually('silence', () => (languages.getDiagnostics(uri).length === 0 ? true : undefined));
    } finally {
      await configuration.update('rules', undefined, ConfigurationTarget.Workspace);
    }
  });
});
