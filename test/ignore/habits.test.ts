import assert from 'node:assert/strict';
import type { ContextFolder } from '../../server/ignore/context.ts';
import type { IgnoreDiagnostic } from '../../server/ignore/diagnostic.ts';
import { createEvaluator } from '../../server/ignore/evaluate.ts';
import { diagnoseHabits } from '../../server/ignore/habits.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { diagnoseSent } from '../../server/ignore/sentByMistake.ts';
import { mark, readMarked } from '../kit/markers.ts';

function fixed(text: string, { fixes }: IgnoreDiagnostic): string {
  let result = text;
  for (const { span, newText } of fixes[0]?.edits.toReversed() ?? []) {
    result = result.slice(0, span.start) + newText + result.slice(span.end);
  }
  return result;
}

describe('habits from .gitignore', () => {
  const cases: readonly (readonly [marked: string, fixed: string])[] = [
    ['node_modules« # big»\n', '# big\nnode_modules\n'],
    ['a\r\n*.«{js,ts}»\r\n', 'a\r\n*.js\r\n*.ts\r\n'],
    ['src/«{a, b}»/x', 'src/a/x\nsrc/b/x'],
    ['*.py[«!»co]\n', '*.py[^co]\n'],
    ['!x[«!»a]', '!x[^a]'],
  ];
  for (const [marked, after] of cases) {
    it(`${JSON.stringify(marked)} is found and mended`, () => {
      const { text } = readMarked(marked);
      const found = diagnoseHabits(parseIgnoreFile(text));
      assert.equal(
        mark(
          text,
          found.map(({ span }) => span),
        ),
        marked,
      );
      const [first] = found;
      assert.ok(first);
      const mended = fixed(text, first);
      assert.equal(mended, after);
      assert.deepEqual(diagnoseHabits(parseIgnoreFile(mended)), []);
    });
  }

  it('what Docker reads as it is meant is left alone', () => {
    const text = '# a # b\na#b\n[^a]\nx{2}\n\\[!a]\n[!]\na\\{b,c}\n';
    assert.deepEqual(diagnoseHabits(parseIgnoreFile(text)), []);
  });
});

describe('what is sent by mistake', () => {
  const file = (name: string, size = 10) => ({ kind: 'file', name, size }) as const;
  const folder = (name: string, ...entries: ContextFolder['entries']): ContextFolder => ({
    kind: 'folder',
    name,
    entries,
    problem: undefined,
  });
  const root = folder(
    '',
    folder('.git', file('HEAD', 1000)),
    file('.env'),
    file('.env.example'),
    folder('packages', folder('web', folder('node_modules', file('x', 5000)), folder('dist', file('y')))),
    folder('dist', file('z')),
    folder('keys', file('server.key')),
  );

  function diagnose(text: string): readonly IgnoreDiagnostic[] {
    const parsed = parseIgnoreFile(text);
    const evaluator = createEvaluator(parsed);
    for (const _ of evaluator.evaluate(root));
    const steps = diagnoseSent(parsed, evaluator, root, bytes => `${bytes} B`);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  it('names the history, packages, environment files and keys', () => {
    const found = diagnose('');
    assert.deepEqual(
      found.map(({ message, severity }) => `${severity} ${message.args.path}`),
      ['info .git', 'info packages/web/node_modules', 'warning .env', 'warning keys/server.key'],
    );
    assert.equal(found[1]?.message.args.size, '5000 B');
  });

  it('each is mended by a line at the end', () => {
    let text = '# mine\ndist/x';
    for (let [first] = diagnose(text); first; [first] = diagnose(text)) {
      const mended = fixed(text, first);
      assert.ok(mended.startsWith(text));
      text = mended;
    }
    assert.equal(text, '# mine\ndist/x\n**/.git\n**/node_modules\n**/.env\n**/*.key\n');
  });

  it('a name without folder that git would find everywhere', () => {
    const text = '.git\n.env\nkeys\ndist/\nnode_modules\n';
    const found = diagnose(text);
    assert.deepEqual(
      found.map(({ code, span, message }) => [code, text.slice(span.start, span.end), message.args.path]),
      [
        ['ignore-git-habit', 'dist/', 'packages/web/dist'],
        ['ignore-git-habit', 'node_modules', 'packages/web/node_modules'],
      ],
    );
    const [first] = found;
    assert.ok(first);
    assert.equal(fixed(text, first), '.git\n.env\nkeys\n**/dist/\nnode_modules\n');
  });

  it('nothing where all of that is left out', () => {
    assert.deepEqual(diagnose('*\n!dist\n'), []);
  });
});
