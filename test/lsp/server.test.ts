import assert from 'node:assert/strict';
import type {
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  LocationLink,
  SemanticTokens,
  WorkspaceEdit,
} from 'vscode-languageserver';
import type { BuildInputs } from '../../protocol/language.ts';
import { TestServer, textAt } from './kit.ts';

describe('language server over stdio', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  let server: TestServer;
  /** A document of its own for each test. */
  let URI: string;
  let count = 0;
  beforeEach(() => {
    URI = `file:///nowhere/${count++}/Dockerfile`;
  });
  before(async () => {
    ({ server } = await TestServer.start({
      textDocument: {
        completion: { completionItem: { snippetSupport: true } },
        documentSymbol: { hierarchicalDocumentSymbolSupport: true },
      },
    }));
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });

  const ruleAt = (text: string, { code, range }: Diagnostic): string => `${code} ${textAt(text, range)}`;

  it('publishes diagnostics at their spans, with CRLF and characters beyond the BMP', async () => {
    const text = 'FROM a\r\n# 😀\r\nLABEL x="😀😀" \\\r\n  y=1\r\nFORM x\r\n';
    await server.open(URI, text);
    const { diagnostics, version } = await server.published(URI);
    assert.equal(version, 1);
    const errors = diagnostics.filter(({ severity }) => severity === 1);
    assert.deepEqual(
      errors.map(found => ruleAt(text, found)),
      ['syntax-unknown-instruction FORM'],
    );
    assert.equal(errors[0]?.source, 'Strata');
  });

  it('follows edits counted in UTF-16 units', async () => {
    const text = 'FROM a\r\nLABEL x="😀" y=1\r\nRUN a\r\n';
    await server.open(URI, text);
    await server.published(URI);
    // Behind the astral character: `y` becomes `z`.
    const y = 'LABEL x="😀" '.length;
    await server.change(
      URI,
      2,
      { range: { start: { line: 1, character: y }, end: { line: 1, character: y + 1 } }, text: 'z' },
      { range: { start: { line: 2, character: 0 }, end: { line: 2, character: 3 } }, text: 'RNU' },
    );
    const { diagnostics } = await server.published(URI, ({ version }) => version === 2);
    const changed = 'FROM a\r\nLABEL x="😀" z=1\r\nRNU a\r\n';
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 1).map(found => ruleAt(changed, found)),
      ['syntax-unknown-instruction RNU'],
    );
    const symbols = await server.request<DocumentSymbol[]>('textDocument/documentSymbol', URI);
    const label = symbols[0]?.children?.[0];
    assert.deepEqual(
      label?.children?.map(({ name }) => name),
      ['x', 'z'],
    );
    assert.equal(label && textAt(changed, label.range), 'LABEL x="😀" z=1');
  });

  it('takes whole documents as changes too, and clears what it said of a closed one', async () => {
    await server.open(URI, 'FROM a:1\nNO\n');
    assert.equal((await server.published(URI)).diagnostics.length, 1);
    await server.change(URI, 2, { text: 'FROM a:1\nNO\nNEITHER\n' });
    assert.equal((await server.published(URI, ({ version }) => version === 2)).diagnostics.length, 2);
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } });
    await server.published(
      URI,
      ({ version, diagnostics }) => version === undefined && diagnostics.length === 0,
    );
  });

  it('hovers over instructions, flags, stages and variables', async () => {
    await server.open(URI, 'ARG V=1\nFROM a:$V AS build\nFROM b\nCOPY --from=build --link /x /y\n');
    const hover = async (line: number, character: number): Promise<string> => {
      const found = await server.at<Hover | null>('textDocument/hover', URI, line, character);
      return found && typeof found.contents === 'object' && 'value' in found.contents
        ? found.contents.value
        : '';
    };
    assert.match(await hover(1, 1), /Starts a build stage/);
    assert.match(await hover(1, 8), /`V`[\s\S]*Value: `1`/);
    assert.match(await hover(3, 14), /Stage 0[\s\S]*build[\s\S]*Used on lines 4/);
    assert.match(await hover(3, 20), /layer of its own/);
    assert.equal(await hover(3, 29), '');
  });

  it('completes, and gives documentation when an item is looked at', async () => {
    await server.open(URI, 'FROM a\nCOPY --\n');
    const items = await server.at<CompletionItem[]>('textDocument/completion', URI, 1, 7);
    const from = items.find(({ label }) => label === '--from');
    assert.ok(from);
    assert.equal(from.documentation, undefined);
    assert.deepEqual(from.textEdit, {
      range: { start: { line: 1, character: 5 }, end: { line: 1, character: 7 } },
      newText: '--from=',
    });
    const resolved = await server.connection.sendRequest<CompletionItem>('completionItem/resolve', from);
    assert.match(JSON.stringify(resolved.documentation), /COPY --from=/);
  });

  it('gives an outline by stage, foldings, links and selections', async () => {
    const text = 'FROM a AS one\nRUN <<EOF\nx\nEOF\n\nFROM one\nRUN a \\\n  b\n';
    await server.open(URI, text);
    const symbols = await server.request<DocumentSymbol[]>('textDocument/documentSymbol', URI);
    assert.deepEqual(
      symbols.map(({ name, children }) => [name, children?.map(child => child.name)]),
      [
        ['one', ['RUN']],
        ['one', ['RUN']],
      ],
    );
    const folds = await server.request<FoldingRange[]>('textDocument/foldingRange', URI);
    assert.deepEqual(
      folds.map(({ startLine, endLine }) => [startLine, endLine]),
      [
        [0, 3],
        [1, 3],
        [5, 7],
        [6, 7],
      ],
    );
    const links = await server.request<{ target: string }[]>('textDocument/documentLink', URI);
    assert.deepEqual(
      links.map(({ target }) => target),
      ['https://hub.docker.com/_/a'],
    );
    const selections = await server.request<{ range: object; parent?: object }[]>(
      'textDocument/selectionRange',
      URI,
      { positions: [{ line: 6, character: 4 }] },
    );
    assert.equal(selections.length, 1);
    assert.ok(selections[0]?.parent);
  });

  it('finds definitions and references, and renames', async () => {
    const text = 'FROM a AS one\nFROM b\nCOPY --from=one /x /y\nRUN --mount=from=one,target=/o x\n';
    await server.open(URI, text);
    const [definition] = await server.at<LocationLink[]>('textDocument/definition', URI, 2, 13);
    assert.equal(definition && textAt(text, definition.targetSelectionRange), 'one');
    assert.equal(definition?.targetSelectionRange.start.line, 0);
    const references = await server.at<Location[]>('textDocument/references', URI, 0, 11, {
      context: { includeDeclaration: false },
    });
    assert.deepEqual(
      references.map(({ range }) => range.start.line),
      [2, 3],
    );
    const edit = await server.at<WorkspaceEdit>('textDocument/rename', URI, 0, 11, { newName: 'two' });
    assert.equal(edit.changes?.[URI]?.length, 3);
    await assert.rejects(
      server.at('textDocument/rename', URI, 0, 11, { newName: 'not a name' }),
      /cannot be a stage/,
    );
  });

  it('semantic tokens in full, in a range and as a difference', async () => {
    const text = '# c\nFROM a AS one\nCOPY --from=one \\\n  --link /x /y\n';
    await server.open(URI, text);
    const full = await server.request<SemanticTokens>('textDocument/semanticTokens/full', URI);
    assert.ok(full.data.length % 5 === 0 && full.data.length >= 35);
    const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
    const part = await server.request<SemanticTokens>('textDocument/semanticTokens/range', URI, { range });
    assert.equal(part.data.length, 5);
    await server.change(URI, 2, {
      range: { start: { line: 0, character: 2 }, end: { line: 0, character: 3 } },
      text: 'comment',
    });
    const delta = await server.request<{ edits: { start: number; deleteCount: number; data?: number[] }[] }>(
      'textDocument/semanticTokens/full/delta',
      URI,
      { previousResultId: full.resultId },
    );
    assert.deepEqual(delta.edits, [{ start: 2, deleteCount: 1, data: [9] }]);
  });

  it('tells the extension what a build can be given', async () => {
    await server.open(URI, 'ARG V=1\nARG TARGETOS\nFROM a:$V AS one\nARG W="x y"\nFROM one\n');
    const inputs = await server.connection.sendRequest<BuildInputs>('strata/buildInputs', { uri: URI });
    assert.deepEqual(inputs, {
      stages: [
        { index: 0, name: 'one', base: 'a:$V', firstLine: 2 },
        { index: 1, base: 'one', firstLine: 4 },
      ],
      arguments: [
        { name: 'V', defaultValue: '1' },
        { name: 'W', defaultValue: 'x y' },
      ],
      secrets: [],
      ssh: [],
    });
    assert.equal(await server.connection.sendRequest('strata/buildInputs', { uri: 'file:///other' }), null);
  });

  it('a document that is none of its business is left alone', async () => {
    const uri = 'file:///nowhere/.gitignore';
    await server.open(uri, 'FROM\n[', 'ignore');
    await server.open(URI, 'FROM a\n');
    await server.published(URI);
    assert.equal(await server.at('textDocument/hover', uri, 0, 1), null);
    assert.deepEqual(await server.request('textDocument/documentSymbol', uri), []);
  });
});
