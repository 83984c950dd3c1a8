import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { runCli } from '../../server/cli/main.ts';
import {
  type BuildTruth,
  type Received,
  receivedByBuildKit,
  receivedByOldBuilder,
  receivedWith,
} from '../kit/buildTruth.ts';
import { type FileTree, useFolders } from '../kit/fileTree.ts';
import { BASE_IMAGE, useEngine } from '../kit/hosts/engines.ts';

/** Contexts in one build: each is a layer, and there is an end to those. */
const TOGETHER = 40;

describe('what strata says a build receives', function () {
  this.timeout(600_000);
  const modern = useEngine('modern');
  const classic = useEngine('classic');
  const folder = useFolders();

  interface Told {
    readonly code: number;
    readonly files: Received;
    readonly problem: string;
  }

  async function tell(root: string, ...args: string[]): Promise<Told> {
    let stdout = '';
    let problem = '';
    const code = await runCli(['context', root, '--format', 'json', ...args], {
      stdout: text => {
        stdout += text;
      },
      stderr: text => {
        problem += text;
      },
      stdin: async () => Buffer.from(''),
      cwd: root,
      env: {},
      isTty: false,
      colour: false,
    });
    const entries: { path: string; bytes: number }[] = stdout === '' ? [] : JSON.parse(stdout).entries;
    return { code, files: new Map(entries.map(({ path, bytes }) => [path, bytes])), problem };
  }

  const sorted = (files: Received | undefined): string[] =>
    [...(files ?? [])].map(([path, bytes]) => `${path} ${bytes}`).sort();

  function received(truth: BuildTruth): readonly Received[] {
    assert.ok(truth.ok, truth.ok ? '' : truth.message);
    return truth.contexts;
  }

  it('is what BuildKit copies, for generated trees and patterns', async () => {
    const cases = fc.sample(fc.tuple(trees, ignoreFiles), { seed: 20, numRuns: 160 });
    const readable: { readonly root: string; readonly told: Told; readonly patterns: string }[] = [];
    const refused: { readonly root: string; readonly patterns: string }[] = [];
    for (const [tree, patterns] of cases) {
      const root = await folder({ ...tree, '.dockerignore': patterns });
      const told = await tell(root);
      if (told.code === 0) readable.push({ root, told, patterns });
      else refused.push({ root, patterns });
    }
    assert.ok(readable.length > 80, `${readable.length} of ${cases.length} can be read`);
    assert.ok(refused.length > 5, `${refused.length} of ${cases.length} are refused`);
    for (let start = 0; start < readable.length; start += TOGETHER) {
      const some = readable.slice(start, start + TOGETHER);
      const truths = received(
        await receivedByBuildKit(
          modern(),
          some.map(({ root }) => root),
        ),
      );
      for (const [index, { told, patterns }] of some.entries()) {
        assert.deepEqual(sorted(told.files), sorted(truths[index]), JSON.stringify(patterns));
      }
    }
    for (const { root, patterns } of refused.slice(0, 8)) {
      const truth = await receivedByBuildKit(modern(), [root]);
      assert.equal(truth.ok, false, `BuildKit reads ${JSON.stringify(patterns)}`);
    }
  });

  it('is what the builder before BuildKit copies', async () => {
    const cases = fc.sample(fc.tuple(trees, plainIgnoreFiles), { seed: 30, numRuns: 16 });
    for (const [tree, patterns] of cases) {
      const below = Object.entries(tree).filter(([path]) => !path.startsWith('Dockerfile'));
      const own = { ...Object.fromEntries(below), Dockerfile: LISTING, '.dockerignore': patterns };
      const root = await folder(own);
      const told = await tell(root);
      assert.equal(told.code, 0, told.problem);
      const [truth] = received(await receivedByOldBuilder(classic(), root));
      assert.deepEqual(sorted(told.files), sorted(truth), JSON.stringify(patterns));
    }
  });

  const COPYING = 'FROM scratch\nCOPY . /0/\n';
  const mains: readonly {
    readonly name: string;
    readonly tree: FileTree;
    readonly dockerfile?: string;
  }[] = [
    { name: 'without an ignore file', tree: { Dockerfile: COPYING, a: 'a', 'b/c': 'c' } },
    {
      name: 'with the Dockerfile and the ignore file ignored',
      tree: { Dockerfile: COPYING, '.dockerignore': 'Dockerfile\n.dockerignore\n', a: 'a' },
    },
    {
      name: 'with everything ignored but one folder',
      tree: { Dockerfile: COPYING, '.dockerignore': '*\n!src\n', a: 'a', 'src/b': 'b', 'src/c/d': 'd' },
    },
    {
      name: 'with an ignore file named after the Dockerfile',
      tree: {
        Dockerfile: COPYING,
        'Dockerfile.dockerignore': 'a\n',
        '.dockerignore': 'b\n',
        a: 'a',
        b: 'b',
      },
    },
    {
      name: 'with an empty ignore file named after the Dockerfile',
      tree: { Dockerfile: COPYING, 'Dockerfile.dockerignore': '', '.dockerignore': 'b\n', b: 'b' },
    },
    {
      name: 'with a Dockerfile of another name in a folder',
      tree: {
        'build/prod.Dockerfile': COPYING,
        'build/prod.Dockerfile.dockerignore': 'build\n',
        '.dockerignore': 'a\n',
        a: 'a',
      },
      dockerfile: 'build/prod.Dockerfile',
    },
    {
      name: 'with an ignore file in a folder below',
      tree: { Dockerfile: COPYING, 'src/.dockerignore': '*\n', 'src/a': 'a' },
    },
    {
      name: 'with a byte order mark and lines of Windows',
      tree: {
        Dockerfile: COPYING,
        '.dockerignore': '\uFEFFa\r\n#b\r\n  c  \r\n',
        a: 'a',
        b: 'b',
        '#b': 'b',
        c: 'c',
      },
    },
    {
      name: 'with links to files, folders and nothing',
      tree: {
        Dockerfile: COPYING,
        '.dockerignore': 'secret\nfolder/inner\n',
        secret: 's',
        'folder/inner/x': 'x',
        'folder/y': 'y',
        toSecret: { link: 'secret' },
        toFolder: { link: 'folder' },
        toNothing: { link: '/nowhere' },
      },
    },
  ];
  for (const { name, tree, dockerfile = 'Dockerfile' } of mains) {
    it(`is what COPY . sees ${name}`, async () => {
      const root = await folder(tree);
      const file = join(root, dockerfile);
      const told = await tell(root, '--file', file);
      const [truth] = received(await receivedWith(modern(), root, ['-f', file]));
      assert.deepEqual(sorted(told.files), sorted(truth));
    });
  }

  it('looks beside a Dockerfile outside the context for its ignore file', async () => {
    const root = await folder({ a: 'a', b: 'b', '.dockerignore': 'a\n' });
    const other = await folder({ Dockerfile: COPYING });
    const file = join(other, 'Dockerfile');
    for (const patterns of [undefined, 'b\n']) {
      if (patterns !== undefined) writeFileSync(`${file}.dockerignore`, patterns);
      const told = await tell(root, '--file', file);
      const [truth] = received(await receivedWith(modern(), root, ['-f', file]));
      assert.deepEqual(sorted(told.files), sorted(truth), `${basename(file)} with ${patterns ?? 'none'}`);
    }
  });
});

const LISTING = `FROM ${BASE_IMAGE}
COPY . /0/
RUN cd /0 && find . ! -type d -exec sh -c 'for f; do if [ -h "$f" ]; then s=0; else s=$(stat -c %s "$f"); fi; echo ":$s:$f:"; done' sh {} +
`;

const name = fc.constantFrom(
  'a',
  'b',
  'ab',
  'abc',
  '.a',
  'a.b',
  'b.md',
  'Dockerfile',
  'é',
  'ж.md',
  'a b',
  '!a',
  '#b',
  'a{2}',
);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(names => names.join('/'));

/** Files of one byte for each letter of their path, folders without anything in them, and links. */
const trees = fc
  .tuple(
    fc.uniqueArray(path, { minLength: 3, maxLength: 16 }),
    fc.uniqueArray(path, { maxLength: 2 }),
    fc.uniqueArray(path, { maxLength: 2 }),
  )
  .map(([files, folders, links]): FileTree => {
    const tree: Record<string, FileTree[string]> = {};
    const folderPaths = new Set<string>();
    /** A path may be a file or a folder, and is what it was first. */
    const add = (own: string, key: string, content: FileTree[string]): void => {
      const parents = own.split('/').map((_, index, names) => names.slice(0, index).join('/'));
      const isTaken = [own, ...parents].some(parent => parent in tree || `${parent}/` in tree);
      if (isTaken || folderPaths.has(own)) return;
      for (const parent of parents) folderPaths.add(parent);
      tree[key] = content;
    };
    for (const file of files) add(file, file, file);
    for (const empty of folders) add(empty, `${empty}/`, '');
    for (const link of links) add(link, link, { link: 'a' });
    return tree;
  });

function patternLine(pieces: readonly string[], signs: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...signs),
      fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '', '', '/', ' ', '\r'),
    )
    .map(([before, segments, after]) => before + segments.join('/') + after);
}

const PLAIN = ['a', 'b', 'ab', '*', '**', 'a*', '?', '*.md', '*.*', '.a', 'é', 'a?c'];
const ODD = [
  ...[
    '[ab]',
    '[^a]',
    '[a-',
    '[é-ж]',
    '\\a',
    'a\\ b',
    '\\!a',
    '\\#b',
    'a{2}',
    '*{2}',
    'a|b',
    '*|b',
    '**a',
    'a**',
    '***',
  ],
  ...['.', '..', '', 'a b', '(a)', '[[:alpha:]]*', '*$', '+', '^a', '[]a]', '[!a]', 'ж*', '?{2}', '\\'],
];
const lines = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('', '', '', '\uFEFF'), fc.array(line, { minLength: 1, maxLength: 6 }))
    .map(([mark, all]) => `${mark}${all.join('\n')}\n`);

const plainIgnoreFiles = lines(patternLine(PLAIN, ['', '', '!', '/']));
const ignoreFiles = fc.oneof(
  plainIgnoreFiles,
  lines(patternLine([...PLAIN, ...ODD], ['', '', '', '!', '!', '/', '! ', '#', ' #', './', './!'])),
);
