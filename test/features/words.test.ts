import assert from 'node:assert/strict';
import type { CompletionItem } from '../../server/features/completion/item.ts';
import { completionsAt } from '../../server/features/completion.ts';
import { ENVIRONMENT } from '../../server/features/docs/environment.ts';
import { LABELS, PORTS, SIGNALS } from '../../server/features/docs/values.ts';
import { hoverAt } from '../../server/features/hover.ts';
import { isSignal } from '../../server/syntax/values/signals.ts';
import { atCursor, documentOf, markedAt, texts } from './kit.ts';

function items(marked: string): readonly CompletionItem[] {
  const { document, at } = atCursor(marked);
  return completionsAt(document, at, texts).toSorted((a, b) => a.rank - b.rank);
}

const labels = (marked: string): readonly string[] => items(marked).map(({ label }) => label);

function hover(marked: string): string {
  const { document, at, text } = atCursor(marked);
  const found = hoverAt(document, at, texts);
  assert.equal(markedAt(text, found ? [found.span] : []), marked.replace('<|>', ''));
  return found?.markdown ?? '';
}

describe('completion of words', () => {
  it('ports: what variables and other lines say first, each once, then the usual ones', () => {
    assert.deepEqual(labels('FROM a\nENV PORT=3000 NAME=x\nEXPOSE 9999/udp\nEXPOSE <|>').slice(0, 3), [
      ...['$PORT', '9999/udp', '8080'],
    ]);
    assert.ok(!labels('FROM a\nEXPOSE 80 <|>').includes('80'));
    assert.deepEqual(labels('FROM a\nEXPOSE 53/<|>'), ['53/tcp', '53/udp', '53/sctp']);
    assert.deepEqual(labels('FROM a\nEXPOSE 5000-5010/u<|>').at(1), '5000-5010/udp');
  });

  it('shells, whole and where one is begun', () => {
    for (const typed of ['', '[', '["'])
      assert.ok(labels(`FROM a\nSHELL ${typed}<|>`).includes('["/bin/sh", "-c"]'));
    assert.deepEqual(labels('FROM a\nSHELL ["a", <|>'), []);
  });

  it('users: those that the stage and its bases create, then those of the image and of the file', () => {
    const users = labels(
      [
        'FROM docker.io/library/node:24 AS base',
        'RUN groupadd app && useradd --system --uid 10001 --gid app app && addgroup x',
        'FROM base AS two',
        'RUN <<EOF',
        'if true; then sudo adduser -D -u 1000 -h /home web; fi',
        'EOF',
        'FROM other',
        'RUN useradd elsewhere',
        'USER named',
        'FROM two',
        'USER <|>',
        'RUN useradd later',
      ].join('\n'),
    );
    assert.deepEqual(users, ['web', 'app', 'node', 'named', 'nobody', '1000:1000', 'root']);
    assert.equal(labels('FROM mcr.microsoft.com/dotnet/aspnet:10.0\nUSER <|>')[0], '$APP_UID');
    assert.equal(labels('FROM gcr.io/distroless/static-debian13\nUSER <|>')[0], 'nonroot');
    assert.deepEqual(labels('FROM a\nRUN ["useradd", "-m", "me"]\nUSER <|>')[0], 'me');
    assert.deepEqual(labels('FROM a\nRUN useradd $NAME; useradd -g; # useradd x\nUSER <|>')[0], 'nobody');
  });

  it('working directories of the file first', () => {
    assert.deepEqual(labels('FROM a\nWORKDIR /srv/www\nFROM b\nWORKDIR <|>'), ['/srv/www', '/app', '/src']);
    assert.deepEqual(labels('FROM a\nWORKDIR /app\nWORKDIR /a<|>'), ['/app', '/src']);
  });

  it('variables that programs obey, those of the base image first, each once', () => {
    const python = labels('FROM python:3.14 AS a\nENV PYTHONUNBUFFERED=1\nFROM a\nENV LANG=x <|>');
    assert.ok(python.indexOf('PYTHONDONTWRITEBYTECODE') < python.indexOf('TZ'));
    assert.ok(python.indexOf('TZ') < python.indexOf('NODE_ENV'));
    assert.ok(!python.includes('LANG'));
    assert.ok(!labels('FROM node\nENV NODE_ENV=x\nENV <|>').includes('NODE_ENV'));
    const [production] = items('FROM node\nENV NODE_ENV=prod<|>');
    assert.deepEqual([production?.newText, production?.span], ['production', { start: 23, end: 27 }]);
    assert.deepEqual(labels('FROM node\nENV UNKNOWN=<|>'), []);
  });

  it('arguments: global ones, then those of the platform, but not where none exist', () => {
    const marked = 'ARG B=2\nARG A\nFROM a\nARG A\nARG TARGETOS <|>';
    const found = labels(marked);
    assert.deepEqual(found.slice(0, 2), ['B', 'TARGETPLATFORM']);
    assert.ok(!found.includes('A') && !found.includes('TARGETOS'));
    assert.deepEqual(labels('ARG A\nARG <|>\nFROM a'), []);
    assert.deepEqual(labels('FROM a\nARG A=<|>'), []);
  });

  it('labels, without those that are there', () => {
    const found = labels('FROM a\nLABEL org.opencontainers.image.title=x org<|>');
    assert.ok(!found.includes('org.opencontainers.image.title'));
    assert.ok(found.includes('org.opencontainers.image.source'));
    assert.deepEqual(labels('FROM a\nLABEL "a<|>'), []);
  });

  for (const start of [
    'EXPOSE ',
    'EXPOSE 80/',
    'STOPSIGNAL ',
    'SHELL ',
    'USER ',
    'WORKDIR ',
    'LABEL ',
    'ENV ',
    'ARG ',
  ]) {
    it(`BuildKit takes every proposal behind ${start}`, () => {
      const marked = `ARG G=1\nFROM a\nENV PORT=80\n${start}<|>`;
      const { text } = atCursor(marked);
      const found = items(marked).filter(({ kind }) => kind !== 'flag');
      assert.ok(found.length > 0);
      for (const { span, newText } of found) {
        const { file, model } = documentOf(`${text.slice(0, span.start)}${newText.replace('$1', 'x')}\n`);
        assert.deepEqual([...file.errors, ...model.errors], [], newText);
      }
    });
  }
});

describe('hover on words', () => {
  it('ports', () => {
    assert.match(
      hover('FROM a\nEXPOSE 80 «54<|>32»'),
      /^\*\*Port 5432\/tcp\*\* · usually PostgreSQL\n\nEXPOSE only tells/,
    );
    assert.match(hover('FROM a\nEXPOSE «5000-50<|>10/UDP»'), /^\*\*Port 5000-5010\/udp\*\*\n/);
    assert.match(hover('FROM a\nONBUILD EXPOSE «80<|>»'), /Port 80\/tcp/);
    assert.equal(hover('FROM a\nEXPOSE x<|>'), '');
  });

  it('signals, by name in any form and by number', () => {
    for (const written of ['SIGTERM', 'sigterm', 'TERM', '15']) {
      assert.match(
        hover(`FROM a\nSTOPSIGNAL «${written}<|>»`),
        /^\*\*SIGTERM\*\* · Signal 15\n\nAsks the program/,
      );
    }
    assert.match(hover('FROM a\nSTOPSIGNAL «RTMIN<|>+3»'), /systemd/);
    assert.equal(hover('FROM a\nSTOPSIGNAL NO<|>NE'), '');
  });

  it('standard labels', () => {
    assert.match(hover('FROM a\nLABEL «org.opencontainers.image.lic<|>enses»=MIT'), /SPDX/);
    assert.match(hover('FROM a\nLABEL a=b «"org.opencontainers.image.ti<|>tle"»=x'), /Name for people/);
    assert.equal(hover('FROM a\nLABEL mi<|>ne=x'), '');
  });

  it('variables that programs obey say what for', () => {
    assert.match(hover('FROM a\nENV «NODE<|>_ENV»=production'), /Value: `production`.*Node\.js libraries/s);
    assert.doesNotMatch(hover('FROM a\nARG «NODE<|>_ENV»=production'), /libraries/);
  });
});

describe('tables of words', () => {
  it('name signals that BuildKit knows, each number once, each with words', () => {
    for (const name of Object.keys(SIGNALS)) assert.ok(isSignal(name), name);
    const numbers = Object.values(SIGNALS);
    assert.equal(new Set(numbers).size, numbers.length);
    for (const words of [texts.signals, texts.labels, texts.environment])
      for (const text of Object.values(words)) assert.ok(text.length > 5);
    assert.deepEqual(Object.keys(texts.signals).sort(), Object.keys(SIGNALS).sort());
    assert.deepEqual(Object.keys(texts.labels), [...LABELS]);
    assert.deepEqual(Object.keys(texts.environment), Object.keys(ENVIRONMENT));
  });

  it('name each port once', () => {
    assert.equal(new Set(PORTS.map(({ port }) => port)).size, PORTS.length);
  });
});

describe('whole Dockerfiles', () => {
  const snippets = (marked: string): readonly CompletionItem[] =>
    items(marked).filter(({ kind, detail }) => kind === 'snippet' && detail === 'Dockerfile');

  it('are offered by language where nothing stands yet', () => {
    const names = ['Go', 'Rust', '.NET', 'Java', 'PHP', 'Ruby', 'Python', 'Node.js', 'Static site'];
    for (const marked of ['<|>', '\n\n<|>', 'Py<|>', '<|>\n']) {
      assert.deepEqual(
        snippets(marked).map(({ label }) => label),
        names,
      );
    }
    for (const marked of ['FROM a\n<|>', '<|>\nFROM a', '# a comment\n<|>', 'ARG A\n<|>']) {
      assert.deepEqual(snippets(marked), []);
    }
  });

  it('have places to fill in, and are as they should be when nothing is filled in', () => {
    for (const { label, newText, markdown } of snippets('<|>')) {
      assert.match(newText, /\$\{1:[^}]+\}/, label);
      const filled = newText.replace(/(?<!\\)\$\{\d:((?:\\.|[^}\\])*)\}/g, '$1').replace(/\\([\\$}])/g, '$1');
      assert.equal(`\`\`\`dockerfile\n${filled}\`\`\``, markdown);
      const { file, model } = documentOf(filled);
      assert.deepEqual([...file.errors, ...model.errors], [], label);
      assert.ok(!/[\ue000-\ue002]/.test(newText + markdown));
    }
  });
});
