import assert from 'node:assert/strict';
import { quickFixes } from '../../server/features/codeActions.ts';
import { diagnostics } from '../../server/features/diagnostics.ts';
import type { Diagnostic } from '../../server/lint/diagnostic.ts';
import { applyEdits } from '../../server/lint/fix.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { atCursor, documentOf } from './kit.ts';

const lint = (text: string): readonly Diagnostic[] =>
  diagnostics(documentOf(text), {}, { enable: true, preset: 'all', rules: {} });

/** Takes the action with this title at the cursor; the finding is gone then. */
function act(marked: string, title: string): string {
  const { document, at, text } = atCursor(marked);
  const actions = quickFixes(document.file, lint(text), { start: at, end: at });
  const action = actions.find(candidate => formatMessage(candidate.title) === title);
  assert.ok(action?.diagnostic, actions.map(candidate => formatMessage(candidate.title)).join('\n'));
  const after = applyEdits(text, action.edits);
  const { rule, message } = action.diagnostic;
  const isLeft = (found: Diagnostic): boolean =>
    found.rule === rule && formatMessage(found.message) === formatMessage(message);
  assert.deepEqual(lint(after).filter(isLeft), [], after);
  assert.equal(lint(after).filter(found => found.rule === 'unused-suppression').length, 0, after);
  return after;
}

describe('silencing a finding for one instruction', () => {
  it('adds to the comment that is there', () => {
    assert.equal(
      act(
        'FROM a:1\n# check=skip=JSONArgsRecommended\nCMD a\n# hadolint ignore=DL3004\nRUN sudo a && c<|>d b\n',
        'Ignore DL3003 for this instruction',
      ),
      'FROM a:1\n# check=skip=JSONArgsRecommended\nCMD a\n# hadolint ignore=DL3004,DL3003\nRUN sudo a && cd b\n',
    );
    assert.equal(
      act(
        'FROM a:1 AS b\n# check=skip=RedundantTargetPlatform;error=true // why\nFROM --platform=$TARGETPLATFORM c:1 a<|>s d\n',
        'Ignore FromAsCasing for this instruction',
      ),
      'FROM a:1 AS b\n# check=skip=RedundantTargetPlatform,FromAsCasing;error=true // why\nFROM --platform=$TARGETPLATFORM c:1 as d\n',
    );
  });

  it('leaves comments of other kinds alone', () => {
    assert.equal(
      act(
        'FROM a:1\n# why\n# hadolint ignore=DL3006\nFROM b a<|>s c\n',
        'Ignore FromAsCasing for this instruction',
      ),
      'FROM a:1\n# why\n# hadolint ignore=DL3006\n# check=skip=FromAsCasing\nFROM b as c\n',
    );
  });
});

describe('silencing a rule in the file', () => {
  it("by BuildKit's directive for its checks", () => {
    const title = 'Ignore WorkdirRelativePath in this file';
    assert.equal(
      act('FROM a:1\nWORKDIR <|>b\n', title),
      '# check=skip=WorkdirRelativePath\nFROM a:1\nWORKDIR b\n',
    );
    assert.equal(
      act('# syntax=a\r\n# escape=`\r\n\r\n# text\r\nFROM a:1\r\nWORKDIR <|>b\r\n', title),
      '# syntax=a\r\n# escape=`\r\n# check=skip=WorkdirRelativePath\r\n\r\n# text\r\nFROM a:1\r\nWORKDIR b\r\n',
    );
    assert.equal(
      act('# check=error=true\nFROM a:1\nWORKDIR <|>b\n', title),
      '# check=skip=WorkdirRelativePath;error=true\nFROM a:1\nWORKDIR b\n',
    );
    assert.equal(
      act('# check=skip=JSONArgsRecommended;error=true\nFROM a:1\nWORKDIR <|>b\nCMD c\n', title),
      '# check=skip=JSONArgsRecommended,WorkdirRelativePath;error=true\nFROM a:1\nWORKDIR b\nCMD c\n',
    );
  });

  it("by hadolint's comment for its rules", () => {
    const title = 'Ignore DL3003 in this file';
    assert.equal(
      act('# syntax=a\nFROM a:1\nRUN c<|>d b && c\n', title),
      '# syntax=a\n# hadolint global ignore=DL3003\nFROM a:1\nRUN cd b && c\n',
    );
    assert.equal(
      act('# hadolint global ignore=DL3004\nFROM a:1\nRUN sudo a; c<|>d b && c\n', title),
      '# hadolint global ignore=DL3004,DL3003\nFROM a:1\nRUN sudo a; cd b && c\n',
    );
  });
});

describe('what is offered beside fixes', () => {
  const titles = (marked: string, commands: boolean): readonly string[] => {
    const { document, at, text } = atCursor(marked);
    return quickFixes(document.file, lint(text), { start: at, end: at }, { commands }).map(({ title }) =>
      formatMessage(title),
    );
  };

  it('names the rule as BuildKit or hadolint do', () => {
    assert.deepEqual(titles('FROM a:1\nRUN c<|>d b && c\n', true).slice(-4), [
      'Ignore DL3003 for this instruction',
      'Ignore DL3003 in this file',
      'Switch DL3003 off or set its severity…',
      'Explain DL3003',
    ]);
  });

  it('is there once for each rule, and without commands where the editor has none', () => {
    const all = titles('FROM a:1\nRUN c<|>d b && c\n', false);
    assert.ok(
      all.every(title => !title.startsWith('Explain') && !title.startsWith('Switch')),
      all.join('\n'),
    );
    assert.equal(new Set(all).size, all.length);
  });

  it('prefers the first fix that is safe, and tells those that are not', () => {
    const { document, at, text } = atCursor('FROM a:1 a<|>s b\nCMD c\n');
    const at2 = text.indexOf('CMD') + 4;
    const marks = (offset: number) =>
      quickFixes(document.file, lint(text), { start: offset, end: offset })
        .filter(({ title }) => !formatMessage(title).startsWith('Ignore'))
        .map(({ preferred, unsafe }) => `${preferred} ${unsafe ?? false}`);
    assert.deepEqual(marks(at), ['true false']);
    assert.ok(marks(at2).length > 0 && marks(at2).every(mark => mark === 'false true'), marks(at2).join());
  });

  it('is nothing for what BuildKit refuses', () => {
    assert.deepEqual(titles('FROM a:1\nXYZ<|>ZY b\n', true), []);
  });
});
