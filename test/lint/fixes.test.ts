import assert from 'node:assert/strict';
import type { Diagnostic } from '../../server/lint/diagnostic.ts';
import { applyEdits, fixAll } from '../../server/lint/fix.ts';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { generateCase } from './differential/generate.ts';

const check = (text: string): readonly Diagnostic[] => {
  const file = parseDockerfile(text);
  return lint({ file, model: buildModel(file) }, { preset: 'all' });
};
const seeds = Array.from({ length: 30 }, (_, seed) => seed);
const isSyntax = ({ rule }: Diagnostic): boolean => rule.startsWith('syntax-');
const errorsOf = (found: readonly Diagnostic[]): readonly string[] =>
  found.filter(isSyntax).map(({ rule }) => rule);

describe('fixes on generated files', () => {
  it('each take their finding away, and bring no error', () => {
    for (const seed of seeds) {
      const text = generateCase(seed).dockerfile;
      const found = check(text);
      for (const diagnostic of found) {
        for (const { edits } of diagnostic.fixes) {
          const after = check(applyEdits(text, edits));
          const count = (list: readonly Diagnostic[]) =>
            list.filter(({ rule }) => rule === diagnostic.rule).length;
          const what = `${diagnostic.rule} in seed ${seed}:\n${text}\n${JSON.stringify(edits)}`;
          assert.ok(count(after) < count(found), `still there: ${what}`);
          assert.deepEqual(errorsOf(after), errorsOf(found), what);
        }
      }
    }
  });

  it('all together come to an end, and leave nothing that is safe to fix', () => {
    for (const seed of seeds) {
      const text = generateCase(seed).dockerfile;
      const fixed = fixAll(text, check, { unsafe: false });
      assert.deepEqual(
        fixed.left.filter(({ fixes }) => fixes.some(({ safe }) => safe)),
        [],
        `seed ${seed}:\n${fixed.text}`,
      );
      assert.deepEqual(errorsOf(fixed.left), errorsOf(check(text)));
      assert.deepEqual(fixAll(fixed.text, check, { unsafe: false }).text, fixed.text);
    }
  });
});

describe('fixAll', () => {
  it('lets fixes of one place wait for each other', () => {
    const { text, applied } = fixAll('FROM a\nEXPOSE 1:80/TCP\n', check, { unsafe: false });
    assert.equal(text, 'FROM a\nEXPOSE 80/tcp\n');
    assert.equal(applied.length, 2);
  });

  it('leaves unsafe fixes alone unless told', () => {
    assert.equal(
      fixAll('FROM a:1\nUSER c\nCMD b\n', check, { unsafe: false }).text,
      'FROM a:1\nUSER c\nCMD b\n',
    );
    assert.equal(
      fixAll('FROM a:1\nUSER c\nCMD b\n', check, { unsafe: true }).text,
      'FROM a:1\nUSER c\nCMD ["b"]\n',
    );
  });
});

describe('applyEdits', () => {
  it('puts insertions of one place in their order', () => {
    const at = (start: number, end: number, newText: string) => ({ span: { start, end }, newText });
    assert.equal(applyEdits('abc', [at(2, 3, 'C'), at(1, 1, 'x'), at(1, 1, 'y'), at(0, 1, '')]), 'xybC');
  });
});
