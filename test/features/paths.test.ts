import assert from 'node:assert/strict';
import type { CompletionItem } from '../../server/features/completion/item.ts';
import type { BuildContext, ContextName } from '../../server/features/completion/paths/context.ts';
import { type PathItems, pathItemsAt } from '../../server/features/completion/paths.ts';
import type { ImagePaths } from '../../server/features/images/imageTree.ts';
import { createMatcher } from '../../server/ignore/matcher.ts';
import { atCursor } from './kit.ts';

type Files = Readonly<Record<string, string>>;

/** A context with these files; `.dockerignore` is read when it is among them. */
function contextOf(all: Files): BuildContext & { readonly listed: string[] } {
  const listed: string[] = [];
  const ignore = all['.dockerignore'];
  return {
    listed,
    ignore: ignore === undefined ? undefined : createMatcher(ignore),
    buildFiles: new Set(['Dockerfile', '.dockerignore']),
    async list(folder) {
      listed.push(folder.join('/'));
      const prefix = folder.map(name => `${name}/`).join('');
      const found = new Map<string, ContextName>();
      for (const path of Object.keys(all)) {
        if (!path.startsWith(prefix)) continue;
        const [name = '', ...rest] = path.slice(prefix.length).split('/');
        found.set(name, { name, isFolder: rest.length > 0 });
      }
      return found.size === 0 ? undefined : [...found.values()].toReversed();
    },
  };
}

const files = (...paths: string[]): Files => Object.fromEntries(paths.map(path => [path, '']));

const PROJECT = files(
  'package.json',
  'package-lock.json',
  'src/index.ts',
  'src/lib/a.ts',
  'src/.env',
  '.npmrc',
  'Dockerfile',
  'docs/a.md',
  '.github/x',
);

async function found(
  marked: string,
  context: BuildContext = contextOf(PROJECT),
  images?: ImagePaths,
): Promise<PathItems> {
  const { document, at } = atCursor(marked);
  return pathItemsAt(document, at, { context: async () => context, images });
}

async function items(
  marked: string,
  context?: BuildContext,
  images?: ImagePaths,
): Promise<readonly CompletionItem[]> {
  return (await found(marked, context, images)).items
    .map((item, index) => ({ item, index }))
    .sort((a, b) => a.item.rank - b.item.rank || a.index - b.index)
    .map(({ item }) => item);
}

const labels = async (marked: string, context?: BuildContext): Promise<readonly string[]> =>
  (await items(marked, context)).map(({ label }) => label);

/** The text after the item with the label was chosen. */
async function choose(marked: string, label: string, context?: BuildContext): Promise<string> {
  const { text, at } = atCursor(marked);
  const all = await items(marked, context);
  const item = all.find(candidate => candidate.label === label);
  assert.ok(item, `${label} among ${all.map(each => each.label).join(' ')}`);
  assert.equal(item.span.end, at);
  assert.ok(!text.slice(item.span.start, at).includes('\n'));
  return text.slice(0, item.span.start) + item.newText + text.slice(at);
}

describe('completion of sources of COPY and ADD', () => {
  const TOP = ['docs/', 'src/', '.github/', 'package-lock.json', 'package.json', '.npmrc', 'Dockerfile'];

  it('offers what the context holds: folders first, dots last, the Dockerfile at the end', async () => {
    for (const line of [
      'COPY <|>',
      'ADD <|>',
      'ONBUILD COPY <|>',
      'COPY --link --chown=1 <|>',
      'COPY \\\n  <|>',
      'COPY ["<|>',
      'COPY --link [ "<|>"]',
      'RUN --mount=type=bind,source=<|>',
      'RUN --mount=src=<|>,target=/x x',
    ]) {
      assert.deepEqual(await labels(`FROM a\n${line}`), TOP, line);
    }
  });

  it('looks into one folder, the one that is typed', async () => {
    const context = contextOf(PROJECT);
    assert.deepEqual(await labels('FROM a\nCOPY src/<|>', context), ['lib/', 'index.ts', '.env']);
    assert.deepEqual(await labels('FROM a\nCOPY ./src/../src/lib/x<|>', context), ['a.ts']);
    assert.deepEqual(await labels('FROM a\nCOPY /src/lib/<|>', context), ['a.ts']);
    assert.deepEqual(await labels('FROM a\nCOPY [ "x", "src/<|>", "/y"]', context), [
      'lib/',
      'index.ts',
      '.env',
    ]);
    assert.deepEqual(await labels('FROM a\nRUN --mount=type=bind,source=src/lib/<|>', context), ['a.ts']);
    assert.deepEqual(context.listed, ['src', 'src/lib', 'src/lib', 'src', 'src/lib']);
  });

  it('replaces the last name, and goes on behind a folder', async () => {
    assert.equal(await choose('FROM a\nCOPY src/ind<|>', 'index.ts'), 'FROM a\nCOPY src/index.ts');
    assert.equal(await choose('FROM a\nCOPY s<|> /app/', 'src/'), 'FROM a\nCOPY src/ /app/');
    assert.equal(await choose('FROM a\nCOPY ["s<|>"]', 'src/'), 'FROM a\nCOPY ["src/"]');
    assert.equal((await items('FROM a\nCOPY <|>'))[0]?.retrigger, true);
    assert.equal((await items('FROM a\nCOPY src/<|>')).at(-1)?.retrigger, undefined);
  });

  it('puts in the variables that have a value', async () => {
    assert.deepEqual(await labels('FROM a\nARG D=src\nCOPY $D/lib/<|>'), ['a.ts']);
    assert.deepEqual(await labels('FROM a\nENV D=src\nRUN --mount=source=${D}/lib/<|>'), ['a.ts']);
    assert.deepEqual(await labels('FROM a\nARG D\nCOPY $D/<|>'), []);
  });

  it('offers nothing that ignore files take out, but the way to what they bring back', async () => {
    const context = contextOf({
      ...files('a/b/keep', 'a/b/drop', 'node_modules/x', 'c.log', 'c.txt', 'out/y', 'Dockerfile'),
      '.dockerignore': 'node_modules\n*.log\na\n!a/b/keep\nout/*\n.dockerignore\n',
    });
    assert.deepEqual(await labels('FROM a\nCOPY <|>', context), ['a/', 'out/', 'c.txt', 'Dockerfile']);
    assert.deepEqual(await labels('FROM a\nCOPY a/<|>', context), ['b/']);
    assert.deepEqual(await labels('FROM a\nCOPY a/b/<|>', context), ['keep']);
    assert.deepEqual(await labels('FROM a\nCOPY out/<|>', context), []);
    assert.deepEqual(await labels('FROM a\nCOPY node_modules/<|>', context), []);
  });

  it('is silent where no path of the context stands', async () => {
    const context = contextOf(PROJECT);
    for (const marked of [
      'FROM a\nCOPY ../<|>',
      'FROM a\nCOPY src/*/<|>',
      'FROM a\nCOPY "src/<|>',
      'FROM a\nADD https://x.y/<|>',
      'FROM a\nADD git@x.y:<|>',
      'FROM a\nCOPY --from=alpine <|>',
      'FROM a\nCOPY $<|>',
      'FROM a\nCOPY ["a" <|>',
      'FROM a\nCOPY ["a"]<|>',
      'FROM a\nCOPY [1, "<|>',
      'FROM a\nCOPY <<EOF /x\n<|>\nEOF\n',
      'FROM a\nCOPY a \\\n# <|>\n b\n',
      'FROM a\nRUN <|>',
      'FROM a\nRUN --mount=type=secret,source=<|>',
      'FROM a\nRUN --mount=type=cache,source=<|>',
      'FROM a\nRUN --mount=type=bind,id=<|>',
      'FROM a\nWORKDIR <|>',
      '<|>',
    ]) {
      assert.deepEqual(await labels(marked, context), [], marked);
    }
    assert.deepEqual(context.listed, []);
    assert.deepEqual(await labels('FROM a\nCOPY nowhere/<|>', context), []);
    const { document, at } = atCursor('FROM a\nCOPY <|>');
    const world = { context: async () => undefined, images: undefined };
    assert.deepEqual((await pathItemsAt(document, at, world)).items, []);
  });

  it('offers patterns for the extensions of a folder', async () => {
    const context = contextOf(files('a.ts', 'b.ts', 'c.md', '.env', 'd/x.js', 'Makefile'));
    const patterns = (await labels('FROM a\nCOPY *<|>', context)).filter(label => label.startsWith('*'));
    assert.deepEqual(patterns, ['*.md', '*.ts']);
    assert.equal(await choose('FROM a\nCOPY d/*.<|> x', '*.js', context), 'FROM a\nCOPY d/*.js x');
  });
});

describe('names that cannot be written as they are', () => {
  const ODD = contextOf(
    files(
      ...['[id].ts', "it's", '$x', 'a*b', 'q"q', 'my file', 'my dir/a', 'back\\slash', 'a,b', 'tab\tx'],
      ...['--x', '<<EOF', '#c', 'ti`ck'],
    ),
  );
  const secondLine = (text: string): string => text.split('\n')[1] ?? '';

  it('are escaped in words: for the pattern, then for quotes and variables', async () => {
    const line = async (written: string, label: string): Promise<string> =>
      secondLine(await choose(`FROM a\nCOPY ${written}<|> x`, label, ODD));
    assert.equal(await line('', '[id].ts'), 'COPY [[]id].ts x');
    assert.equal(await line('', "it's"), "COPY it\\'s x");
    assert.equal(await line('', '$x'), 'COPY \\$x x');
    assert.equal(await line('', 'a*b'), 'COPY a*b x');
    assert.equal(await line('', 'q"q'), 'COPY q\\"q x');
    assert.equal(await line('', '--x'), 'COPY ./--x x');
    assert.equal(await line('', '<<EOF'), 'COPY ./<<EOF x');
    assert.equal(await line('', '#c'), 'COPY ./#c x');
    assert.equal(await line('./', '--x'), 'COPY ./--x x');
    assert.equal(
      await choose('# escape=`\nFROM a\nCOPY <|>', 'ti`ck', ODD),
      '# escape=`\nFROM a\nCOPY ti``ck',
    );
    const all = await labels('FROM a\nCOPY <|> x', ODD);
    for (const label of ['my file', 'my dir/', 'back\\slash', 'tab\tx'])
      assert.ok(!all.includes(label), label);
  });

  it('are escaped once more in JSON, where blanks are at home', async () => {
    const line = async (label: string): Promise<string> =>
      secondLine(await choose('FROM a\nCOPY ["<|>", "x"]', label, ODD));
    assert.equal(await line("it's"), `COPY ["it\\\\'s", "x"]`);
    assert.equal(await line('q"q'), `COPY ["q\\\\\\"q", "x"]`);
    assert.equal(await line('my file'), 'COPY ["my file", "x"]');
    assert.equal(await line('my dir/'), 'COPY ["my dir/", "x"]');
    assert.equal(await line('--x'), 'COPY ["--x", "x"]');
    assert.equal(await line('<<EOF'), 'COPY ["./<<EOF", "x"]');
  });

  it('turn the words into an array when they hold blanks and nothing follows', async () => {
    assert.equal(await choose('FROM a\nCOPY m<|>', 'my file', ODD), 'FROM a\nCOPY ["my file", "$1"]');
    assert.equal(
      await choose('FROM a\nCOPY --link $A ./m<|>\n', 'my dir/', ODD),
      'FROM a\nCOPY --link ["\\$A", "./my dir/$1"]\n',
    );
    const item = (await items('FROM a\nCOPY x ./m<|>', ODD)).find(({ label }) => label === 'my file');
    assert.deepEqual([item?.snippet, item?.filterText], [true, 'x ./my file']);
  });

  it('are left out of mounts', async () => {
    assert.deepEqual(await labels('FROM a\nRUN --mount=source=<|>', ODD), [
      '#c',
      '--x',
      '<<EOF',
      '[id].ts',
      'a*b',
    ]);
  });

  it('are understood in the folder that is typed', async () => {
    const context = contextOf(files('[id]/a', "it's/b", 'my dir/c', '$x/d'));
    assert.deepEqual(await labels('FROM a\nCOPY [[]id]/<|>', context), ['a']);
    assert.deepEqual(await labels("FROM a\nCOPY it\\'s/<|>", context), ['b']);
    assert.deepEqual(await labels('FROM a\nCOPY \\$x/<|>', context), ['d']);
    assert.deepEqual(await labels('FROM a\nCOPY ["my dir/<|>', context), ['c']);
    assert.deepEqual(await labels(`FROM a\nCOPY ["it\\\\'s/<|>`, context), ['b']);
    assert.deepEqual(await labels('# escape=`\nFROM a\nCOPY .\\[[]id]\\<|>', context), ['a']);
  });
});

describe('folders with very many entries', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `f${String(index).padStart(4, '0')}`);
  const many = contextOf(files(...names));

  it('are cut, and asked again with more typed', async () => {
    const all = await found('FROM a\nCOPY <|>', many);
    assert.deepEqual([all.items.length, all.incomplete], [1000, true]);
    const some = await found('FROM a\nCOPY F49<|>', many);
    assert.deepEqual([some.items.length, some.incomplete], [100, false]);
    assert.equal((await found('FROM a\nCOPY <|>')).incomplete, false);
  });
});

describe('completion of destinations', () => {
  it('offers earlier ones of the stage, the nearest first, and the working directory', async () => {
    const text = `FROM a
COPY x /other/
FROM b
WORKDIR /app
COPY a b /srv/
COPY c conf/d
ADD ["e f", "/my dir/"]
WORKDIR sub
`;
    const nothing = contextOf({});
    const all = ['./', 'conf/d', '/srv/', '/app/sub/'];
    assert.deepEqual(await labels(`${text}COPY x <|>`, nothing), all);
    assert.deepEqual(await labels(`${text}COPY x /<|>`), all);
    assert.deepEqual(await labels(`${text}COPY x y <|>`, nothing), ['./', '/srv/', '/app/sub/']);
    assert.deepEqual(await labels(`${text}COPY *.js <|>`, nothing), ['./', '/srv/', '/app/sub/']);
    assert.deepEqual(await labels(`${text}COPY ["x", "<|>"]`, nothing), [
      './',
      '/my dir/',
      'conf/d',
      '/srv/',
      '/app/sub/',
    ]);
    assert.equal(
      await choose('FROM a\nWORKDIR /app\nCOPY x /a<|>', '/app/'),
      'FROM a\nWORKDIR /app\nCOPY x /app/',
    );
  });

  it('offers further sources too, behind them', async () => {
    assert.deepEqual((await labels('FROM a\nWORKDIR /app\nCOPY x <|>')).slice(0, 4), [
      './',
      '/app/',
      'docs/',
      'src/',
    ]);
    assert.deepEqual((await labels('FROM a\nWORKDIR /app\nCOPY x <|> y')).slice(0, 2), ['docs/', 'src/']);
  });

  it('gives a mount the place where its source stands, or the working directory', async () => {
    const stage = 'FROM a\nWORKDIR /app\n';
    assert.deepEqual(await labels(`${stage}RUN --mount=source=package.json,target=<|>`), [
      'package.json',
      '/app/',
    ]);
    assert.deepEqual(await labels(`${stage}RUN --mount=type=cache,dst=<|>`), ['/app/']);
    assert.deepEqual(await labels('FROM a\nRUN --mount=type=cache,target=<|>'), []);
  });
});

describe('completion of sources in another stage', () => {
  const BUILD = `FROM golang AS base
WORKDIR /src
COPY go.mod go.sum ./
FROM base AS build
ARG NAME=tool
COPY . .
RUN go build -o /out/bin/$NAME ./... && go build -o /out/bin/server . && ls /dev/null /tmp/x
RUN <<EOF
make --prefix=/opt/app/
EOF
ADD --link archive.tgz /data
FROM scratch
`;
  const KNOWN = ['/data', '/opt/app/', '/out/bin/server', '/src/', '/src/go.mod', '/src/go.sum'];

  it('offers its folders, what was copied there, and what its commands name', async () => {
    for (const line of [
      'COPY --from=build <|>',
      'COPY --from=1 /s<|> /x',
      'COPY --from=BUILD ["<|>',
      'RUN --mount=from=build,source=<|>',
      'RUN --mount=type=cache,from=build,source=<|>',
    ]) {
      assert.deepEqual((await labels(BUILD + line)).toSorted(), KNOWN, line);
    }
    assert.equal((await labels(`${BUILD}COPY --from=build <|>`))[0], '/data');
    assert.equal(
      await choose(`${BUILD}COPY --from=build /o<|> /`, '/out/bin/server'),
      `${BUILD}COPY --from=build /out/bin/server /`,
    );
  });

  it('says where they come from', async () => {
    const item = (await items(`${BUILD}COPY --from=build <|>`)).find(({ label }) => label === '/data');
    assert.equal(item?.detail, 'ADD --link archive.tgz /data');
  });

  it('knows nothing of stages below, of numbers in mounts, and of images', async () => {
    const context = contextOf(PROJECT);
    for (const line of [
      'COPY --from=later <|>',
      'COPY --from=2 <|>',
      'RUN --mount=from=1,source=<|>',
      'COPY --from=nginx <|>',
    ]) {
      const marked = `${BUILD}${line}\nFROM x AS later\nCOPY a /b\n`;
      assert.deepEqual(await labels(marked, context), [], line);
    }
    assert.deepEqual(context.listed, []);
  });
});

/** Images with these files, as the engine would know them. */
function imagesWith(all: Readonly<Record<string, readonly string[]>>): ImagePaths {
  return async (reference, path) => {
    const prefix = `${path.slice(1)}/`.replace(/^\//, '');
    const inside = all[reference]?.filter(file => file.startsWith(prefix));
    if (!inside) return { kind: 'unknown' };
    if (inside.length === 0) return { kind: 'missing' };
    const names = new Map(
      inside.map(file => {
        const [name = '', ...rest] = file.slice(prefix.length).split('/');
        return [name, { name, isFolder: rest.length > 0, bytes: 1 }];
      }),
    );
    const folder = { kind: 'folder', path, files: inside.length, bytes: inside.length, cut: false } as const;
    return { kind: 'found', at: { ...folder, names: [...names.values()] } };
  };
}

describe('completion of sources in images and what stages are made of', () => {
  const IMAGES = imagesWith({
    'nginx:1': ['etc/nginx/nginx.conf', 'etc/nginx/conf.d/default.conf', 'etc/passwd', 'usr/bin/[', 'a b'],
    'node:24': ['usr/local/bin/node', 'app/old.txt'],
  });
  const all = async (marked: string, context?: BuildContext): Promise<readonly string[]> =>
    (await items(marked, context, IMAGES)).map(({ label }) => label);

  it('offers what an image has, one folder at a time', async () => {
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:1 <|>'), ['/etc/', '/usr/']);
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:1 /<|> /x'), ['/etc/', '/usr/']);
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:1 ["<|>'), ['/etc/', '/usr/', '/a b']);
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:1 /etc/<|>'), ['nginx/', 'passwd']);
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:1 etc/nginx/n<|>'), ['conf.d/', 'nginx.conf']);
    assert.deepEqual(await all('FROM a\nRUN --mount=from=nginx:1,source=/etc/<|>'), ['nginx/', 'passwd']);
    assert.deepEqual(await all('FROM a\nRUN --mount=from=nginx:1,target=/x,source=<|>'), ['/etc/', '/usr/']);
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:2 /<|>'), []);
    assert.deepEqual(await all('FROM a\nCOPY --from=nginx:1 /none/<|>'), []);
    assert.deepEqual(await all('FROM a\nCOPY --from=$X /<|>'), []);
  });

  it('puts in the name as it has to be written, and says which image has it', async () => {
    const marked = 'FROM a\nCOPY --from=nginx:1 /usr/bin/<|> /x';
    const [item] = await items(marked, undefined, IMAGES);
    assert.deepEqual([item?.newText, item?.detail], ['[[]', 'nginx:1']);
    const [folder] = await items('FROM a\nCOPY --from=nginx:1 e<|>', undefined, IMAGES);
    assert.deepEqual([folder?.newText, folder?.span.start, folder?.retrigger], ['/etc/', 27, true]);
  });

  it('puts what a stage copies upon its base image', async () => {
    const build = 'FROM node:24 AS base\nWORKDIR /app\nFROM base AS build\nCOPY . .\nCOPY docs/*.md /docs/\n';
    const end = 'FROM scratch\nCOPY --from=build ';
    const top = await items(`${build}${end}/app/<|>`, undefined, IMAGES);
    assert.deepEqual(
      top.map(({ label, detail }) => [label, detail]),
      [
        ['docs/', 'COPY . .'],
        ['src/', 'COPY . .'],
        ['.github/', 'COPY . .'],
        ['Dockerfile', 'COPY . .'],
        ['old.txt', 'node:24'],
        ['package-lock.json', 'COPY . .'],
        ['package.json', 'COPY . .'],
        ['.npmrc', 'COPY . .'],
      ],
    );
    assert.deepEqual(await all(`${build}${end}/app/src/lib/<|>`), ['a.ts']);
    assert.deepEqual(await all(`${build}${end}/docs/<|>`), ['a.md']);
    assert.deepEqual(await all(`${build}${end}/usr/local/bin/<|>`), ['node']);
    assert.deepEqual(await all(`${build}${end}/<|>`), ['/docs/', '/app/', '/usr/']);
  });

  it('follows what stages copy from each other, as they may', async () => {
    const file =
      'FROM nginx:1 AS web\nFROM a AS mid\nCOPY --from=web /etc/nginx /conf/\nCOPY --from=web /etc/passwd /p\n' +
      'FROM b AS last\nCOPY --from=mid / /all\nCOPY --from=last /x /y\nFROM scratch\nCOPY --from=last ';
    assert.deepEqual(await all(`${file}/all/conf/<|>`), ['conf.d/', 'nginx.conf']);
    assert.deepEqual(await all(`${file}/all/<|>`), ['conf/', 'p']);
    const self = 'FROM a AS b\nCOPY --from=b / /\nFROM c\nCOPY --from=b /<|>';
    assert.deepEqual(await all(self), []);
  });

  it('asks again while somebody looks into the image', async () => {
    const answer = await found('FROM a\nCOPY --from=x:1 /<|>', contextOf(PROJECT), async () => ({
      kind: 'pending',
    }));
    assert.deepEqual(answer, { items: [], incomplete: true });
  });
});
