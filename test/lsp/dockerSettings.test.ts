import assert from 'node:assert/strict';
import { dockerRules } from '../../server/lsp/dockerSettings.ts';
import { readSettings } from '../../server/lsp/settings.ts';
import { TestServer } from './kit.ts';

const URI = 'file:///nowhere/Dockerfile';

/** What each setting of old silences or raises, in a file that has only this one fault. */
const FAULTS: Readonly<Record<string, string>> = {
  deprecatedMaintainer: 'FROM a:1\nMAINTAINER b\n',
  emptyContinuationLine: 'FROM a:1\nRUN a \\\n\n  b\n',
  instructionCasing: 'FROM a:1\nrun b\nRUN c\n',
  instructionCmdMultiple: 'FROM a:1\nCMD ["a"]\nCMD ["b"]\n',
  instructionEntrypointMultiple: 'FROM a:1\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
  instructionHealthcheckMultiple: 'FROM a:1\nHEALTHCHECK NONE\nHEALTHCHECK NONE\n',
  instructionWorkdirRelative: 'FROM a:1\nWORKDIR b\n',
};

describe('settings of the language server used before', () => {
  it('become severities of rules', () => {
    assert.deepEqual(
      dockerRules({ deprecatedMaintainer: 'ignore', instructionCmdMultiple: 'error', else: 'error' }, {}),
      { 'maintainer-instruction': 'off', DL4003: 'error' },
    );
  });

  it('count nothing against a setting of ours, by whatever name of the rule', () => {
    const docker = { instructionWorkdirRelative: 'ignore' };
    for (const name of ['relative-workdir', 'WorkdirRelativePath', 'DL3000']) {
      assert.deepEqual(readSettings({ lint: { rules: { [name]: 'error' } } }, docker).lint.rules, {
        [name]: 'error',
      });
    }
    assert.deepEqual(readSettings({ lint: { rules: { DL3001: 'error' } } }, docker).lint.rules, {
      DL3001: 'error',
      'relative-workdir': 'off',
    });
  });

  it('that are nonsense count as absent', () => {
    for (const value of [
      undefined,
      null,
      'x',
      [],
      { deprecatedMaintainer: 'loud' },
      { deprecatedMaintainer: 1 },
    ]) {
      assert.deepEqual(dockerRules(value, {}), {});
    }
  });

  it('are asked for and silence or raise what they name', async function () {
    this.timeout(60_000);
    const { server } = await TestServer.start({ workspace: { configuration: true }, textDocument: {} });
    const section = 'docker.languageserver.diagnostics';
    let version = 0;
    for (const [name, text] of Object.entries(FAULTS)) {
      for (const [value, severities] of [
        ['warning', [2]],
        ['error', [1]],
        ['ignore', []],
      ] as const) {
        server.sections = { [section]: { [name]: value } };
        await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
        const uri = `${URI}.${++version}`;
        await server.open(uri, text);
        const { diagnostics } = await server.published(uri);
        assert.deepEqual(
          diagnostics.map(({ severity }) => severity),
          severities,
          `${name} ${value}: ${JSON.stringify(diagnostics)}`,
        );
      }
    }
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });

  it('are followed when a client sends them by itself', async function () {
    this.timeout(60_000);
    const { server } = await TestServer.start({});
    await server.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { docker: { languageserver: { diagnostics: { deprecatedMaintainer: 'error' } } } },
    });
    await server.open(URI, FAULTS['deprecatedMaintainer'] ?? '');
    const { diagnostics } = await server.published(URI);
    assert.deepEqual(
      diagnostics.map(({ severity }) => severity),
      [1],
    );
    assert.equal(await server.stop(), 0);
  });
});
