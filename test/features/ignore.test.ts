import assert from 'node:assert/strict';
import { ignoreHover } from '../../server/features/ignore/hover.ts';
import { ignoreTokens } from '../../server/features/ignore/tokens.ts';
import type { ContextFolder } from '../../server/ignore/context.ts';
import { evaluateAll } from '../../server/ignore/evaluate.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { readMarked } from '../kit/markers.ts';
import { markedAt, texts } from './kit.ts';

const CONTEXT: ContextFolder = {
  kind: 'folder',
  name: '',
  problem: undefined,
  entries: [
    {
      kind: 'folder',
      name: 'node_modules',
      problem: undefined,
      entries: [
        { kind: 'file', name: 'a.js', size: 1_500_000 },
        { kind: 'file', name: 'b.js', size: 500 },
      ],
    },
    { kind: 'file', name: 'README.md', size: 100 },
    { kind: 'file', name: 'TODO.md', size: 50 },
  ],
};

function hover(marked: string, complete = true): string {
  const { text, cursor } = readMarked(marked);
  const file = parseIgnoreFile(text);
  const facts = { evaluation: evaluateAll(file, CONTEXT), complete, unreadable: false };
  const found = ignoreHover(file, cursor ?? 0, facts, texts);
  assert.equal(markedAt(text, found ? [found.span] : []), marked.replace('<|>', ''));
  return found?.markdown ?? '';
}

describe('hover in .dockerignore', () => {
  it('says what a pattern takes out or brings back', () => {
    assert.match(hover('«node<|>_modules»\n'), /^Takes 2 files out of the build context \(1\.5 MB\)\./);
    assert.match(hover('*.md\n«!READ<|>ME.md»\n'), /^Brings 1 file back into the build context \(100 B\)\./);
    assert.match(hover('«*.m<|>d»\n!README.md\n'), /^Takes 1 file out .*\(50 B\)/);
  });

  it('names the largest, and the whole context', () => {
    const markdown = hover('«*<|>»');
    assert.match(markdown, /- `node_modules` 1\.5 MB\n- `README\.md` 100 B\n- `TODO\.md` 50 B/);
    assert.match(markdown, /Sent to the build: 0 files \(0 B\)\. Left out: 4 files \(1\.5 MB\)\./);
  });

  it('says that a pattern changes nothing, and why', () => {
    assert.match(hover('«dist<|>»'), /^Changes nothing/);
    assert.match(hover('node_modules\n«node_modules/a.<|>js»'), /decided by line 1/);
  });

  it('says which other pattern decides on a part of what it matches', () => {
    assert.match(
      hover('«*.m<|>d»\n!README.md\n'),
      /Line 2, `!README\.md`, decides on 1 entry that this matches, too\./,
    );
    assert.doesNotMatch(hover('*.md\n«!READ<|>ME.md»\n'), /decides on/);
  });

  it('says how Docker reads a pattern that is written otherwise', () => {
    assert.match(hover('«./node_modules/<|>»'), /Docker matches `node_modules` from the top/);
  });

  it('says that it has not seen all', () => {
    assert.match(hover('«x<|>»', false), /lower bounds/);
  });

  it('without a context it tells the reading; on comments and errors nothing', () => {
    const file = parseIgnoreFile('/a/\n# b\n[');
    assert.deepEqual(ignoreHover(file, 1, undefined, texts), {
      span: { start: 0, end: 3 },
      markdown: 'Docker matches `a` from the top of the build context.',
    });
    assert.equal(ignoreHover(file, 5, undefined, texts), undefined);
    assert.equal(ignoreHover(file, 9, undefined, texts), undefined);
  });
});

describe('tokens of .dockerignore', () => {
  const draw = (text: string): readonly string[] =>
    ignoreTokens(parseIgnoreFile(text)).map(({ start, end, type }) => `${text.slice(start, end)} ${type}`);

  it('comments, exceptions, wildcards, ranges, escapes and names', () => {
    assert.deepEqual(draw('# c\r\n! **/a?[b-d]\\*e\r\n\r\nx'), [
      '# c comment',
      '! keyword',
      '** regexp',
      '/a string',
      '? regexp',
      '[b-d] regexp',
      '\\* operator',
      'e string',
      'x string',
    ]);
    assert.deepEqual(draw('a[b\nc]'), ['a string', '[b regexp', 'c] string']);
  });
});
