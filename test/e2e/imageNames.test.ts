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

  it('completes paths out of an image', async () => {
    await write(`\nFROM scratch\nCOPY --from=${BASE_IMAGE} /`);
    // The first look reads the image: the next one knows.
    let labels: readonly string[] = [];
    for (let look = 0; look < 8 && !labels.some(label => label.startsWith('/etc/')); look++) {
      await editor().page.keyboard.press('Escape');
      labels = await complete(editor());
    }
    assert.ok(
      labels.some(label => label.startsWith('/etc/')),
      labels.join(', '),
    );
    await editor().page.keyboard.type('etc/', { delay: 30 });
    const inside = await complete(editor());
    assert.ok(
      inside.some(label => label.startsWith('passwd')),
      inside.join(', '),
    );
    await editor().page.keyboard.press('Escape');
    await editor().page.keyboard.type('passwd /p', { delay: 10 });
    await editor().page.keyboard.press('Escape');
    assert.match(await hover(editor(), '/etc/passwd'), /A file of strata-test\/busybox:1/);
  });

  it('completes the users of the base image, and tells who they are', async () => {
    await write(`\nFROM first\nUSER `);
    // On a busy machine the answer of the engine is there for the second look.
    let labels: readonly string[] = [];
    for (let look = 0; look < 8 && !labels[0]?.startsWith('user'); look++) {
      await editor().page.keyboard.press('Escape');
      labels = await complete(editor());
    }
    assert.match(labels[0] ?? '', /^user/);
    await editor().page.keyboard.press('Enter');
    await editor().page.mouse.move(5, 5);
    assert.match(await hover(editor(), 'user'), /uid 1000, gid 1000, home \/tmp/);
  });

  /** At the end of the file, without the help of the editor. */
  async function write(text: string): Promise<void> {
    await editor().page.keyboard.press('Escape');
    await editor().page.keyboard.press('Control+End');
    await editor().page.keyboard.insertText(text);
  }
});
