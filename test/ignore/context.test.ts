import assert from 'node:assert/strict';
import { ignoreFileCandidates, sentAnyway } from '../../server/ignore/buildFiles.ts';
import { type ContextFolder, type ContextPort, scanContext } from '../../server/ignore/context.ts';
import { diagnoseContext, diagnoseText } from '../../server/ignore/diagnose.ts';
import { evaluateAll, findEntry } from '../../server/ignore/evaluate.ts';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { parseIgnoreFile } from '../../server/ignore/parse.ts';
import { mark, readMarked } from '../kit/markers.ts';

/** A port over `path size` lines; `path!` is a folder that cannot be read, `path@` a link. */
function portOf(lines: string): ContextPort & { readonly asked: string[] } {
  const files = lines
    .trim()
    .split(/\n\s*/)
    .filter(line => line !== '')
    .map(line => line.split(' ') as [string, string?]);
  const asked: string[] = [];
  return {
    asked,
    readDirectory: path => {
      asked.push(path);
      if (files.some(([name]) => name === `${path}!`)) {
        return Promise.resolve({ ok: false, problem: 'permission' });
      }
      const children = new Map<string, { name: string; kind: 'file' | 'folder' | 'link'; size: number }>();
      for (const [file, size = '1'] of files) {
        const below =
          path === '' ? file : file.startsWith(`${path}/`) ? file.slice(path.length + 1) : undefined;
        const name = below?.split('/')[0];
        if (below === undefined || name === undefined) continue;
        const plain = name.replace(/[!@]$/, '');
        const kind =
          below.includes('/') || name.endsWith('!') ? 'folder' : name.endsWith('@') ? 'link' : 'file';
        children.set(plain, { name: plain, kind, size: kind === 'file' ? Number(size) : 0 });
      }
      return Promise.resolve({ ok: true, entries: [...children.values()] });
    },
  };
}

async function contextOf(lines: string): Promise<ContextFolder> {
  return (await scanContext(portOf(lines))).root;
}

const PROJECT = `
  src/main.ts 100
  src/deep/er/util.ts 50
  node_modules/a/index.js 1000
  node_modules/b/index.js 3000
  README.md 10
  docs/guide.md 20
  .env 5`;

describe('build context', () => {
  it('a scan gives the tree, in the order of names', async () => {
    const { root, entries, complete } = await scanContext(portOf(PROJECT));
    assert.deepEqual(
      root.entries.map(({ name }) => name),
      ['.env', 'README.md', 'docs', 'node_modules', 'src'],
    );
    assert.equal(entries, 14);
    assert.equal(complete, true);
    assert.deepEqual(findEntry(root, 'src/deep/er/util.ts'), { kind: 'file', name: 'util.ts', size: 50 });
    assert.equal(findEntry(root, 'src/nope'), undefined);
  });

  it('a folder that cannot be read is noted and the rest is there', async () => {
    const scan = await scanContext(portOf('a/secret!\na/b 3'));
    assert.deepEqual(scan.unreadable, ['a/secret']);
    assert.equal(scan.complete, true);
    const secret = findEntry(scan.root, 'a/secret');
    assert.equal(secret?.kind === 'folder' && secret.problem, 'permission');
  });

  it('links are entries, never entered', async () => {
    const port = portOf('a/link@\na/b');
    const scan = await scanContext(port);
    assert.deepEqual(port.asked, ['', 'a']);
    assert.equal(findEntry(scan.root, 'a/link')?.kind, 'link');
  });

  it('stops at the limit and when told to, and says so', async () => {
    const limited = await scanContext(portOf(PROJECT), { limit: 6 });
    assert.equal(limited.complete, false);
    const signal = { aborted: true };
    const cancelled = await scanContext(portOf(PROJECT), { signal });
    assert.deepEqual([cancelled.complete, cancelled.entries], [false, 0]);
  });

  it('skipped folders are not read', async () => {
    const port = portOf(PROJECT);
    await scanContext(port, { skip: path => path === 'node_modules' });
    assert.ok(!port.asked.some(path => path.startsWith('node_modules')));
  });

  it('every file is counted once, for the pattern that had the last word', async () => {
    const root = await contextOf(PROJECT);
    const { sent, ignored, effects } = evaluateAll(
      parseIgnoreFile('node_modules\n**/*.md\n!README.md\nnode_modules/a'),
      root,
    );
    assert.deepEqual(sent, { files: 4, bytes: 165 });
    assert.deepEqual(ignored, { files: 3, bytes: 4020 });
    assert.deepEqual(
      effects.map(({ pattern, decided, matches, shadowedBy }) => [
        pattern.pattern,
        decided.files,
        decided.bytes,
        matches,
        shadowedBy?.pattern,
      ]),
      [
        ['node_modules', 2, 4000, true, undefined],
        ['**/*.md', 1, 20, true, undefined],
        ['README.md', 1, 10, true, undefined],
        ['node_modules/a', 0, 0, true, 'node_modules'],
      ],
    );
    assert.deepEqual(effects[0]?.largest, [{ path: 'node_modules', bytes: 4000 }]);
  });

  it('the largest that a pattern takes are whole folders where it takes them whole', async () => {
    const root = await contextOf('a/x 5\na/y 6\nb 1\nc 9\nd/e/f 30');
    const [effect] = evaluateAll(parseIgnoreFile('*\n!c'), root).effects;
    assert.deepEqual(effect?.largest, [
      { path: 'd', bytes: 30 },
      { path: 'a', bytes: 11 },
      { path: 'b', bytes: 1 },
    ]);
  });

  it('the ignore file named after the Dockerfile comes first', () => {
    assert.deepEqual(ignoreFileCandidates('/p/docker/web.Dockerfile', '/p'), [
      '/p/docker/web.Dockerfile.dockerignore',
      '/p/.dockerignore',
    ]);
  });

  it('Dockerfile and ignore file are sent although taken out', () => {
    const matcher = createMatcher('*\n!src');
    assert.deepEqual(
      [...sentAnyway(matcher, ['docker/Dockerfile', '.dockerignore', 'src/Dockerfile', undefined])],
      ['docker/Dockerfile', '.dockerignore'],
    );
  });
});

describe('diagnostics of .dockerignore', () => {
  const byText: readonly (readonly [marked: string, code: string])[] = [
    ['a\n«!»', 'ignore-lone-exclamation'],
    ['a\n«[b»', 'ignore-bad-pattern'],
    ['«../a»', 'ignore-outside-context'],
    ['«/»', 'ignore-outside-context'],
    ['«.»', 'ignore-matches-nothing'],
    ['a\nb\n«/a/»', 'ignore-duplicate'],
    ['«!a»\nb', 'ignore-nothing-before'],
  ];
  for (const [marked, code] of byText) {
    it(`${code} in ${JSON.stringify(marked)}`, () => {
      const { text } = readMarked(marked);
      const found = diagnoseText(parseIgnoreFile(text));
      assert.deepEqual(
        found.map(diagnostic => diagnostic.code),
        [code],
      );
      assert.equal(
        mark(
          text,
          found.map(({ span }) => span),
        ),
        marked,
      );
    });
  }

  it('a repetition after an exception has a meaning', () => {
    assert.deepEqual(diagnoseText(parseIgnoreFile('*.md\n!README.md\n*.md')), []);
  });

  const byContext: readonly (readonly [marked: string, code: string])[] = [
    ['«dist»', 'ignore-matches-nothing'],
    ['*.md\n«!CHANGES.md»', 'ignore-brings-nothing-back'],
    ['*.md\n«!src»', 'ignore-brings-nothing-back'],
    ['node_modules\n«node_modules/a»', 'ignore-shadowed'],
  ];
  for (const [marked, code] of byContext) {
    it(`${code} in ${JSON.stringify(marked)}`, async () => {
      const { text } = readMarked(marked);
      const file = parseIgnoreFile(text);
      const found = diagnoseContext(file, evaluateAll(file, await contextOf(PROJECT)));
      assert.deepEqual(
        found.map(diagnostic => diagnostic.code),
        [code],
      );
      assert.equal(
        mark(
          text,
          found.map(({ span }) => span),
        ),
        marked,
      );
    });
  }

  it('what the text shows already is not said twice', async () => {
    const file = parseIgnoreFile('a\na\n.\n!');
    assert.deepEqual(
      diagnoseContext(file, evaluateAll(file, await contextOf(PROJECT))).map(({ code }) => code),
      ['ignore-matches-nothing'],
    );
  });

  it('the fix removes the whole line', () => {
    const text = 'a\r\nb\r\na\r\nc';
    const [diagnostic] = diagnoseText(parseIgnoreFile(text));
    const [edit] = diagnostic?.fixes[0]?.edits ?? [];
    assert.ok(edit);
    assert.equal(text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end), 'a\r\nb\r\nc');
  });
});
