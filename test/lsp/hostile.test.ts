import assert from 'node:assert/strict';
import type { DocumentSymbol, Hover } from 'vscode-languageserver';
import { TestServer } from './kit.ts';

const REQUESTS = [
  'textDocument/documentSymbol',
  'textDocument/foldingRange',
  'textDocument/documentLink',
  'textDocument/semanticTokens/full',
] as const;
const RANGES = ['textDocument/formatting', 'textDocument/rangeFormatting', 'textDocument/inlayHint'] as const;
const PLACES = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/signatureHelp',
  'textDocument/definition',
  'textDocument/documentHighlight',
  'textDocument/prepareRename',
] as const;

const documents: readonly (readonly [name: string, text: () => string])[] = [
  ['nothing', () => ''],
  ['a byte order mark alone', () => '\ufeff'],
  ['NULs', () => '\0'.repeat(1000)],
  ['half surrogates', () => 'FROM \ud800\nRUN \udc00'],
  ['lone carriage returns', () => 'FROM a\rRUN b\rRUN c'],
  ['one line of 1 MB', () => `FROM a\nRUN ${'x $Y '.repeat(200_000)}`],
  ['one mount of 1 MB', () => `FROM a\nRUN --mount=${'type=cache,'.repeat(90_000)} x`],
  ['a comment of 1 MB', () => `# check=skip=${';'.repeat(500_000)}${'a,'.repeat(250_000)}\nFROM a`],
  [
    '10 MB of instructions',
    () =>
      `FROM a AS b\nENV A=$B\nRUN --mount=type=cache,target=/x echo $A ${'x'.repeat(500)}\n`.repeat(18_000),
  ],
  ['10 MB of continuations', () => `FROM a\nRUN x \\\n${'  y \\\n# c\n'.repeat(1_000_000)}`],
  ['nothing but quotes', () => `FROM a\nENV ${'"'.repeat(99_999)}`],
  ['nothing but braces', () => `FROM a\nENV A=${'${A:-'.repeat(50_000)}`],
];

/** Prefixes of a file that holds a little of everything: what a person types. */
const TYPED = `# syntax=docker/dockerfile:1
ARG V="1"
FROM --platform=$BUILDPLATFORM a:\${V:-2} AS one
RUN --mount=type=cache,target=/x,sharing=locked --network=none <<EOF cat "$V" | sh
echo $V
echo $V
EOF
ENV A=1 B="\${V#x}" \\
# comment
    C='$A'
HEALTHCHECK --interval=3s CMD ["a", "b"]
ONBUILD COPY --from=one --chown=1:2 ["x", "y"] /z/
`;

describe('language server on hostile documents', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    ({ server } = await TestServer.start());
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });

  async function askEverything(uri: string, line: number, character: number): Promise<void> {
    for (const method of REQUESTS) assert.notEqual(await server.request(method, uri), undefined, method);
    const range = { start: { line: 0, character: 0 }, end: { line: 1e6, character: 0 } };
    const options = { tabSize: 4, insertSpaces: true };
    for (const method of RANGES) {
      assert.notEqual(await server.request(method, uri, { range, options }), undefined, method);
    }
    for (const method of PLACES) {
      await server.at(method, uri, line, character).catch((error: unknown) => {
        // A refused rename is an answer.
        assert.equal(method, 'textDocument/prepareRename', String(error));
      });
    }
  }

  for (const [name, text] of documents) {
    it(`answers on ${name}, and lives`, async () => {
      const uri = `file:///nowhere/${encodeURIComponent(name)}/Dockerfile`;
      await server.open(uri, text());
      await server.published(uri);
      await askEverything(uri, 1, 8);
      await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      const after = `${uri}.after`;
      await server.open(after, 'FROM a\n', 'dockerfile');
      const found = await server.at<Hover>('textDocument/hover', after, 0, 1);
      assert.match(JSON.stringify(found), /Starts a build stage/);
    });
  }

  it('answers on every prefix of a file, at its end', async () => {
    const uri = 'file:///nowhere/typed/Dockerfile';
    await server.open(uri, '', 'dockerfile', 0);
    for (let end = 1; end <= TYPED.length; end++) {
      const text = TYPED.slice(0, end);
      const lines = text.split('\n');
      await server.change(uri, end, { text });
      await server.at('textDocument/completion', uri, lines.length - 1, lines.at(-1)?.length ?? 0);
      await server.at(
        'textDocument/hover',
        uri,
        lines.length - 1,
        Math.max(0, (lines.at(-1)?.length ?? 0) - 1),
      );
    }
    const symbols = await server.request<DocumentSymbol[]>('textDocument/documentSymbol', uri);
    assert.equal(symbols.length, 2);
  });

  it('positions outside of the document and unknown documents do no harm', async () => {
    const uri = 'file:///nowhere/small/Dockerfile';
    await server.open(uri, 'FROM a');
    await askEverything(uri, 99, 99);
    await askEverything('file:///nowhere/never-opened/Dockerfile', 0, 0);
    await server.change(uri, 2, {
      range: { start: { line: 50, character: 1 }, end: { line: 60, character: 1 } },
      text: '\nRUN x',
    });
    assert.equal((await server.request<unknown[]>('textDocument/documentSymbol', uri)).length, 1);
  });

  it('messages that make no sense do not end it', async () => {
    await assert.rejects(server.connection.sendRequest('no/such/request', {}));
    await server.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///nowhere/unopened', version: 3 },
      contentChanges: [{ text: 'x' }],
    });
    const item = await server.connection.sendRequest('completionItem/resolve', {
      label: 'x',
      data: { topic: 7 },
    });
    assert.deepEqual(item, { label: 'x', data: { topic: 7 } });
  });
});
