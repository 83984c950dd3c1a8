import assert from 'node:assert/strict';
import { isManifest, NEW_FILES_REQUEST, type NewFiles } from '../../protocol/language.ts';
import { PROJECTS, projectOf } from '../features/projects.ts';
import { TestServer } from './kit.ts';

describe('new files', () => {
  it('are proposed for what the client says is there', async function () {
    this.timeout(60_000);
    const { server } = await TestServer.start();
    const ask = (params: object): Promise<NewFiles> =>
      server.connection.sendRequest(NEW_FILES_REQUEST, params);
    const texts = { 'package.json': '{"dependencies":{"express":"5"},"engines":{"node":"22"}}' };
    const { proposals } = await ask({ paths: ['package.json', 'src/', 'src/x.js'], texts });
    assert.deepEqual(
      proposals.filter(({ recognised }) => recognised).map(({ id, name }) => [id, name]),
      [['node', 'Node.js']],
    );
    assert.match(proposals[0]?.dockerfile ?? '', /^# syntax=[^\n]*\n[\s\S]*FROM node:22-/);
    assert.match(proposals[0]?.dockerignore ?? '', /^\*\*\/node_modules$/m);
    assert.ok((await ask({ paths: [], texts: {} })).proposals.every(({ recognised }) => !recognised));
    assert.equal(await server.stop(), 0);
    assert.deepEqual(server.logged, []);
  });

  it('need the texts of those files that say something about the project, and of few others', () => {
    for (const [name, { files }] of Object.entries(PROJECTS)) {
      const { paths, texts } = projectOf(files);
      const told = paths.filter(path => (texts.get(path) ?? '') !== '' && path.endsWith('.lock') === false);
      for (const path of told) {
        const isData = /lock|\.js$|\.txt$/.test(path) && path !== 'requirements.txt';
        assert.ok(isManifest(path) || isData, `${name}: ${path}`);
      }
    }
    for (const path of ['README.md', 'src/package.json', 'node_modules/x/package.json', '.env']) {
      assert.equal(isManifest(path), false);
    }
  });
});
