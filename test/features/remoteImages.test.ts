import assert from 'node:assert/strict';
import { completionsAt } from '../../server/features/completion.ts';
import { hoverAt } from '../../server/features/hover.ts';
import type { ImageAnswer } from '../../server/features/images/localImage.ts';
import type { KnownRegistries } from '../../server/features/images/remoteImage.ts';
import { atCursor, texts } from './kit.ts';

const TAGS = ['24.1-alpine', '24', '22-slim', 'latest'];

/** Registries that know everything asked of them, and what they were asked. */
function registries(tags: readonly string[] = TAGS): KnownRegistries & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    staleSince: () => undefined,
    tags({ domain, path }) {
      asked.push(`${domain}/${path}`);
      return tags;
    },
    search(text) {
      asked.push(`search ${text}`);
      return [{ name: 'node', description: 'JavaScript.', official: true }];
    },
  };
}

function labels(
  marked: string,
  known = registries(),
): { labels: readonly string[]; asked: readonly string[] } {
  const { document, at } = atCursor(marked);
  const items = completionsAt(document, at, texts, { registries: known }).filter(
    ({ kind }) => kind === 'image',
  );
  return { labels: items.map(({ label }) => label), asked: known.asked };
}

describe('completion of tags', () => {
  it('asks the registry that the name stands for', () => {
    const named: readonly (readonly [string, string])[] = [
      ['FROM node:<|>', 'docker.io/library/node'],
      ['FROM bitnami/redis:<|>', 'docker.io/bitnami/redis'],
      ['FROM docker.io/library/node:<|>', 'docker.io/library/node'],
      ['FROM ghcr.io/a/b:<|>', 'ghcr.io/a/b'],
      ['FROM 123.dkr.ecr.eu-west-1.amazonaws.com/app:<|>', '123.dkr.ecr.eu-west-1.amazonaws.com/app'],
      ['FROM europe-docker.pkg.dev/p/r/app:<|>', 'europe-docker.pkg.dev/p/r/app'],
      ['FROM harbor.example.com:8443/p/app:<|>', 'harbor.example.com:8443/p/app'],
      ['FROM localhost:5000/app:<|>', 'localhost:5000/app'],
      ['FROM --platform=linux/amd64 node:<|> AS x', 'docker.io/library/node'],
      ['FROM a:1\nCOPY --from=alpine:<|> / /', 'docker.io/library/alpine'],
      ['FROM a:1\nRUN --mount=type=bind,from=alpine:<|> true', 'docker.io/library/alpine'],
    ];
    for (const [marked, repository] of named) assert.deepEqual(labels(marked).asked, [repository], marked);
  });

  it('offers them in the order in which they are known, narrowed by what is typed', () => {
    assert.deepEqual(
      labels('FROM node:<|>').labels,
      TAGS.map(tag => `node:${tag}`),
    );
    assert.deepEqual(labels('FROM node:24<|>').labels, ['node:24.1-alpine', 'node:24']);
    assert.deepEqual(labels('FROM node:SL<|>').labels, ['node:22-slim']);
  });

  it('offers a bounded number of many', () => {
    const many = registries(Array.from({ length: 10_000 }, (_, index) => `1.${index}`));
    assert.equal(labels('FROM node:<|>', many).labels.length, 300);
  });

  it('asks nothing where nothing can be named', () => {
    for (const marked of ['FROM $BASE:<|>', 'FROM node@<|>', 'FROM N:<|>', 'FROM a:1\nRUN node:<|>']) {
      assert.deepEqual(labels(marked).asked, [], marked);
    }
  });

  it('searches Docker Hub for names, from two letters on', () => {
    assert.deepEqual(labels('FROM n<|>').asked, []);
    assert.deepEqual(labels('FROM nod<|>'), { labels: ['node'], asked: ['search nod'] });
    assert.deepEqual(labels('FROM bitnami/<|>').asked, ['search bitnami/']);
    assert.deepEqual(labels('FROM ghcr.io/a<|>').asked, []);
    assert.deepEqual(labels('FROM localhost:5000/a<|>').asked, []);
  });
});

describe('hover on an image', () => {
  const digest = `sha256:${'b2'.repeat(32)}`;
  const old = `sha256:${'a1'.repeat(32)}`;
  const remote = {
    kind: 'present',
    image: {
      digest,
      platforms: ['linux/amd64', 'linux/arm64'],
      size: 58_000_000,
      created: Date.UTC(2026, 4, 6),
    },
  } as const;
  const local = {
    id: old,
    tags: ['node:24'],
    digests: [`node@${old}`],
    size: 1e6,
    created: 0,
    platforms: [],
  };
  const hover = (answer: ImageAnswer): string => {
    const { document, at } = atCursor('FROM no<|>de:24');
    return hoverAt(document, at, texts, answer)?.markdown ?? '';
  };

  it('tells what the registry has', () => {
    const text = hover({ kind: 'absent', remote });
    assert.match(
      text,
      /In the registry: `linux\/amd64`, `linux\/arm64` · 58 MB compressed · made 2026-05-06/,
    );
    assert.ok(text.includes(digest));
  });

  it('tells when the tag has moved since', () => {
    assert.match(hover({ kind: 'present', image: local, remote }), /has moved on/);
    const same = { ...local, digests: [`node@${digest}`] };
    assert.doesNotMatch(hover({ kind: 'present', image: same, remote }), /has moved on/);
  });

  it('is silent offline, and about images that were never pushed', () => {
    assert.doesNotMatch(
      hover({ kind: 'absent', remote: { kind: 'unknown' } }),
      /registry has|In the registry/,
    );
    assert.match(hover({ kind: 'absent', remote: { kind: 'absent' } }), /does not have it/);
    assert.doesNotMatch(
      hover({ kind: 'present', image: local, remote: { kind: 'absent' } }),
      /does not have it/,
    );
  });
});
