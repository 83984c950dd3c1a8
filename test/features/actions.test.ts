import assert from 'node:assert/strict';
import { fixAll, quickFixes } from '../../server/features/codeActions.ts';
import { type DiagnosticChoice, diagnostics } from '../../server/features/diagnostics.ts';
import type { Diagnostic } from '../../server/lint/diagnostic.ts';
import { applyEdits } from '../../server/lint/fix.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { atCursor, documentOf } from './kit.ts';

const DEFAULT: DiagnosticChoice = { enable: true, preset: 'recommended', rules: {} };

function lint(text: string, choice: DiagnosticChoice = DEFAULT): readonly Diagnostic[] {
  return diagnostics(documentOf(text), {}, choice);
}

const rules = (text: string, choice?: DiagnosticChoice): readonly string[] =>
  lint(text, choice).map(({ rule, severity }) => `${severity} ${rule}`);

describe('what the settings do to diagnostics', () => {
  const text = 'FROM a:1 as one\nWORKDIR b\nNOPE\n';

  it('by default the recommended rules and all errors', () => {
    assert.deepEqual(rules(text), [
      'warning mixed-case-from-as',
      'warning relative-workdir',
      'error syntax-unknown-instruction',
    ]);
  });

  it('switched off only errors are left', () => {
    assert.deepEqual(rules(text, { ...DEFAULT, enable: false }), ['error syntax-unknown-instruction']);
  });

  it('a rule is silenced or graded by any of its names', () => {
    assert.deepEqual(rules(text, { ...DEFAULT, rules: { 'mixed-case-from-as': 'off', DL3000: 'error' } }), [
      'error relative-workdir',
      'error syntax-unknown-instruction',
    ]);
    assert.deepEqual(rules(text, { ...DEFAULT, rules: { WorkdirRelativePath: 'off' } }).length, 2);
  });

  it('a rule that is named is on whatever the preset says', () => {
    const found = rules(text, { ...DEFAULT, preset: 'hadolint', rules: { FromAsCasing: 'hint' } });
    assert.ok(found.includes('hint mixed-case-from-as'), found.join());
  });
});

describe('what the project says of the rules', () => {
  const text = 'FROM a\nWORKDIR b\n';
  const project = {
    severities: new Map([
      ['DL3006', 'off'],
      ['DL3000', 'info'],
    ] as const),
  };
  const found = (choice: DiagnosticChoice): readonly string[] =>
    diagnostics(documentOf(text), {}, choice, project).map(({ rule, severity }) => `${severity} ${rule}`);

  it('counts', () => {
    assert.deepEqual(found(DEFAULT), ['info relative-workdir']);
  });

  it('gives way to the settings', () => {
    assert.deepEqual(found({ ...DEFAULT, rules: { DL3006: 'error', DL3000: 'off' } }), [
      'error untagged-image',
    ]);
  });
});

describe('code actions', () => {
  /** Applies the action with the title that matches, offered at the cursor. */
  function act(marked: string, title: RegExp): string {
    const { document, at, text } = atCursor(marked);
    const actions = quickFixes(document.file, lint(text), { start: at, end: at });
    const action = actions.find(candidate => title.test(formatMessage(candidate.title)));
    assert.ok(action, actions.map(candidate => formatMessage(candidate.title)).join());
    return applyEdits(text, action.edits);
  }

  it('the fix of the diagnostic at the cursor', () => {
    assert.equal(act('FROM a:1 a<|>s one', /AS/), 'FROM a:1 AS one');
  });

  it('no comment against the finding that a comment silences nothing', () => {
    const { document, at, text } = atCursor('FROM a:1\n# hadolint ignore=DL<|>3000\nWORKDIR /b\n');
    const actions = quickFixes(document.file, lint(text), { start: at, end: at });
    assert.deepEqual(
      actions.map(({ title }) => formatMessage(title)),
      ['Remove `DL3000`'],
    );
  });

  it('none where nothing is wrong', () => {
    const { document, at, text } = atCursor('FROM a:1 as one\nRUN x<|>');
    assert.deepEqual(quickFixes(document.file, lint(text), { start: at, end: at }), []);
  });

  it('a comment that silences the rule for the instruction', () => {
    const text = act('FROM a:1\n\n  WORKDIR <|>b', /^Ignore WorkdirRelativePath/);
    assert.equal(text, 'FROM a:1\n\n  # check=skip=WorkdirRelativePath\n  WORKDIR b');
    assert.deepEqual(rules(text), []);
    assert.equal(
      act('FROM a:1\r\nWORKDIR <|>b\r\n', /^Ignore/),
      'FROM a:1\r\n# check=skip=WorkdirRelativePath\r\nWORKDIR b\r\n',
    );
  });

  it('at the top the comment is kept from becoming a directive for the whole file', () => {
    const text = act('FROM a:1 <|>as one\nFROM b:1 as two\n', /^Ignore/);
    assert.equal(text, '\n# check=skip=FromAsCasing\nFROM a:1 as one\nFROM b:1 as two\n');
    assert.deepEqual(rules(text), ['warning mixed-case-from-as']);
  });

  it('the same fix wherever in the file the rule wants it', () => {
    const text = act(
      'FROM a:1 a<|>s one\nEXPOSE 80/TCP\nFROM b:1 as two\n',
      /^Fix all FromAsCasing in this file$/,
    );
    assert.equal(text, 'FROM a:1 AS one\nEXPOSE 80/TCP\nFROM b:1 AS two\n');
    const { document, at, text: single } = atCursor('FROM a:1 a<|>s one\n');
    const titles = quickFixes(document.file, lint(single), { start: at, end: at }).map(({ title }) =>
      formatMessage(title),
    );
    assert.ok(!titles.some(title => title.startsWith('Fix all')), titles.join());
  });

  it('all safe fixes at once, as one edit', () => {
    const text = 'FROM a:1 as One\nRUN x\nFROM b:1 as Two\n';
    const action = fixAll(text, lint);
    assert.ok(action);
    assert.equal(action.edits.length, 1);
    const fixed = applyEdits(text, action.edits);
    assert.equal(fixed, 'FROM a:1 AS one\nRUN x\nFROM b:1 AS two\n');
    assert.equal(fixAll(fixed, lint), undefined);
  });
});

describe('fixes of what BuildKit refuses', () => {
  const fixed = (marked: string): readonly string[] => {
    const { document, at, text } = atCursor(marked);
    const found = diagnostics(document, {}, DEFAULT);
    return quickFixes(document.file, found, { start: at, end: at })
      .filter(({ diagnostic }) => diagnostic?.rule.startsWith('syntax-'))
      .map(({ edits }) => applyEdits(text, edits));
  };

  it('put the word that was meant in its place', () => {
    for (const [marked, expected] of [
      ['FROM a:1\nCP<|>OY a b', 'FROM a:1\nCOPY a b'],
      ['from a:1\ncp<|>oy a b', 'from a:1\ncopy a b'],
      ['FROM a:1\nCOPY --fo<|>rm=x a b', 'FROM a:1\nCOPY --from=x a b'],
      ['FROM a:1\nRUN --mount=type=ca<|>ch,target=/x y', 'FROM a:1\nRUN --mount=type=cache,target=/x y'],
      ['FROM a:1\nRUN --mount=type=cache,ta<|>gret=/x y', 'FROM a:1\nRUN --mount=type=cache,target=/x y'],
      ['FROM a:1\nRUN --network=ho<|>ts y', 'FROM a:1\nRUN --network=host y'],
      ['FROM a:1\nSTOPSIGNAL SIGTE<|>R', 'FROM a:1\nSTOPSIGNAL SIGTERM'],
      ['FROM a:1\nHEALTHCHECK --interval=3<|>0 CMD x', 'FROM a:1\nHEALTHCHECK --interval=30s CMD x'],
    ] as const) {
      assert.deepEqual(fixed(marked), [expected]);
    }
  });

  it('are not there where nothing is near', () => {
    assert.deepEqual(fixed('FROM a:1\nXYZ<|>ZY x'), []);
    assert.deepEqual(fixed('FROM a:1\nEXPO<|>SE x'), []);
  });
});
