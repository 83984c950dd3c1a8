import assert from 'node:assert/strict';
import type { InitializeResult, Range, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestServer } from './kit.ts';

describe('formatting through the language server', function () {
  // A process is started for each: on a busy machine that takes its time.
  this.timeout(60_000);
  const URI = 'file:///nowhere/Dockerfile';
  const OPTIONS = { tabSize: 2, insertSpaces: true };
  let server: TestServer;
  let initialized: InitializeResult;
  let version = 0;
  before(async () => {
    ({ server, initialized } = await TestServer.start({ workspace: { configuration: true } }));
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });
  afterEach(() =>
    server.connection.sendNotification('textDocument/didClose', { textDocument: { uri: URI } }),
  );

  async function settings(section: Readonly<Record<string, unknown>>): Promise<void> {
    server.sections = section;
    await server.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }

  async function format(method: string, text: string, params: object = {}): Promise<string> {
    await server.open(URI, text, 'dockerfile', ++version);
    const edits = await server.request<TextEdit[]>(method, URI, { options: OPTIONS, ...params });
    return TextDocument.applyEdits(TextDocument.create(URI, 'dockerfile', version, text), edits);
  }

  const range = (start: number, end: number): Range => ({
    start: { line: start, character: 0 },
    end: { line: end, character: 0 },
  });

  it('is announced', () => {
    const { capabilities } = initialized;
    assert.equal(capabilities.documentFormattingProvider, true);
    assert.equal(capabilities.documentRangeFormattingProvider, true);
    assert.deepEqual(capabilities.documentOnTypeFormattingProvider, { firstTriggerCharacter: '\n' });
  });

  it('formats documents with CRLF and characters beyond the BMP', async () => {
    const text = 'from a\r\n\r\n\r\n# 😀  \r\nLABEL x="😀"   y="😀" \\\r\nz=1  ';
    assert.equal(
      await format('textDocument/formatting', text),
      'FROM a\r\n\r\n# 😀\r\nLABEL x="😀" y="😀" \\\r\n  z=1\r\n',
    );
  });

  it('indents as the editor does, whatever it says', async () => {
    const text = 'FROM a\nCOPY b \\\nc\n';
    const indented = (options: object) => format('textDocument/formatting', text, { options });
    assert.equal(await indented({ tabSize: 8, insertSpaces: false }), 'FROM a\nCOPY b \\\n\tc\n');
    assert.equal(await indented({ tabSize: -1, insertSpaces: true }), 'FROM a\nCOPY b \\\n    c\n');
    assert.equal(await indented({ tabSize: 1e9 }), `FROM a\nCOPY b \\\n${' '.repeat(16)}c\n`);
    const ends = { insertFinalNewline: false, trimFinalNewlines: false, trimTrailingWhitespace: false };
    assert.equal(
      await format('textDocument/formatting', 'from a \n', { options: { ...OPTIONS, ...ends } }),
      'FROM a \n',
    );
  });

  it('formats ranges, and the line above a new one', async () => {
    const text = 'from a\nuser  b\nuser  c\n';
    assert.equal(
      await format('textDocument/rangeFormatting', text, { range: range(1, 2) }),
      'from a\nUSER b\nuser  c\n',
    );
    assert.equal(
      await format('textDocument/onTypeFormatting', 'FROM a\ncopy b  \\\n\n', {
        position: { line: 2, character: 0 },
        ch: '\n',
      }),
      'FROM a\nCOPY b \\\n  \n',
    );
  });

  it('formats ignore files by their own rules', async () => {
    const uri = 'file:///nowhere/.dockerignore';
    await server.open(uri, 'a  \n\n\n', 'ignore');
    const edits = await server.request<TextEdit[]>('textDocument/formatting', uri, { options: OPTIONS });
    assert.deepEqual(
      edits.map(({ newText }) => newText),
      ['a\n'],
    );
  });

  it('follows the settings, also those of the server that people come from', async () => {
    const text = 'from a\nenv B=1 \\\nC=2\n';
    await settings({ strata: { format: { enable: false } } });
    assert.equal(await format('textDocument/formatting', text), text);
    await settings({ strata: { format: { enable: 'no', keywordCase: 'lower' } } });
    assert.equal(await format('textDocument/formatting', text.toUpperCase()), 'from A\nenv B=1 \\\n  C=2\n');
    await settings({ 'docker.languageserver.formatter': { ignoreMultilineInstructions: true } });
    assert.equal(await format('textDocument/formatting', text), 'FROM a\nenv B=1 \\\nC=2\n');
    await settings({});
    assert.equal(await format('textDocument/formatting', text), 'FROM a\nENV B=1 \\\n  C=2\n');
  });
});
