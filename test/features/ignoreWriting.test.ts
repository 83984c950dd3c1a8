import assert from 'node:assert/strict';
import { ignoreItemsAt } from '../../server/features/ignore/completion.ts';
import { formatIgnoreFile } from '../../server/features/ignore/format.ts';
import { ignoreLinks } from '../../server/features/ignore/links.ts';
import { ignoreOutline } from '../../server/features/ignore/outline.ts';
import { renameInPatterns } from '../../server/features/ignore/rename.ts';
import type { OutlineSymbol } from '../../server/features/symbols.ts';
import type { ContextFolder } from '../../server/ignore/context.ts';
import { ignorePath, patternFor, restorePath } from '../../server/ignore/edit.ts';
import { createEvaluator } from '../../server/ignore/evaluate.ts';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { mark, readMarked } from '../kit/markers.ts';
import { texts } from './kit.ts';

const file = (name: string, size = 10) => ({ kind: 'file', name, size }) as const;
const folder = (name: string, ...entries: ContextFolder['entries']): ContextFolder => ({
  kind: 'folder',
  name,
  entries,
  problem: undefined,
});
const ROOT = folder(
  '',
  file('#odd*'),
  file('package.json', 300),
  folder('dist', file('app.js', 9000)),
  folder('src', file('a.ts', 100), folder('deep', file('b.ts', 50))),
);

function complete(marked: string): readonly string[] {
  const { text, cursor = 0 } = readMarked(marked);
  const start = text.lastIndexOf('\n', cursor - 1) + 1;
  const feed = text.indexOf('\n', cursor);
  const others = parseIgnoreFile(text.slice(0, start) + (feed < 0 ? '' : text.slice(feed)));
  const evaluator = createEvaluator(others);
  for (const _ of evaluator.evaluate(ROOT));
  return ignoreItemsAt(parseIgnoreFile(text), cursor, { root: ROOT, evaluator }, texts)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ newText, detail, span }) => `${text.slice(span.start, span.end)}>${newText} (${detail})`);
}

describe('completion in .dockerignore', () => {
  it('gives what is there, folders first, the large before the small', () => {
    assert.deepEqual(complete('<|>').slice(0, 4), [
      '>dist (9.0 kB)',
      '>src (150 B)',
      '>package.json (300 B)',
      '>\\#odd\\* (10 B)',
    ]);
  });

  it('goes into folders', () => {
    assert.deepEqual(complete('x\nsrc/<|>'), ['>deep (50 B)', '>a.ts (100 B)']);
    assert.deepEqual(complete('./src/deep/b<|>'), ['b>b.ts (50 B)']);
    assert.deepEqual(complete('nowhere/<|>'), []);
  });

  it('says what is left out already, and offers it first behind an exclamation mark', () => {
    assert.match(complete('dist\n<|>\n')[3] ?? '', /^>dist \(9.0 kB, left out already\)$/);
    assert.equal(complete('dist\n!<|>\n')[0], '>dist (9.0 kB)');
  });

  it('knows what projects of this kind leave out, and what the file has already', () => {
    const all = complete('**/.env\n<|>');
    assert.ok(
      all.some(item => item.startsWith('>**/node_modules ')),
      all.join('\n'),
    );
    assert.ok(all.some(item => item.startsWith('>.git ')));
    assert.equal(
      all.some(item => item.startsWith('>**/.env ')),
      false,
    );
  });

  it('leaves comments alone', () => {
    assert.deepEqual(complete('# a<|>'), []);
  });
});

describe('formatting of .dockerignore', () => {
  const format = (text: string): string => {
    const [edit] = formatIgnoreFile(parseIgnoreFile(text));
    return edit ? text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end) : text;
  };

  it('takes blanks away and keeps what is meant', () => {
    assert.equal(format('\n\n  a  \n! b\n\n\n# c  \n #d\n\n'), 'a\n!b\n\n# c\n #d\n');
    assert.equal(format('\uFEFFa\r\n\r\n\r\nb '), '\uFEFFa\r\n\r\nb\r\n');
    assert.equal(format(''), '');
  });

  it('is the same the second time', () => {
    for (const text of ['  a\n!  b\n\n\n', 'x', '#\n\n#\n']) assert.equal(format(format(text)), format(text));
  });

  it('changes nothing where it would change the meaning', () => {
    assert.equal(format(' #a\n'), ' #a\n');
  });
});

describe('outline of .dockerignore', () => {
  it('has patterns below the comment above them', () => {
    const draw = (symbols: readonly OutlineSymbol[]): unknown[] =>
      symbols.map(({ name, children }) => (children.length > 0 ? [name, draw(children)] : name));
    const text = 'a\n# Secrets: never\n# to be sent\n.env\n!.env.example\n\n# Empty\n\nb\n\nc\n';
    assert.deepEqual(draw(ignoreOutline(parseIgnoreFile(text))), [
      'a',
      ['Secrets: never', ['.env', '!.env.example']],
      ['Empty', ['b']],
      'c',
    ]);
  });
});

describe('links of .dockerignore', () => {
  it('lead to the one path, or to all that match', () => {
    const text = '/a/b/\n!*.md\n.\n../x\n[\n';
    assert.deepEqual(
      ignoreLinks(parseIgnoreFile(text)).map(({ span, path, line }) => [
        text.slice(span.start, span.end),
        path,
        line,
      ]),
      [
        ['/a/b/', 'a/b', 0],
        ['*.md', undefined, 1],
      ],
    );
  });
});

describe('renaming what patterns name', () => {
  const cases: readonly (readonly [marked: string, from: string, to: string])[] = [
    ['«src»/a\n/«src»\nsrcs\nx/src\n!./«src»/**/b\n', 'src', 'lib'],
    ['src\n«src/a»/b\nsrc/*\n', 'src/a', 'src/c'],
    ['«a\\*b»\n', 'a*b', 'c'],
  ];
  for (const [marked, from, to] of cases) {
    it(`${from} to ${to}`, () => {
      const { text } = readMarked(marked);
      const edits = renameInPatterns(parseIgnoreFile(text), from, to);
      assert.equal(
        mark(
          text,
          edits.map(({ span }) => span),
        ),
        marked,
      );
      for (const { newText } of edits) assert.equal(newText, to);
    });
  }
});

describe('changing what is left out', () => {
  it('adds a line, or removes the one that is about the path', () => {
    assert.deepEqual(ignorePath('a', 'b/c'), { text: 'a\nb/c\n', line: 1 });
    assert.deepEqual(ignorePath('a\r\n!b\r\n', 'b'), { text: 'a\r\n!b\r\nb\r\n', line: 2 });
    assert.deepEqual(ignorePath('*\n!b\n', 'b'), { text: '*\n', line: 1 });
    assert.deepEqual(restorePath('x\n./a/b/\ny', 'a/b'), { text: 'x\ny', line: 1 });
    assert.deepEqual(restorePath('*.log\n', 'a.log'), { text: '*.log\n!a.log\n', line: 1 });
    assert.deepEqual(restorePath('a\nb/**\na', 'a'), { text: 'a\nb/**\na\n!a\n', line: 3 });
  });

  it('a pattern for a path matches that path and no other', () => {
    for (const path of ['a', '#a', '!a', ' a', 'a b', 'a*', 'a[b]{2}|c', 'a\\b', 'x/#y', 'é']) {
      const matcher = createMatcher(patternFor(path));
      assert.equal(matcher.ignores(path), true, path);
      assert.equal(matcher.ignores(`${path}z`), false, path);
    }
  });
});
