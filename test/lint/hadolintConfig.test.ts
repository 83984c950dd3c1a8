import assert from 'node:assert/strict';
import {
  lintConfigurationOf,
  mergeHadolint,
  readHadolintConfig,
  readHadolintEnvironment,
} from '../../server/lint/hadolintConfig.ts';
import { hadolintSeverity, isHadolintDefault } from '../../server/lint/hadolintDefaults.ts';
import type { LintConfiguration } from '../../server/lint/run.ts';
import { lint } from '../../server/lint/run.ts';
import { parseHadolintFile } from '../../server/lsp/hadolintFile.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

describe('a hadolint configuration', () => {
  const problemsOf = (value: unknown): readonly string[] =>
    readHadolintConfig(value).problems.map(formatMessage);

  it('is read as it is', () => {
    const { problems, ...config } = parseHadolintFile(`
failure-threshold: warning
format: sarif
ignored: [DL3000, SC1010]
label-schema:
  author: text
  version: semver
no-color: true
no-fail: false
override:
  error: [DL3001]
  warning: [DL3042]
  info: [DL3032]
  style: [DL3015]
strict-labels: true
disable-ignore-pragma: true
trustedRegistries:
  - docker.io
  - "*.gcr.io"
`);
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      ignored: ['DL3000', 'SC1010'],
      override: { error: ['DL3001'], warning: ['DL3042'], info: ['DL3032'], style: ['DL3015'] },
      trustedRegistries: ['docker.io', '*.gcr.io'],
      labelSchema: new Map([
        ['author', 'text'],
        ['version', 'semver'],
      ]),
      strictLabels: true,
      withoutPragmas: true,
      failureThreshold: 'warning',
      noFail: false,
      format: 'sarif',
      noColor: true,
    });
  });

  it('may be empty, or say one word where a list can stand', () => {
    assert.deepEqual(parseHadolintFile(''), { override: {}, problems: [] });
    assert.deepEqual(parseHadolintFile('# nothing\n').problems, []);
    assert.deepEqual(readHadolintConfig({ trustedRegistries: 'docker.io' }).trustedRegistries, ['docker.io']);
    assert.deepEqual(problemsOf({ ignored: null, override: null, 'label-schema': null }), []);
  });

  const WRONG: readonly (readonly [string, unknown, RegExp])[] = [
    ['no mapping', ['DL3000'], /no hadolint configuration/],
    ['an unknown key', { ignore: ['DL3000'] }, /`ignore` is no key/],
    ['a number in a list', { ignored: ['DL3000', 3001] }, /`ignored` should be a list/],
    ['a word for a switch', { 'no-fail': 'perhaps' }, /`no-fail` should be true or false/],
    ['a list for a word', { format: ['json'] }, /`format` should be a word/],
    ['an unknown level', { override: { fatal: ['DL3000'] } }, /`override.fatal` is no level/],
    ['levels as a list', { override: ['DL3000'] }, /`override` should be levels/],
    ['a level that is no list', { override: { error: { a: 1 } } }, /`override.error` should be a list/],
    ['an unknown label format', { 'label-schema': { a: 'date' } }, /label `a` should be one of text/],
    ['labels as a list', { 'label-schema': ['a'] }, /`label-schema` should be labels/],
    ['an unknown threshold', { 'failure-threshold': 'fatal' }, /threshold should be one of error/],
  ];
  for (const [name, value, expected] of WRONG) {
    it(`says what is wrong with ${name}`, () => {
      const [problem = '', ...others] = problemsOf(value);
      assert.match(problem, expected);
      assert.deepEqual(others, []);
    });
  }

  it('counts as far as it is right', () => {
    const config = readHadolintConfig({ ignored: ['DL3000', 1], override: { info: ['DL3001'], x: 1 } });
    assert.deepEqual(config.ignored, ['DL3000']);
    assert.deepEqual(config.override, { info: ['DL3001'] });
  });

  it('counts as far as its YAML can be read', () => {
    const config = parseHadolintFile('ignored:\n  - DL3000\ntrustedRegistries: [docker.io\nno-fail: true\n');
    assert.equal(config.isBroken, true);
    assert.match(formatMessage(config.problems[0] ?? { template: '', args: {} }), /^Line \d+ is no YAML: /);
    assert.deepEqual(config.ignored, ['DL3000']);
  });

  it('cannot make the reader run out of memory', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let index = 1; index < 40; index++) {
      lines.push(`a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`);
    }
    assert.equal(parseHadolintFile(lines.join('\n')).isBroken, true);
    assert.equal(parseHadolintFile('a'.repeat(1_000_001)).isBroken, true);
  });

  it('can come from the environment', () => {
    const { problems, ...config } = readHadolintEnvironment({
      HADOLINT_NOFAIL: 'Yes',
      HADOLINT_FORMAT: 'json',
      HADOLINT_FAILURE_THRESHOLD: 'none',
      HADOLINT_OVERRIDE_ERROR: 'DL3010, DL3020',
      HADOLINT_IGNORE: 'DL3008,DL3009',
      HADOLINT_STRICT_LABELS: '0',
      HADOLINT_DISABLE_IGNORE_PRAGMA: '1',
      HADOLINT_TRUSTED_REGISTRIES: 'docker.io',
      HADOLINT_REQUIRE_LABELS: 'maintainer:text,a.b:url',
      HADOLINT_OVERRIDE_INFO: '',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      ignored: ['DL3008', 'DL3009'],
      override: { error: ['DL3010', 'DL3020'] },
      trustedRegistries: ['docker.io'],
      labelSchema: new Map([
        ['maintainer', 'text'],
        ['a.b', 'url'],
      ]),
      strictLabels: false,
      withoutPragmas: true,
      failureThreshold: 'hint',
      noFail: true,
      format: 'json',
    });
    assert.deepEqual(readHadolintEnvironment({ PATH: '/bin' }), { override: {}, problems: [] });
  });

  it('gives way to a stronger one, each part by itself', () => {
    const weak = readHadolintConfig({
      ignored: ['A'],
      override: { error: ['B'], info: ['C'] },
      'no-fail': true,
    });
    const strong = readHadolintConfig({ ignored: ['D'], override: { error: ['E'] } });
    const merged = mergeHadolint(weak, strong);
    assert.deepEqual(merged.ignored, ['D']);
    assert.deepEqual(merged.override, { error: ['E'], info: ['C'] });
    assert.equal(merged.noFail, true);
  });

  describe('decides what is reported', () => {
    const rulesOf = (text: string, yaml: string, more: LintConfiguration = {}): readonly string[] => {
      const file = parseDockerfile(text);
      const config = {
        preset: 'hadolint',
        ...lintConfigurationOf(parseHadolintFile(yaml)),
        ...more,
      } as const;
      return lint({ file, model: buildModel(file) }, config).map(
        ({ aliases, severity }) => `${aliases.find(name => name.startsWith('DL'))} ${severity}`,
      );
    };
    const text = 'FROM debian\nWORKDIR app\n# hadolint ignore=DL3004\nRUN sudo ls\n';

    it('as hadolint does by itself', () => {
      assert.deepEqual(rulesOf(text, ''), ['DL3006 warning', 'DL3000 error']);
    });

    it('ignores rules and changes levels, the first before the second', () => {
      const yaml = 'ignored: [DL3006]\noverride:\n  style: [DL3000]\n  error: [DL3006]\n';
      assert.deepEqual(rulesOf(text, yaml), ['DL3000 hint']);
    });

    it('brings in what is off', () => {
      assert.deepEqual(rulesOf('FROM debian:13\n', 'override: {warning: [DL3057]}'), ['DL3057 warning']);
    });

    it('lets no comment silence anything where that is forbidden', () => {
      assert.deepEqual(rulesOf(text, 'disable-ignore-pragma: true'), [
        'DL3006 warning',
        'DL3000 error',
        'DL3004 error',
      ]);
    });

    it('knows the registries and labels of the project', () => {
      const yaml = 'trustedRegistries: ghcr.io\nlabel-schema: {v: semver}\nstrict-labels: true\n';
      assert.deepEqual(rulesOf('FROM debian:13\nLABEL a=b\n', yaml).toSorted(), [
        'DL3026 error',
        'DL3049 info',
        'DL3050 info',
      ]);
    });

    it('says nothing against what is asked for by name', () => {
      assert.deepEqual(rulesOf(text, 'ignored: [DL3006]', { only: new Set(['DL3006']) }), ['DL3006 warning']);
      assert.deepEqual(rulesOf(text, 'override: {error: [DL3000]}', { only: new Set(['DL3006']) }), [
        'DL3006 warning',
      ]);
    });
  });
});

describe("hadolint's defaults", () => {
  it('leave out what is off there', () => {
    assert.deepEqual(['DL1001', 'DL3057', 'DL3008', 'UndefinedVar'].map(isHadolintDefault), [
      false,
      false,
      true,
      false,
    ]);
  });

  it('are as grave as there', () => {
    assert.deepEqual(
      [['DL3048'], ['DuplicateStageName', 'DL3024'], ['DL3059'], ['DL3008'], ['UndefinedVar']].map(
        hadolintSeverity,
      ),
      ['hint', 'error', 'info', 'warning', undefined],
    );
  });
});
