import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { DEFAULT_LANGUAGE_SETTINGS } from '../../protocol/language.ts';
import { ascendingPositions, toOffset, toRange } from '../../server/lsp/convert.ts';
import { documentKind } from '../../server/lsp/kinds.ts';
import { request } from '../../server/lsp/request.ts';
import { readSettings } from '../../server/lsp/settings.ts';

describe('settings', () => {
  it('nonsense counts as absent', () => {
    for (const value of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { lint: 'x', context: [] },
      { lint: { preset: 'y', rules: [] } },
    ]) {
      assert.deepEqual(readSettings(value), { ...DEFAULT_LANGUAGE_SETTINGS, contextPath: '' });
    }
  });

  it('what is right is taken, whatever stands beside it', () => {
    assert.deepEqual(
      readSettings({
        lint: { enable: false, preset: 'all', rules: { DL3008: 'off', x: 'fatal' }, more: 1 },
        context: { scan: false },
        images: { fromEngine: false },
      }),
      {
        ...DEFAULT_LANGUAGE_SETTINGS,
        lint: { enable: false, preset: 'all', rules: { DL3008: 'off' } },
        context: { scan: false },
        images: { fromEngine: false },
        contextPath: '',
      },
    );
  });
});

describe('kinds of documents', () => {
  const cases: readonly (readonly [uri: string, language: string, kind: string | undefined])[] = [
    ['file:///a/Dockerfile', 'dockerfile', 'dockerfile'],
    ['file:///a/anything', 'dockerfile', 'dockerfile'],
    ['file:///a/Dockerfile', 'plaintext', 'dockerfile'],
    ['file:///a/Dockerfile.dev', '', 'dockerfile'],
    ['file:///a/web.dockerfile', '', 'dockerfile'],
    ['file:///a/Containerfile', '', 'dockerfile'],
    ['file:///a/Dockerfile.md', 'markdown', undefined],
    ['file:///a/dockerfile.go', 'go', undefined],
    ['file:///a/README', 'plaintext', undefined],
    ['file:///a/.dockerignore', 'ignore', 'ignore'],
    ['file:///a/.dockerignore', 'plaintext', 'ignore'],
    ['file:///a/.dockerignore', 'dockerfile', 'ignore'],
    ['file:///a/web.Dockerfile.dockerignore', 'ignore', 'ignore'],
    ['file:///a/%2Econtainerignore', 'ignore', 'ignore'],
    ['file:///a/.gitignore', 'ignore', undefined],
    ['file:///a/dockerignore', 'plaintext', undefined],
    ['untitled:Untitled-1', 'dockerfile', 'dockerfile'],
    ['file:///a/%E0%A4%A', 'plaintext', undefined],
  ];
  for (const [uri, language, kind] of cases) {
    it(`${uri} as ${language || 'nothing'} is ${kind}`, () =>
      assert.equal(documentKind(uri, language), kind));
  }
});

describe('offsets and positions', () => {
  const text = 'a😀b\r\nc\rd\n\ne';
  const document = TextDocument.create('x:/', '', 1, text);

  it('count UTF-16 units, and lines as the protocol has them', () => {
    assert.deepEqual(toRange(document, { start: 3, end: 7 }), {
      start: { line: 0, character: 3 },
      end: { line: 1, character: 1 },
    });
    assert.equal(toOffset(document, { line: 2, character: 0 }), 8);
    assert.equal(toOffset(document, { line: 99, character: 9 }), text.length);
  });

  it('ascending ones are found as single ones are', () => {
    const position = ascendingPositions(text);
    for (let offset = 0; offset <= text.length; offset++) {
      if (text[offset] === '\n' && text[offset - 1] === '\r') continue;
      assert.deepEqual(position(offset), document.positionAt(offset), String(offset));
    }
  });
});

describe('a request', () => {
  const logged: string[] = [];
  const log = { error: (text: string) => logged.push(text) };
  const token = (cancelled: boolean) => ({
    isCancellationRequested: cancelled,
    onCancellationRequested: () => ({ dispose: () => undefined }),
  });

  it('that throws is logged and answered with nothing', async () => {
    const respond = request(log, 'hover', 'empty', () => {
      throw new Error('a bug');
    });
    assert.equal(await respond({}, token(false)), 'empty');
    assert.match(logged.join(), /^hover: Error: a bug/);
  });

  it('that is cancelled is answered so, and not begun', async () => {
    let begun = false;
    const respond = request(log, 'hover', 'empty', () => {
      begun = true;
      return 'full';
    });
    const answer = await respond({}, token(true));
    assert.equal(typeof answer === 'object' && answer.code, -32800);
    assert.equal(begun, false);
    assert.equal(await respond({}, token(false)), 'full');
  });
});
