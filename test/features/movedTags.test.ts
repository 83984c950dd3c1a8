import assert from 'node:assert/strict';
import { movedTagHints, pinnedImages } from '../../server/features/movedTags.ts';
import { documentOf, texts } from './kit.ts';

const OLD = `sha256:${'a'.repeat(64)}`;
const NEW = `sha256:${'b'.repeat(64)}`;

/** The text with its hints in brackets, and the text after all of them were accepted. */
function moved(text: string, known: Readonly<Record<string, string>>): readonly [string, string] {
  const span = { start: 0, end: text.length };
  const hints = movedTagHints(
    documentOf(text),
    span,
    reference => {
      const digest = known[reference];
      const asOf = Date.UTC(2026, 10, 24, 1, 2, 3);
      return digest === undefined ? undefined : { digest, platforms: [], size: 1, created: 1, asOf };
    },
    texts,
  );
  const insert = (changes: readonly { start: number; end: number; newText: string }[]): string =>
    changes.reduceRight(
      (left, { start, end, newText }) => left.slice(0, start) + newText + left.slice(end),
      text,
    );
  return [
    insert(hints.map(({ offset, label }) => ({ start: offset, end: offset, newText: `⟦${label}⟧` }))),
    insert(hints.flatMap(({ edits = [] }) => edits.map(({ span: at, newText }) => ({ ...at, newText })))),
  ];
}

describe('hints of tags that have moved', () => {
  it('stand behind a digest that the tag names no more, and write the new one', () => {
    const [hinted, accepted] = moved(`FROM node:24@${OLD} AS b\nCOPY --from=ghcr.io/a/b:1@${OLD} x y\n`, {
      'docker.io/library/node:24': NEW,
      'ghcr.io/a/b:1': NEW,
    });
    assert.equal(
      hinted,
      `FROM node:24⟦moved since⟧@${OLD} AS b\nCOPY --from=ghcr.io/a/b:1⟦moved since⟧@${OLD} x y\n`,
    );
    assert.equal(accepted, `FROM node:24@${NEW} AS b\nCOPY --from=ghcr.io/a/b:1@${NEW} x y\n`);
  });

  it('stand nowhere else', () => {
    for (const text of [
      `FROM node:24@${NEW}\n`,
      'FROM node:24\n',
      `FROM node@${OLD}\n`,
      `ARG V=24\nFROM node:$V@${OLD}\n`,
      `FROM other:24@${OLD}\n`,
      `FROM node:24@${OLD.slice(0, 20)}\n`,
    ]) {
      assert.equal(moved(text, { 'docker.io/library/node:24': NEW })[0], text);
    }
  });

  it('tell when the registry said so', () => {
    const text = `# syntax=docker/dockerfile:1@${OLD}\nFROM a:1\n`;
    const document = documentOf(text);
    const [hint] = movedTagHints(
      document,
      { start: 0, end: 20 },
      () => ({ digest: NEW, platforms: [], size: 1, created: 1, asOf: Date.UTC(2026, 10, 24, 1, 2, 3) }),
      texts,
    );
    assert.match(
      hint?.markdown ?? '',
      /`1` stands for another image .*\n\nDigest `sha256:b+`\n\nHeard .*2026-11-24 01:02 UTC/s,
    );
  });

  it('look at each image of a file once', () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `FROM a:${index}@${OLD} AS s${index}`);
    const text = lines.join('\n');
    assert.equal(pinnedImages(documentOf(text), { start: 0, end: text.length }).length, 2_000);
    assert.equal(pinnedImages(documentOf(text), { start: 0, end: 5 }).length, 1);
  });
});
