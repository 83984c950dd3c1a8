import assert from 'node:assert/strict';
import type { LintConfiguration } from '../../server/lint/configuration.ts';
import { rules } from '../../server/lint/rules.ts';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

function check(text: string, configuration?: LintConfiguration) {
  const file = parseDockerfile(text);
  return lint({ file, model: buildModel(file), surroundings: { dockerignore: 'a\n' } }, configuration);
}

/** Those that these tests are about, so that another rule changes nothing here. */
const FEW = rules.filter(({ id }) =>
  [
    'copy-of-ignored-file',
    'empty-continuation-line',
    'host-port-in-expose',
    'legacy-key-value',
    'mixed-case-from-as',
    'overridden-instruction',
    'relative-workdir',
    'secret-in-variable',
    'shell-form-command',
    'uppercase-stage-name',
  ].includes(id),
);
const find = (text: string, configuration?: LintConfiguration) =>
  check(text, { ...configuration, rules: FEW });
const rulesOf = (text: string, configuration?: LintConfiguration): readonly string[] =>
  find(text, configuration).map(({ rule }) => rule);

describe('lint', () => {
  it('reports by place', () => {
    assert.deepEqual(rulesOf('FROM a as B\nCMD c\nRUN d \\\n\n e\n'), [
      'mixed-case-from-as',
      'uppercase-stage-name',
      'shell-form-command',
      'empty-continuation-line',
    ]);
  });

  it('reports what BuildKit cannot read, and goes on', () => {
    assert.deepEqual(rulesOf('FROM a\nNONSENSE\nCMD c\n'), [
      'syntax-unknown-instruction',
      'shell-form-command',
    ]);
  });

  it('reads a fragment without FROM', () => {
    const rules = rulesOf('WORKDIR app\nENV A_TOKEN 1\ncmd x\n');
    for (const rule of ['relative-workdir', 'legacy-key-value', 'secret-in-variable', 'shell-form-command']) {
      assert.ok(rules.includes(rule), rule);
    }
  });

  it('makes errors of what fails the build', () => {
    const [found] = find('# check=error=true\nFROM a AS B\n');
    assert.equal(found?.severity, 'error');
  });

  it('names each finding as other tools do', () => {
    const text = 'FROM a\nCMD b\nCMD ["c"]\nHEALTHCHECK NONE\nHEALTHCHECK NONE\n';
    const aliases = find(text, { only: new Set(['overridden-instruction']) }).map(found => found.aliases);
    assert.deepEqual(aliases, [
      ['MultipleInstructionsDisallowed', 'DL4003'],
      ['MultipleInstructionsDisallowed', 'DL3012'],
    ]);
  });

  it('shortens what is too long to read', () => {
    const [found] = find(`FROM a AS ${'B'.repeat(100_000)}\n`);
    assert.ok(String(found?.message.args.name).length < 300);
  });

  describe('with a preset', () => {
    const text = '# check=skip=none\nFROM a AS b\nSHELL ["x"]\nCMD c\nCOPY a /\nEXPOSE 1:1\n';

    it('reports what is recommended', () => {
      assert.deepEqual(rulesOf(text), ['copy-of-ignored-file', 'host-port-in-expose']);
    });

    it('reports everything', () => {
      assert.deepEqual(rulesOf(text, { preset: 'all' }), [
        'shell-form-command',
        'copy-of-ignored-file',
        'host-port-in-expose',
      ]);
    });

    it('reports what BuildKit reports, experimental checks where they are asked for', () => {
      assert.deepEqual(rulesOf(text, { preset: 'buildkit' }), ['host-port-in-expose']);
      const asking = text.replace('skip=none', 'experimental=CopyIgnoredFile');
      assert.deepEqual(rulesOf(asking, { preset: 'buildkit' }), [
        'copy-of-ignored-file',
        'host-port-in-expose',
      ]);
    });

    it('reports what hadolint reports', () => {
      assert.deepEqual(rulesOf(text, { preset: 'hadolint' }), ['shell-form-command']);
    });
  });

  describe('with severities', () => {
    const text = 'FROM a as b\nWORKDIR /x\nWORKDIR y\n';

    it('takes a rule out by any name', () => {
      for (const name of ['mixed-case-from-as', 'FromAsCasing']) {
        assert.deepEqual(rulesOf(text, { severities: new Map([[name, 'off']]) }), []);
      }
    });

    it('brings a rule in, and changes how grave it is', () => {
      const found = find(text, {
        severities: new Map([
          ['DL3000', 'info'],
          ['FromAsCasing', 'error'],
        ]),
      });
      assert.deepEqual(
        found.map(({ rule, severity }) => [rule, severity]),
        [
          ['mixed-case-from-as', 'error'],
          ['relative-workdir', 'info'],
        ],
      );
    });
  });
});
