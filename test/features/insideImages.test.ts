import assert from 'node:assert/strict';
import { completionsAt } from '../../server/features/completion.ts';
import { accountAt, accountHover } from '../../server/features/hoverAccount.ts';
import { insideHover, insideSourceAt } from '../../server/features/hoverInside.ts';
import type { ImageAccounts, ImagePathAnswer } from '../../server/features/images/imageTree.ts';
import { atCursor, texts } from './kit.ts';

const user = (name: string, id: number) => ({ name, id, group: id, home: `/home/${name}` });
const ACCOUNTS: ImageAccounts = {
  users: [user('root', 0), user('daemon', 1), user('nobody', 65_534), user('node', 1000)],
  groups: [
    { name: 'root', id: 0 },
    { name: 'www-data', id: 33 },
    { name: 'node', id: 1000 },
  ],
};

const offered = (marked: string, accounts?: ImageAccounts): readonly string[] => {
  const { document, at } = atCursor(marked);
  return completionsAt(document, at, texts, accounts ? { accounts } : {})
    .filter(({ kind }) => kind === 'value')
    .map(({ label, detail }) => (detail === undefined ? label : `${label} (${detail})`));
};

describe('completion of users and groups', () => {
  const MADE = 'FROM node:24\nRUN addgroup -g 7 web && adduser -G web -D app\n';

  it('offers those that the file makes and the image has, services last', () => {
    const users = [
      'app',
      'node (uid 1000)',
      'nobody (uid 65534)',
      '1000:1000',
      'root (uid 0)',
      'daemon (uid 1)',
    ];
    assert.deepEqual(offered(`${MADE}USER <|>`, ACCOUNTS), users);
    assert.deepEqual(offered(`${MADE}COPY --chown=<|> a b`, ACCOUNTS), users);
    assert.deepEqual(offered(`${MADE}FROM 0\nADD --chown=n<|> a b`, ACCOUNTS).slice(0, 1), [
      'node (uid 1000)',
    ]);
    assert.deepEqual(offered('FROM a:1\nUSER <|>', { users: [], groups: [] }), ['1000:1000', 'root']);
    assert.deepEqual(offered('FROM a:1\nUSER <|>\nRUN useradd late'), ['nobody', '1000:1000', 'root']);
  });

  it('offers groups behind the colon', () => {
    const groups = ['web', 'node (gid 1000)', 'root (gid 0)', 'www-data (gid 33)'];
    assert.deepEqual(offered(`${MADE}USER app:<|>`, ACCOUNTS), groups);
    assert.deepEqual(offered(`${MADE}COPY --chown=app:w<|> a b`, ACCOUNTS), groups);
    assert.deepEqual(offered('FROM a:1\nRUN useradd app; groupadd -r x; useradd -g x y\nUSER 1:<|>'), [
      'app',
      'x',
    ]);
    assert.deepEqual(offered('FROM a:1\nCOPY --chown=1:2 a b\nCOPY --chown=1:<|> a b'), ['2']);
  });

  it('replaces the part that is typed', () => {
    const { document, at } = atCursor('FROM a:1\nUSER app:wh<|>');
    const [item] = completionsAt(document, at, texts, { accounts: ACCOUNTS });
    assert.deepEqual(item?.span, { start: at - 2, end: at });
  });
});

describe('hover of users and groups', () => {
  const hover = (marked: string, accounts?: ImageAccounts): string | undefined => {
    const { document, at } = atCursor(marked);
    const named = accountAt(document, at);
    const found = named && accountHover(document, named, accounts, texts);
    return found && `${document.file.text.slice(found.span.start, found.span.end)}: ${found.markdown}`;
  };

  it('says who it is and who says so', () => {
    assert.equal(
      hover('FROM node:24\nUSER no<|>de', ACCOUNTS),
      'node: User `node` of `node:24`: uid 1000, gid 1000, home `/home/node`.',
    );
    assert.equal(
      hover('FROM node:24\nCOPY --chown=1000:<|>33 a b', ACCOUNTS),
      '33: Group `www-data` of `node:24`: gid 33.',
    );
    assert.match(hover('FROM node:24\nCOPY --chown=1<|>000:33 a b', ACCOUNTS) ?? '', /^1000: User `node`/);
    assert.equal(hover('FROM a:1\nRUN useradd app\nUSER app<|>'), 'app: User `app`, made on line 2.');
    assert.equal(hover('FROM a:1\nRUN useradd app\nUSER app:a<|>pp'), 'app: Group `app`, made on line 2.');
  });

  it('says what is missing only where the image is known', () => {
    assert.match(hover('FROM node:24\nUSER nod<|>', ACCOUNTS) ?? '', /^nod: Neither `node:24` nor/);
    assert.match(hover('FROM node:24\nUSER 77<|>', ACCOUNTS) ?? '', /^77: No user of `node:24`/);
    for (const marked of [
      'FROM node:24\nUSER nod<|>',
      'FROM node:24\nUSER $U<|>',
      'FROM node:24\nRUN us<|>er',
      'FROM node:24\nONBUILD USER no<|>de',
      'FROM node:24\nUSER <|>',
      '<|>',
    ]) {
      assert.equal(hover(marked), undefined, marked);
    }
  });
});

describe('hover of paths in stages and images', () => {
  const folder: ImagePathAnswer = {
    kind: 'found',
    at: {
      ...{ kind: 'folder', path: '/usr/lib64', files: 3, bytes: 7_000_000, cut: false },
      names: [
        { name: 'small', isFolder: false, bytes: 1000 },
        { name: 'ssl', isFolder: true, bytes: 6_999_000 },
      ],
    },
  };
  const hover = async (marked: string, answer: ImagePathAnswer): Promise<string | undefined> => {
    const { document, at } = atCursor(marked);
    const source = insideSourceAt(document, at);
    const asked: string[] = [];
    const world = {
      context: async () => undefined,
      images: async (reference: string, path: string) => {
        asked.push(`${reference} ${path}`);
        return path === '/usr' ? ({ ...folder, at: { ...top } } as const) : answer;
      },
    };
    const found = source && (await insideHover(document, source, world, texts));
    return found && `${asked.at(-1)}: ${found.markdown}`;
  };
  const top = {
    ...({ kind: 'folder', path: '/usr', files: 3, bytes: 1, cut: false } as const),
    names: [{ name: 'lib', isFolder: true, bytes: 1 }],
  };

  it('says what the image has, and where links lead', async () => {
    for (const [marked, asked] of [
      ['FROM a\nCOPY --from=nginx:1 /usr/l<|>ib /x', 'nginx:1 /usr/lib'],
      ['FROM a\nCOPY --from=nginx:1 ["usr/l<|>ib", "/x"]', undefined],
      ['FROM a\nRUN --mount=from=nginx:1,src=/usr/l<|>ib,target=/x x', 'nginx:1 /usr/lib'],
      ['FROM node:24 AS b\nFROM a\nCOPY --from=b /usr/../usr/l<|>ib /x', 'node:24 /usr/lib'],
    ] as const) {
      const found = await hover(marked, folder);
      if (asked === undefined) continue;
      assert.equal(
        found,
        `${asked}: A folder of \`${asked.split(' ')[0]}\`: 3 files (7.0 MB).\n\nA link leads to \`/usr/lib64\`.` +
          '\n\nLargest:\n- `ssl/` 7.0 MB\n- `small` 1.0 kB',
        marked,
      );
    }
  });

  it('says which line put it there, and what is not there', async () => {
    const made = await hover('FROM a AS b\nCOPY x /usr/own\nFROM a\nCOPY --from=b /usr/o<|>wn /x', folder);
    assert.match(made ?? '', /Put there on line 2: `COPY x \/usr\/own`$/);
    const missing = await hover('FROM a\nCOPY --from=nginx:1 /none<|> /x', { kind: 'missing' });
    assert.equal(
      missing,
      'nginx:1 /none: `nginx:1`, as the engine has it, holds nothing at `/none`: the build fails here.',
    );
    assert.equal(await hover('FROM a\nCOPY --from=nginx:1 /none<|> /x', { kind: 'unknown' }), undefined);
    for (const marked of [
      'FROM a\nCOPY --from=nginx:1 /x /no<|>ne',
      'FROM a\nCOPY --from=nginx:1 /x* <|> /y',
      'FROM a\nCOPY --from=nginx:1 /$X<|> /y',
      'FROM a\nCOPY --from=7 /x<|> /y',
      'FROM a\nCOPY /x<|> /y',
      'FROM a\nONBUILD COPY --from=nginx:1 /x<|> /y',
    ]) {
      assert.equal(await hover(marked, folder), undefined, marked);
    }
  });
});
