import assert from 'node:assert/strict';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { useEditor } from './kit/editor.ts';
import { complete, hover } from './kit/text.ts';

const [name = 'modern'] = ENGINE_NAMES.slice(-1);

describe('images of the engine in a Dockerfile', function () {
  this.timeout(60_000);
  this.bail(true);
  const engine = useEngine(name);
  const editor = useEditor('image names', {
    settings: () => ({ 'strata.engine.host': `unix://${engine().socket}` }),
    files: { 'names/Dockerfile': `FROM ${BASE_IMAGE} AS first\n\n` },
  });

  it('tells on hover what the engine has', async () => {
    await editor().openFile('names/Dockerfile');
    let text = '';
    // The engine is asked when first needed: the second look knows.
    for (let look = 0; look < 5 && !text.includes('On the engine'); look++) {
      text = await hover(editor(), BASE_IMAGE);
      await editor().page.mouse.move(5, 5);
    }
    assert.match(text, /docker\.io\/strata-test\/busybox:1/);
    assert.match(text, /On the engine: linux\/\w+ · [\d.]+ MB/);
  });

  it('completes them', async () => {
    await editor().page.keyboard.press('Control+End');
    await editor().page.keyboard.type('FROM strata-test/', { delay: 30 });
    const labels = await complete(editor());
    assert.ok(labels.includes(BASE_IMAGE), labels.join(', '));
  });
});
