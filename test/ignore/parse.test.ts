import assert from 'node:assert/strict';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { mark, readMarked } from '../kit/markers.ts';

/** Reads marked text and gives it back marked at what `spans` finds. */
function markedAt(
  marked: string,
  spans: (file: ReturnType<typeof parseIgnoreFile>) => readonly { start: number; end: number }[],
): string {
  const { text } = readMarked(marked);
  return mark(text, spans(parseIgnoreFile(text)));
}

describe('reading .dockerignore', () => {
  it('patterns have their span without blanks', () => {
    for (const marked of [
      '«a»\n\n  «!b c»  \r\n# no\n «#d»\n',
      '\ufeff«a»',
      '«a»\r\n«b»',
      '',
      '\n\n',
      '#x',
    ]) {
      assert.equal(
        markedAt(marked, file => file.patterns),
        marked,
      );
    }
  });

  it('comments start in the first column', () => {
    for (const marked of ['«# a»\n # b\n«#c»\r\nd', '\ufeff«#a»', '«#»\n']) {
      assert.equal(
        markedAt(marked, file => file.comments),
        marked,
      );
    }
  });

  it('the exclamation mark and what follows it stand apart', () => {
    const { text, spans } = readMarked('«!» «a/b»\n«!»«c»');
    const { patterns } = parseIgnoreFile(text);
    assert.deepEqual(
      patterns.flatMap(({ bang, body }) => [bang, body]),
      spans,
    );
  });

  it('lines are counted by line feeds alone', () => {
    const { patterns } = parseIgnoreFile('a\r\n\rb\n#\nc');
    assert.deepEqual(
      patterns.map(({ line }) => line),
      [0, 1, 3],
    );
  });

  const errors: readonly (readonly [line: string, code: string])[] = [
    ['«!»', 'ignore-lone-exclamation'],
    ['«!  »', 'ignore-lone-exclamation'],
    ['«!/»', 'ignore-lone-exclamation'],
    ['«[»', 'ignore-bad-pattern'],
    ['«a[b»', 'ignore-bad-pattern'],
    ['«[]a]»', 'ignore-bad-pattern'],
    ['«[a-]»', 'ignore-bad-pattern'],
    ['«[-a]»', 'ignore-bad-pattern'],
    ['«[z-a]»', 'ignore-bad-pattern'],
    ['«[^]»', 'ignore-bad-pattern'],
    ['«a\\»', 'ignore-bad-pattern'],
    ['!«[a»', 'ignore-bad-pattern'],
    ['«dir\\Release»', 'ignore-bad-pattern'],
    ['«[[:nonsense:]]»', 'ignore-bad-pattern'],
    ['«*{1}»', 'ignore-bad-pattern'],
    ['«a?b{2}{3}»', 'ignore-bad-pattern'],
    ['«?b{2,1}»', 'ignore-bad-pattern'],
    ['«?b{1001}»', 'ignore-bad-pattern'],
    ['«*|{2}»', 'ignore-bad-pattern'],
    [`«${'a'.repeat(65536)}»`, 'ignore-line-too-long'],
    [`«${'é'.repeat(32768)}»`, 'ignore-line-too-long'],
  ];
  for (const [marked, code] of errors) {
    it(`refuses ${marked.length > 30 ? `${marked.slice(0, 8)}…` : marked}`, () => {
      const { text } = readMarked(marked);
      const found = parseIgnoreFile(text).patterns.flatMap(({ error }) => error ?? []);
      assert.deepEqual(
        found.map(error => error.code),
        [code],
      );
      assert.equal(mark(text, found), marked.replace('!  »', '!»  '));
    });
  }

  it('accepts what Docker accepts', () => {
    for (const line of [
      'a]',
      '[!a]',
      '[\\]]',
      '[a-z0-9]',
      '\\!a',
      '{a,b}',
      '(',
      '+',
      'a**b',
      '***',
      '[^a]',
      // Go looks no further than the first part that cannot match a dot.
      'a*/[]a]',
      'a*/b\\',
    ]) {
      assert.deepEqual(
        parseIgnoreFile(line).patterns.map(({ error }) => error),
        [undefined],
        line,
      );
    }
  });

  it('tells what fails at once from what fails when it is tried', () => {
    const late = (line: string): boolean | undefined => parseIgnoreFile(line).patterns[0]?.error?.late;
    assert.equal(late('[a'), false);
    assert.equal(late('?*[a'), false);
    assert.equal(late('a*/[b'), true);
    assert.equal(late('*{2}'), true);
    const matcher = createMatcher('!*{2}\nb\n');
    assert.equal(matcher.explain('a').problem, undefined);
    assert.equal(createMatcher('b\n!*{2}\n').explain('b').problem?.line, 1);
  });

  it('repetitions that are too many even for Go are refused, and many cost nothing', () => {
    const error = (line: string) => parseIgnoreFile(line).patterns[0]?.error?.late;
    assert.equal(error('?{1000}'.repeat(3000)), undefined);
    assert.equal(error('?{1000}'.repeat(4000)), true);
    assert.equal(createMatcher('?{1000}'.repeat(30)).ignores('a'.repeat(30_000)), true);
  });

  it('a backslash at the end meets the sign that Docker adds', () => {
    const matcher = createMatcher('a*/b\\\n');
    assert.deepEqual(
      ['a/b', 'ax/b$', 'ax/b$c', 'ax/bc'].map(path => matcher.ignores(path)),
      [false, true, true, false],
    );
  });
});
