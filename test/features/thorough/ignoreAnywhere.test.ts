import assert from 'node:assert/strict';
import { ignoreItemsAt } from '../../../server/features/ignore/completion.ts';
import { formatIgnoreFile } from '../../../server/features/ignore/format.ts';
import { ignoreHover } from '../../../server/features/ignore/hover.ts';
import { ignoreOutline } from '../../../server/features/ignore/outline.ts';
import { renameInPatterns } from '../../../server/features/ignore/rename.ts';
import { ignoreTokens } from '../../../server/features/ignore/tokens.ts';
import { diagnoseText } from '../../../server/ignore/diagnose.ts';
import { ignorePath, restorePath } from '../../../server/ignore/edit.ts';
import { diagnoseHabits } from '../../../server/ignore/habits.ts';
import { createMatcher } from '../../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../../server/ignore/parse.ts';
import type { Span } from '../../../server/syntax/tree.ts';
import { below, type Random, seeded } from '../../kit/imageRandom.ts';
import { texts } from '../kit.ts';

const COUNT = Number(process.env.ANYWHERE_COUNT ?? '80');
/** Names and signs of which patterns and paths are made, half of them awkward. */
const NAMES = [
  'a',
  'b',
  'src',
  'node_modules',
  '.git',
  '.env',
  'x y',
  '\u{1f433}',
  'c++',
  '[z]',
  '#1',
  '!1',
  'a.log',
  '$',
];
const SIGNS = ['*', '**', '?', '*.log', '[a-c]', '[^a]', '\\*', '..', '.', '', '[', 'a\\', '{a,b}'];
const STARTS = ['', '', '', '!', '! ', '/', './', ' ', '\t', '#', '!!', '# ', '\ufeff'];
const ENDS = ['\n', '\n', '\n', '\r\n', ' \n', '/\n', '\n\n', ''];

const some = (random: Random, values: readonly string[]): string =>
  values[below(random, values.length)] ?? '';

function generated(random: Random): string {
  let text = below(random, 5) === 0 ? '\ufeff' : '';
  for (let line = 1 + below(random, 8); line > 0; line--) {
    const segments = Array.from({ length: 1 + below(random, 3) }, () =>
      some(random, below(random, 3) === 0 ? SIGNS : NAMES),
    );
    text += some(random, STARTS) + segments.join('/') + some(random, ENDS);
  }
  return text;
}

const pathOf = (random: Random): string =>
  Array.from({ length: 1 + below(random, 3) }, () => some(random, NAMES)).join('/');

/** What the patterns decide, sample by sample. */
function decisions(text: string, paths: readonly string[]): string {
  const matcher = createMatcher(text);
  return paths.map(path => (matcher.ignores(path) ? '-' : '+')).join('');
}

function applied(text: string, edits: readonly { readonly span: Span; readonly newText: string }[]): string {
  let changed = text;
  for (const { span, newText } of [...edits].sort((a, b) => b.span.start - a.span.start))
    changed = changed.slice(0, span.start) + newText + changed.slice(span.end);
  return changed;
}

describe('whatever is asked anywhere in an ignore file', function () {
  this.timeout(300_000);
  const each = (test: (text: string, random: Random, told: string) => void): void => {
    for (let seed = 1; seed <= COUNT; seed++) {
      const random = seeded(seed);
      const text = generated(random);
      test(text, random, `seed ${seed}: ${encodeURI(JSON.stringify(text))}`);
    }
  };

  it('tokens, rows and findings stand where they belong', () => {
    each((text, _, told) => {
      const file = parseIgnoreFile(text);
      let end = 0;
      for (const token of [...ignoreTokens(file)]) {
        assert.ok(token.start >= end && token.end > token.start && token.end <= text.length, told);
        ({ end } = token);
      }
      for (const { name, span, selection, children } of ignoreOutline(file)) {
        assert.ok(name !== '' && span.start <= selection.start && selection.end <= span.end, told);
        for (const child of children)
          assert.ok(child.name !== '' && span.start <= child.span.start && child.span.end <= span.end, told);
      }
      for (const { span, fixes } of [...diagnoseText(file), ...diagnoseHabits(file)]) {
        assert.ok(span.start <= span.end && span.end <= text.length, told);
        for (const { edits } of fixes) parseIgnoreFile(applied(text, edits));
      }
    });
  });

  it('hovers and proposals hold the place', () => {
    each((text, random, told) => {
      const file = parseIgnoreFile(text);
      for (let place = 0; place < 8; place++) {
        const at = below(random, text.length + 1);
        const hover = ignoreHover(file, at, undefined, texts);
        if (hover) assert.ok(hover.span.start <= at && at <= hover.span.end, told);
        for (const { span, label } of ignoreItemsAt(file, at, undefined, texts)) {
          assert.ok(
            span.start <= at && span.end === at && !text.slice(span.start, at).includes('\n'),
            `${label}: ${told}`,
          );
        }
      }
    });
  });

  it('formatting decides as before, and once is enough', () => {
    each((text, random, told) => {
      const paths = Array.from({ length: 30 }, () => pathOf(random));
      const once = applied(text, formatIgnoreFile(parseIgnoreFile(text)));
      assert.equal(decisions(once, paths), decisions(text, paths), told);
      assert.equal(applied(once, formatIgnoreFile(parseIgnoreFile(once))), once, told);
    });
  });

  it('leaving out and sending again do that to the path, and to no other', () => {
    each((text, random, told) => {
      // With a broken pattern Docker reads nothing at all.
      if (parseIgnoreFile(text).patterns.some(({ error }) => error)) return;
      const path = pathOf(random);
      const others = Array.from({ length: 20 }, () => pathOf(random)).filter(
        other => other !== path && !other.startsWith(`${path}/`),
      );
      for (const [change, wanted] of [
        [ignorePath, true],
        [restorePath, false],
      ] as const) {
        if (createMatcher(text).ignores(path) === wanted) continue;
        const edit = change(text, path);
        assert.ok(edit, `${path}: ${told}`);
        assert.equal(createMatcher(edit.text).ignores(path), wanted, `${path}: ${told}`);
        assert.equal(decisions(edit.text, others), decisions(text, others), `${path}: ${told}`);
        assert.ok(edit.line <= edit.text.split('\n').length, told);
      }
    });
  });

  it('a renamed folder is followed', () => {
    each((text, random, told) => {
      const [from, to] = [pathOf(random), 'renamed'];
      const file = parseIgnoreFile(text);
      const changed = applied(text, renameInPatterns(file, from, to));
      assert.equal(parseIgnoreFile(changed).patterns.length, file.patterns.length, `${from}: ${told}`);
    });
  });
});
