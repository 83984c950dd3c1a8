import assert from 'node:assert/strict';
import { ConfigurationTarget, DiagnosticSeverity, languages, workspace } from 'vscode';
import { eventually, newFile } from './kit.ts';

const SECTION = 'docker.languageserver.diagnostics';

/** The neighbouring extension `rival` sets both of these to `ignore`, by way of defaults. */
describe('settings of the language server that people used before', () => {
  after(() =>
    workspace
      .getConfiguration(SECTION)
      .update('deprecatedMaintainer', undefined, ConfigurationTarget.Workspace),
  );

  it('count where the user wrote them, not where an extension did', async () => {
    const document = await newFile('legacy/Dockerfile', 'FROM scratch\nMAINTAINER a\nWORKDIR b\n');
    const severities = (): Readonly<Record<string, DiagnosticSeverity>> =>
      Object.fromEntries(
        languages
          .getDiagnostics(document.uri)
          .map(({ code, severity }) => [String(typeof code === 'object' ? code.value : code), severity]),
      );
    assert.equal(workspace.getConfiguration(SECTION).get('deprecatedMaintainer'), 'ignore', 'rival is there');
    await eventually('both warnings', () => {
      const found = severities();
      return found['maintainer-instruction'] === DiagnosticSeverity.Warning &&
        found['relative-workdir'] === DiagnosticSeverity.Warning
        ? true
        : undefined;
    });
    const update = (value: string): Thenable<void> =>
      workspace
        .getConfiguration(SECTION)
        .update('deprecatedMaintainer', value, ConfigurationTarget.Workspace);
    await update('error');
    await eventually('an error', () =>
      severities()['maintainer-instruction'] === DiagnosticSeverity.Error ? true : undefined,
    );
    await update('ignore');
    await eventually('silence', () =>
      severities()['maintainer-instruction'] === undefined ? true : undefined,
    );
    assert.equal(severities()['relative-workdir'], DiagnosticSeverity.Warning);
  });
});
