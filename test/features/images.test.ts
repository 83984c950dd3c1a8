import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completionsAt } from '../../server/features/completion.ts';
import { hoverAt } from '../../server/features/hover.ts';
import type { ImageAnswer, LocalImage } from '../../server/features/images/localImage.ts';
import { fullName, shortName } from '../../server/features/images/name.ts';
import { compareTags, sortTags } from '../../server/syntax/values/tagOrder.ts';
import { atCursor, markedAt, texts } from './kit.ts';

const SHA = `sha256:${'a1'.repeat(32)}`;

function image(tags: readonly string[], digests: readonly string[] = []): LocalImage {
  return { id: SHA, tags, digests, size: 142_000_000, created: Date.UTC(2026, 3, 6) };
}

const LOCAL = [
  image(['node:22-slim', 'node:24.1-slim']),
  image(['node:24'], [`node@${SHA}`]),
  image(['docker.io/library/alpine:3.22', 'ghcr.io/team/tool:1.2.0', 'localhost/mine:latest']),
  image([]),
];

function labels(marked: string, local: readonly LocalImage[] | 'none' = LOCAL): readonly string[] {
  const { document, at } = atCursor(marked);
  return completionsAt(document, at, texts, local === 'none' ? {} : { images: local })
    .filter(({ kind }) => kind === 'image' || kind === 'stage')
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ label }) => label);
}

describe('completion of images', () => {
  const ALL = [
    ...['alpine:3.22', 'ghcr.io/team/tool:1.2.0', 'localhost/mine:latest'],
    ...['node:24', 'node:24.1-slim', 'node:22-slim'],
  ];

  it('offers those of the engine by name, the newest version first', () => {
    assert.deepEqual(labels('FROM <|>'), ALL);
    assert.deepEqual(labels('FROM a\nCOPY --from=<|>'), ALL);
    assert.deepEqual(labels('FROM a\nONBUILD COPY --from=no<|> . .'), ALL);
    assert.deepEqual(labels('FROM a\nRUN --mount=type=bind,from=<|>'), ALL);
    assert.deepEqual(labels('FROM a\nRUN --mount=type=cache,id=<|>'), []);
  });

  it('offers stages first, then what the file names already, each once', () => {
    assert.deepEqual(labels('FROM node:22-slim AS one\nFROM golang:1 AS two\nFROM <|>'), [
      ...['two', 'one', 'node:22-slim', 'golang:1'],
      ...ALL.filter(name => name !== 'node:22-slim'),
    ]);
    const copies = 'FROM base AS one\nCOPY --from=docker.io/library/alpine:3.22 a b\nCOPY --from=<|>';
    assert.deepEqual(labels(copies).slice(0, 2), [
      'docker.io/library/alpine:3.22',
      'ghcr.io/team/tool:1.2.0',
    ]);
  });

  it('offers nothing of an engine that is not there', () => {
    assert.deepEqual(labels('FROM node:24\nFROM <|>', 'none'), ['node:24']);
    assert.deepEqual(labels('FROM a\nCOPY --from=<|>', 'none'), []);
  });

  it('keeps the address of Docker Hub as it is typed', () => {
    assert.deepEqual(labels('FROM docker.io/library/<|>'), [
      ...['docker.io/library/alpine:3.22', 'docker.io/library/node:24'],
      ...['docker.io/library/node:24.1-slim', 'docker.io/library/node:22-slim'],
    ]);
  });

  it('pins the named image to the digest that the engine has', () => {
    assert.deepEqual(labels('FROM node:24@<|>'), [`node:24@${SHA}`]);
    assert.deepEqual(labels('FROM node@sha<|>'), [`node@${SHA}`]);
    assert.deepEqual(labels('FROM node:22-slim@<|>'), []);
    assert.deepEqual(labels('FROM Node@<|>'), []);
  });

  it('takes names that are none', () => {
    assert.deepEqual(labels('FROM <|>', [image(['<none>:<none>', 'Bad', '', 'a'.repeat(70)])]), [
      'a'.repeat(70),
    ]);
  });
});

describe('hover on images', () => {
  function hover(marked: string, answer?: ImageAnswer): string {
    const { document, at, text } = atCursor(marked);
    const found = hoverAt(document, at, texts, answer);
    assert.equal(markedAt(text, found ? [found.span] : []), marked.replace('<|>', ''));
    return found?.markdown ?? '';
  }

  it('gives the whole name, the registry and its page, wherever an image is named', () => {
    const hub =
      /^`docker\.io\/library\/node:24`\n\nRegistry: Docker Hub · \[page\]\(https:\/\/hub\.docker\.com\/_\/node\)/;
    assert.match(hover('FROM «no<|>de:24» AS x'), hub);
    assert.match(hover('ARG V=24\nFROM «node<|>:$V»'), hub);
    assert.match(hover('FROM a\nCOPY --from=«node<|>:24» a b'), hub);
    assert.match(hover('FROM a\nRUN --mount=type=bind,from=«node<|>:24» x'), hub);
    assert.match(hover('# syntax=«docker/docker<|>file:1»\nFROM a'), /^`docker\.io\/docker\/dockerfile:1`/);
    assert.match(hover('FROM «ghcr.io/a<|>/b:1»'), /Registry: `ghcr\.io`/);
    assert.match(
      hover('FROM «localhost:5000/a<|>:1»'),
      /^`localhost:5000\/a:1`\n\nRegistry: `localhost:5000` · \[page\]\(http:\/\/localhost:5000\/v2\/a\/tags\/list\)$/,
    );
  });

  it('says what the tag or the digest means', () => {
    assert.match(hover('FROM «no<|>de»'), /takes `latest`/);
    assert.match(hover(`FROM «node<|>@${SHA}»`), /Pinned by its digest/);
    assert.doesNotMatch(hover('FROM «no<|>de:24»'), /latest|Pinned/);
    assert.match(hover('FROM «scr<|>atch»'), /empty image/);
    assert.match(hover('ARG V\nFROM «no<|>de:$V»'), /depends on `V`/);
  });

  it('tells what the engine knows, and nothing when it was not asked', () => {
    const facts = { ...image(['node:24'], [`other@sha256:${'0'.repeat(64)}`, `node@${SHA}`]) };
    const present = {
      kind: 'present',
      image: { ...facts, platforms: ['linux/amd64', 'linux/arm64/v8'] },
    } as const;
    const markdown = hover('FROM «no<|>de:24»', present);
    assert.match(markdown, /On the engine: `linux\/amd64`, `linux\/arm64\/v8` · 142 MB · made 2026-04-06/);
    assert.ok(markdown.endsWith(`Id \`${SHA}\`  \nDigest \`${SHA}\``), markdown);
    const undated = { kind: 'present', image: { ...present.image, created: 0, digests: [] } } as const;
    assert.match(hover('FROM «no<|>de:24»', undated), /142 MB\n\nId `[^`]*`$/);
    assert.match(hover('FROM «no<|>de:24»', { kind: 'absent' }), /the build pulls it/);
    assert.doesNotMatch(hover('FROM «no<|>de:24»'), /engine|pulls/);
  });

  it('a stage is no image, nor is a number or what a variable leaves open', () => {
    assert.match(hover('FROM a AS node\nFROM b\nCOPY --from=«no<|>de» a b'), /Stage 0/);
    assert.equal(hover('FROM a\nCOPY --from=1<|> a b'), '');
    assert.equal(hover('FROM a\nONBUILD COPY --from=no<|>de a b'), '');
  });
});

describe('names of images', () => {
  it('are short for people and whole for machines', () => {
    for (const [reference, short, full] of [
      ['node', 'node', 'docker.io/library/node'],
      ['docker.io/library/node:24', 'node:24', 'docker.io/library/node:24'],
      ['index.docker.io/a/b', 'a/b', 'docker.io/a/b'],
      ['localhost/x:1', 'localhost/x:1', 'localhost/x:1'],
      [`quay.io/a/b:1@${SHA}`, `quay.io/a/b:1@${SHA}`, `quay.io/a/b:1@${SHA}`],
    ] as const) {
      assert.equal(shortName(reference), short);
      assert.equal(fullName(reference), full);
    }
    assert.equal(shortName('Not One'), 'Not One');
    assert.equal(fullName('Not One'), undefined);
  });
});

describe('order of tags', () => {
  /** Each list is as it should be. */
  for (const tags of [
    ['24', '24.1', '24.1.3', '24.1.2', '24.0', '23', '9', '9.9', 'latest', 'lts'],
    ['v2.0.0', 'v2.0.0-rc.10', 'v2.0.0-rc.2', '2.0.0-beta.1', 'v2.0.0-alpha', 'v1.9.9'],
    ['3.14', '3.14.0', '3.14.0rc1', '3.14.0b4', '3.14.0a7', '3.13.5'],
    ['24', '24-alpine', '24-alpine3.22', '24-alpine3.9', '24-bookworm-slim', '24-slim', '22', '22-slim'],
    ['2026.04.06', '2026-04-05', '20260404', '2025.12', '24.04'],
    ['bookworm-20260406', 'bookworm-20260101', 'trixie-20251201', 'bookworm', 'stable-slim'],
    ['1.0', 'latest', '0a1b2c3d4e5f', 'sha-0a1b2c3'],
    ['99999999999999999999999', '99999999999999999999998', '00017', '16'],
    ['8.0-noble', '8.0-preview-noble', '8.0.1', '7.0'],
  ]) {
    it(tags.join(' > '), () => {
      assert.deepEqual(tags.toReversed().sort(compareTags), tags);
      assert.deepEqual(sortTags(tags.toReversed()), tags);
    });
  }

  it('is an order over all texts', () => {
    const piece = fc.constantFrom(
      '1',
      '02',
      '10',
      '2026',
      '0406',
      '.',
      '-',
      'v',
      'rc',
      'alpine',
      'beta',
      'ab',
    );
    const tag = fc.oneof(
      fc.array(piece, { maxLength: 5 }).map(parts => parts.join('')),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(tag, tag, tag, (a, b, c) => {
        assert.equal(Math.sign(compareTags(a, b)) + Math.sign(compareTags(b, a)), 0);
        assert.equal(compareTags(a, b) === 0, a === b);
        if (compareTags(a, b) <= 0 && compareTags(b, c) <= 0)
          assert.ok(compareTags(a, c) <= 0, `${a} ${b} ${c}`);
      }),
      { seed: 11, numRuns: 3000 },
    );
  });
});
