import assert from 'node:assert/strict';
import { type CodeLens, ConfigurationTarget, commands, tasks, Uri, workspace } from 'vscode';
import { internalCommands, settings, taskTypes } from '../../client/contributions.ts';
import { eventually, newFile, workspaceFolder } from './kit.ts';

const lensesOf = (uri: Uri) =>
  commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);

/** Titles of our own lenses, with the stage that each builds. */
async function buildLenses(uri: Uri): Promise<string[]> {
  const lenses = await lensesOf(uri);
  return lenses.flatMap(({ command, range }) =>
    command?.command === internalCommands.buildStage
      ? [`${range.start.line} ${command.title} ${String(command.arguments?.[1])}`]
      : [],
  );
}

describe('builds in the editor', () => {
  it('are offered as tasks, one for each Dockerfile', async () => {
    const offered = await tasks.fetchTasks({ type: taskTypes.build });
    const files = offered.map(({ definition }) => String(definition.dockerfile));
    assert.ok(files.includes('hello/Dockerfile'), files.join());
    assert.ok(offered.every(task => task.group?.id === 'build'));
  });

  it('stand above each stage, where that is wanted', async () => {
    const { uri } = await newFile(
      'lenses/Dockerfile',
      'ARG A=1\nFROM a:1 AS first\nRUN x\nFROM a:1\nRUN y\nFROM first\n',
    );
    const shown = await eventually('the lenses', async () => {
      const found = await buildLenses(uri);
      return found.length === 3 ? found : undefined;
    });
    assert.deepEqual(shown, ['1 Build to here first', '3 Build to here 1', '5 Build image undefined']);
    const configuration = workspace.getConfiguration();
    await configuration.update(settings.buildCodeLens, false, ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await buildLenses(uri), []);
    } finally {
      await configuration.update(settings.buildCodeLens, undefined, ConfigurationTarget.Workspace);
      await workspace.fs.delete(Uri.joinPath(workspaceFolder(), 'lenses'), { recursive: true });
    }
  });
});
