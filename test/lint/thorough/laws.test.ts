import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../../server/lint/diagnostic.ts';
import { applyEdits } from '../../../server/lint/fix.ts';
import type { Example, Rule } from '../../../server/lint/rule.ts';
import { rules } from '../../../server/lint/rules.ts';
import { lint } from '../../../server/lint/run.ts';
import { buildModel } from '../../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import { mark, readMarked } from '../../kit/markers.ts';

describe('every rule', () => {
  it('is a file with its id as name', () => {
    const files = readdirSync(join(import.meta.dirname, '../../../server/lint/rules'));
    assert.deepEqual(
      files.sort(),
      rules.map(({ id }) => `${id}.ts`),
    );
  });

  it('has names of its own', () => {
    const names = rules.flatMap(({ id, aliases }) => [id, ...aliases]);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});

for (const rule of rules) {
  describe(`rule ${rule.id}`, () => {
    it('has a bad and a good example', () => {
      assert.ok(rule.examples.some(example => 'bad' in example));
      assert.ok(rule.examples.some(example => 'good' in example));
    });

    it('shows every message and every fix in an example', () => {
      const shown = new Set<string>();
      const fixes = new Set<string>();
      for (const example of rule.examples) {
        for (const { message, fixes: offered } of find(rule, textOf(example), example)) {
          shown.add(message.template);
          for (const { title } of offered) fixes.add(title.template);
        }
      }
      assert.deepEqual([...shown].sort(), Object.values(rule.messages).map(templateOf).sort());
      assert.deepEqual(
        [...fixes].sort(),
        Object.values(rule.fixes)
          .map(({ title }) => title)
          .sort(),
      );
    });

    it('has words that say something', () => {
      assert.match(rule.summary, /^[A-Z].*[^.]$/);
      for (const text of [rule.docs, ...Object.values(rule.messages).map(templateOf)]) {
        assert.match(text, /[.?]$/);
      }
      assert.ok(rule.docs.length > 80, 'docs say why it matters');
    });

    rule.examples.forEach((example, index) => {
      it(`example ${index + 1} is as it says`, () => checkExample(rule, example));
    });
  });
}

function checkExample(rule: Rule, example: Example): void {
  if ('good' in example) {
    assert.equal(mark(example.good, spansOf(find(rule, example.good, example))), example.good);
    return;
  }
  const { text } = readMarked(example.bad);
  const found = find(rule, text, example);
  assert.equal(mark(text, spansOf(found)), example.bad);
  const template = templateOf(rule.messages[example.message]);
  assert.deepEqual([...new Set(found.map(({ message }) => message.template))], [template]);
  for (const { message, fixes } of found) {
    for (const { template: words, args } of [message, ...fixes.map(fix => fix.title)]) {
      const holes = [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      for (const hole of holes) assert.ok(hole in args, `no value for {${hole}}`);
    }
  }
  const edits = found.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  if (example.fixed === undefined) {
    assert.deepEqual(edits, [], 'there is a fix, so the example needs `fixed`');
    return;
  }
  const fixed = applyEdits(text, edits);
  assert.equal(fixed, example.fixed);
  const before = parseDockerfile(text).errors.map(({ code }) => code);
  assert.deepEqual(
    parseDockerfile(fixed).errors.map(({ code }) => code),
    before,
  );
  assert.equal(mark(fixed, spansOf(find(rule, fixed, example))), fixed, 'the fixed text is clean');
}

function find(rule: Rule, text: string, { surroundings = {}, options = {} }: Example): readonly Diagnostic[] {
  const file = parseDockerfile(text);
  const model = buildModel(file);
  return lint({ file, model, surroundings }, { rules: [rule], preset: 'all', options }).filter(
    diagnostic => diagnostic.rule === rule.id,
  );
}

function textOf(example: Example): string {
  return 'good' in example ? example.good : readMarked(example.bad).text;
}

function templateOf(definition: Rule['messages'][string] | undefined): string {
  return typeof definition === 'string' ? definition : (definition?.text ?? '');
}

function spansOf(found: readonly Diagnostic[]): readonly { start: number; end: number }[] {
  return found.map(({ span }) => ({ start: span.start, end: span.end }));
}
