import assert from 'node:assert/strict';
import { type CodeAction, commands, type Diagnostic, languages, Range } from 'vscode';
import { eventually, newFile } from './kit.ts';

/** The neighbouring extension `rival` shows findings as others do, in files of this folder alone. */
describe('other extensions for Dockerfiles', () => {
  const codeOf = ({ code }: Diagnostic): string => String(typeof code === 'object' ? code.value : code);

  it('show nothing that Strata shows too', async () => {
    const text = 'FROM a:1 as b\nMAINTAINER c\nWORKDIR app\nRUN sudo d\nNOPE\n';
    const { uri } = await newFile('side-by-side/Dockerfile', text);
    const all = (): readonly string[] =>
      languages.getDiagnostics(uri).map(diagnostic => `${diagnostic.source} ${codeOf(diagnostic)}`);
    await eventually('one message for each finding', () => {
      const found = all();
      const own = found.filter(name => name.startsWith('Strata')).toSorted();
      return found.length > own.length && own.join() === 'Strata mixed-case-from-as' ? true : undefined;
    }).catch(error => {
      throw new Error(`${error.message}\n${all().join('\n')}`);
    });
    assert.equal(all().filter(name => !name.startsWith('Strata')).length, 4);
    // The fix is there all the same.
    const actions = await commands.executeCommand<readonly CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      new Range(2, 8, 2, 8),
    );
    assert.ok(
      actions.some(({ title }) => title.includes('/app')),
      actions.map(({ title }) => title).join('\n'),
    );
    await commands.executeCommand('rival.clear');
    await eventually('all of ours', () => (all().length === 5 ? true : undefined)).catch(error => {
      throw new Error(`${error.message}\n${all().join('\n')}`);
    });
  });
});
