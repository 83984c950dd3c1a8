import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../../server/lint/diagnostic.ts';
import { applyEdits, fixAll } from '../../../server/lint/fix.ts';
import { rules } from '../../../server/lint/rules.ts';
import { readMarked } from '../../kit/markers.ts';
import { generateCase } from '../differential/generate.ts';
import { checkFixLaws, errorsOf, findAll } from '../fixLaws.ts';

const isSyntax = (rule: string): boolean => rule.startsWith('syntax-');
const seeds = Array.from({ length: 30 }, (_, seed) => seed);
const hasFix = (safe: boolean) => (found: Diagnostic) => found.fixes.some(fix => fix.safe || !safe);

/** Files that people might have written, each with what many rules look at. */
const FILES = readdirSync(join(import.meta.dirname, '../files')).map(name => ({
  name,
  text: readFileSync(join(import.meta.dirname, '../files', name), 'utf8'),
}));
const EXAMPLES = rules.flatMap(({ id, examples }) =>
  examples.flatMap(example =>
    'bad' in example && !example.surroundings && !example.options
      ? [{ name: id, text: readMarked(example.bad).text }]
      : [],
  ),
);
const GENERATED = seeds.map(seed => ({ name: `seed ${seed}`, text: generateCase(seed).dockerfile }));

describe('every fix', () => {
  it('takes its finding away, brings no error, and leaves all else as BuildKit reads it', () => {
    let tried = 0;
    for (const { text } of [...FILES, ...GENERATED]) tried += checkFixLaws(text);
    assert.ok(tried > 200, `only ${tried} were tried`);
  });

  it('does so in the examples of all rules', () => {
    for (const { text } of EXAMPLES) checkFixLaws(text);
  });

  it('is as good with the line ends of Windows', () => {
    for (const { text } of FILES) checkFixLaws(text.replaceAll('\n', '\r\n'));
  });
});

describe('all fixes together', () => {
  for (const unsafe of [false, true]) {
    it(`come to an end, and leave nothing to fix (${unsafe ? 'unsafe ones too' : 'safe ones'})`, () => {
      for (const { name, text } of [...FILES, ...GENERATED]) {
        const fixed = fixAll(text, findAll, { unsafe });
        assert.deepEqual(fixed.left.filter(hasFix(!unsafe)), [], `${name}:\n${fixed.text}`);
        assert.deepEqual(
          errorsOf(fixed.left).filter(isSyntax),
          errorsOf(findAll(text)).filter(isSyntax),
          name,
        );
        assert.equal(fixAll(fixed.text, findAll, { unsafe }).text, fixed.text);
      }
    });
  }
});

describe('fixAll', () => {
  it('lets fixes of one place wait for each other', () => {
    const { text, applied } = fixAll('FROM a\nEXPOSE 1:80/TCP\n', findAll, { unsafe: false });
    assert.equal(text, 'FROM a\nEXPOSE 80/tcp\n');
    assert.equal(applied.length, 2);
  });

  it('leaves unsafe fixes alone unless told', () => {
    assert.equal(
      fixAll('FROM a:1\nUSER c\nCMD b\n', findAll, { unsafe: false }).text,
      'FROM a:1\nUSER c\nCMD b\n',
    );
    assert.equal(
      fixAll('FROM a:1\nUSER c\nCMD b\n', findAll, { unsafe: true }).text,
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
