import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lexShell } from '../../server/syntax/shellLexer.ts';

/** What BuildKit's own lexer makes of words. */
interface Case {
  readonly word: string;
  readonly escape: '\\' | '`';
  /** As in the body of a here-document: quotes mean nothing. */
  readonly raw?: true;
  readonly result: string | null;
  readonly words: readonly string[];
  readonly used: readonly string[];
  readonly unset: readonly string[];
  readonly error: string | null;
}

const { environment, cases }: { environment: readonly string[]; cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../fixtures/syntax/expansions.json', import.meta.url), 'utf8'),
);

const values = new Map(
  environment.map(entry => {
    const equals = entry.indexOf('=');
    return [entry.slice(0, equals), entry.slice(equals + 1)];
  }),
);
const get = (name: string) => values.get(name);

describe('the shell lexer', () => {
  for (const { word, escape: escapeChar, raw, ...told } of cases) {
    it(`reads ${JSON.stringify(word)} with ${escapeChar}${raw ? ' and no quotes' : ''}`, () => {
      const lexed = lexShell(word, { escape: escapeChar, get, skipQuotes: raw ?? false });
      const names = (set: boolean) =>
        [...new Set(lexed.variables.filter(use => use.set === set).map(use => use.name))].sort();
      assert.equal(lexed.error ?? null, told.error);
      if (told.error === null) assert.equal(lexed.result, told.result);
      assert.deepEqual(
        lexed.words.map(({ value }) => value),
        told.words,
      );
      assert.deepEqual(names(true), told.used);
      assert.deepEqual(names(false), told.unset);
    });
  }

  it('tells where variables and their names stand, inner ones too', () => {
    const word = 'x$A "${U:-$B}"';
    const { variables } = lexShell(word, { escape: '\\', get });
    assert.deepEqual(
      variables.map(({ start, end, nameStart, modifier }) => [
        word.slice(start, end),
        word[nameStart],
        modifier,
      ]),
      [
        ['$A', 'A', ''],
        ['$B', 'B', ''],
        ['${U:-$B}', 'U', ':-'],
      ],
    );
  });

  it('tells where words come from', () => {
    const line = '  ab "c d"e $A <<F';
    const { words } = lexShell(line, { escape: '\\', get: () => undefined, skipUnset: true });
    assert.deepEqual(
      words.map(({ start, end }) => line.slice(start, end)),
      ['ab', '"c d"e', '$A', '<<F'],
    );
  });

  it('gives up on a value beyond the limit', () => {
    const { error } = lexShell('$A$A$A', { escape: '\\', get: () => 'x'.repeat(10), limit: 25 });
    assert.match(error ?? '', /too long/);
  });

  it('minds no depth of nesting', () => {
    const depth = 50_000;
    const { result, error } = lexShell(`${'${U:-"'.repeat(depth)}x${'"}'.repeat(depth)}`, {
      escape: '\\',
      get: () => undefined,
    });
    assert.equal(error, undefined);
    assert.equal(result, 'x');
  });
});
