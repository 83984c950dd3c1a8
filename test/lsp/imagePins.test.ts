import assert from 'node:assert/strict';
import type { CodeAction } from 'vscode-languageserver';
import { type EngineImage, IMAGES_REQUEST } from '../../protocol/language.ts';
import { pinsFrom } from '../../server/lsp/imagePins.ts';
import { TestServer } from './kit.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const DEBIAN: EngineImage = {
  id: 'sha256:1',
  tags: ['debian:latest', 'debian:13', 'example.org/debian:copy'],
  digests: [`debian@${DIGEST}`],
  size: 1,
  created: 0,
};

describe('pins of images', () => {
  it('come from the list of the engine, whatever way the name is written', () => {
    const pinsOf = pinsFrom(() => [DEBIAN]);
    assert.deepEqual(pinsOf('debian'), { tags: ['13'], digest: DIGEST });
    assert.deepEqual(pinsOf('docker.io/library/debian:13'), { tags: ['latest'], digest: DIGEST });
    // A copy elsewhere was never pushed there: it has no digest of its own.
    assert.deepEqual(pinsOf('example.org/debian:copy'), { tags: [] });
    for (const other of ['alpine', 'debian:12', `debian@${DIGEST}`, 'NO NAME'])
      assert.equal(pinsOf(other), undefined, other);
  });

  it('ask for the list only when there is a question', () => {
    let asked = 0;
    const pinsOf = pinsFrom(() => {
      asked++;
      return undefined;
    });
    assert.equal(asked, 0);
    assert.equal(pinsOf('debian'), undefined);
    assert.equal(asked, 1);
  });

  it('are offered as fixes once the engine has answered', async function () {
    this.timeout(20_000);
    const { server } = await TestServer.start({}, { initializationOptions: { images: true } });
    server.connection.onRequest(IMAGES_REQUEST, () => ({ images: [DEBIAN] }));
    const uri = 'file:///pins/Dockerfile';
    await server.open(uri, 'FROM debian\nUSER a\n');
    let titles: readonly string[] = [];
    for (let turn = 0; turn < 100 && titles.length < 2; turn++) {
      const actions = await server.request<readonly CodeAction[]>('textDocument/codeAction', uri, {
        range: { start: { line: 0, character: 5 }, end: { line: 0, character: 5 } },
        context: { diagnostics: [], only: ['quickfix'] },
      });
      titles = actions.map(({ title }) => title).filter(title => /same image|engine has/.test(title));
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    assert.deepEqual(titles, [
      'Use `debian:13`, which is the same image here (unsafe)',
      'Pin to `sha256:0123456789ab…`, which the engine has (unsafe)',
    ]);
    await server.stop();
  });
});
