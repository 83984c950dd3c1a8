import assert from 'node:assert/strict';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { useEditor } from './kit/editor.ts';
import { cursorAfterLine, hover, placeOf, squiggles } from './kit/text.ts';
import { openSidebar, rows, toggle, webview } from './kit/views.ts';

const DOCKERFILE = `# nothing of it comes from the cache of another run
FROM ${BASE_IMAGE} AS build
ENV NUMBER=${process.pid}
WORKDIR /src
COPY . .
RUN head -c 3000000 /dev/urandom > /app.bin

FROM ${BASE_IMAGE}
ENV MODE=production NUMBER=${process.pid}
COPY --from=build /app.bin /usr/bin/app
RUN head -c 5000000 /dev/urandom > /tmp/cache
RUN rm /tmp/cache
WORKDIR /srv
CMD ["/usr/bin/app"]
`;

for (const name of ENGINE_NAMES) {
  describe(`layers beside the lines, ${name} engine`, function () {
    this.timeout(90_000);
    this.bail(true);
    const engine = useEngine(name);
    const tag = `strata-e2e/layers:${name}-${process.pid}`;
    const editor = useEditor(`layers ${name}`, {
      settings: () => ({
        'strata.engine.host': `unix://${engine().socket}`,
        'strata.build.network': 'none',
        'strata.layers.overviewRuler': true,
        'workbench.colorTheme': name === 'classic' ? 'Default Light Modern' : 'Default Dark Modern',
      }),
      files: { 'shop/Dockerfile': DOCKERFILE, 'shop/small.txt': 'small\n' },
    });
    after('the built image is removed', () => askEngine(engine().socket, 'DELETE', `/images/${tag}?force=1`));

    const line = (text: string) => editor().page.locator('.view-line', { hasText: text }).first();
    /** What stands beside a line, without its own text. */
    const waitBeside = (text: string, beside: RegExp) =>
      editor().page.locator('.view-line', { hasText: text }).filter({ hasText: beside }).first().waitFor();

    it('says nothing of a file that was never built', async () => {
      await editor().openFile('shop/Dockerfile');
      assert.doesNotMatch((await line('head -c 5000000').textContent()) ?? '', /MB/);
    });

    it('shows what each line made once it is built', async () => {
      await editor().runCommand('Strata: Build Image…');
      await editor().answer(tag);
      await rows(editor(), 'Builds', new RegExp(`${tag}.*built`, 's')).waitFor({ timeout: 60_000 });
      await waitBeside('head -c 5000000', /5\sMB/);
      await waitBeside('COPY --from=build', /3\sMB/);
      assert.doesNotMatch((await line('head -c 3000000').textContent()) ?? '', /\dMB/);
      assert.doesNotMatch((await line('ENV MODE').textContent()) ?? '', /\d\s?B/);
      await editor().page.locator('.codelens-decoration', { hasText: /8\sMB/ }).first().waitFor();
      await editor().page.locator('.codelens-decoration', { hasText: tag }).first().waitFor();
      await editor().page.locator('.codelens-decoration', { hasText: 'not in the image' }).waitFor();
    });

    it('tells the largest files of a layer on its keyword', async () => {
      const text = await hover(editor(), 'RUN head -c 5000000'.slice(0, 3), 1);
      assert.match(text, /\/tmp\/cache/);
      assert.match(text, /Exact: from the build/);
    });

    it('reports bytes that a later line deletes, and joins the two', async () => {
      await squiggles(editor(), 'info').first().waitFor();
      await cursorAfterLine(editor(), 'RUN rm /tmp/cache');
      await editor().page.keyboard.press('Home');
      // A hover that is open would take the keys.
      await editor().page.mouse.move(700, 700);
      await editor()
        .page.locator('.monaco-hover:visible')
        .waitFor({ state: 'detached' })
        .catch(() => {});
      const fix = editor().page.locator('.action-widget .action-item, .action-widget .monaco-list-row', {
        hasText: /Join with line 11: saves 5\sMB/,
      });
      // What comes to the editor meanwhile, diagnostics too, closes the list.
      for (let look = 1; look <= 4 && !(await fix.first().isVisible()); look++) {
        await editor().page.keyboard.press('Escape');
        await editor().page.keyboard.press('Control+.');
        await fix
          .first()
          .waitFor({ timeout: 8_000 })
          .catch(() => {});
      }
      await fix.first().waitFor();
      await editor().screenshot('the fix');
      await fix.first().click();
      await editor().page.locator('.view-line', { hasText: '&& rm /tmp/cache' }).waitFor();
    });

    it('shows of an edited line what it made before', async () => {
      await editor().page.keyboard.press('Control+Z');
      await waitBeside('head -c 5000000', /5\sMB/);
      await cursorAfterLine(editor(), 'RUN head -c 5000000');
      await editor().page.keyboard.type('2');
      await waitBeside('head -c 5000000', /was\s5\sMB/);
    });

    it('opens the layer in the inspector', async () => {
      await editor().page.keyboard.press('Control+Z');
      await waitBeside('COPY --from=build', /3\sMB/);
      const hint = line('COPY --from=build').locator('span', { hasText: /3\sMB/ }).last();
      const layer = webview(editor()).locator('.layer[aria-selected=true], .layer.selected', {
        hasText: '/usr/bin/app',
      });
      // The hint may be drawn anew while it is clicked.
      for (let look = 1; look <= 4; look++) {
        await hint.click({ modifiers: ['ControlOrMeta'] });
        const shown = await layer
          .first()
          .waitFor({ timeout: 10_000 })
          .then(
            () => true,
            () => false,
          );
        if (shown) return;
      }
      assert.fail('the inspector does not show the layer');
    });

    it('goes from a layer in the inspector to its line', async () => {
      const layer = webview(editor()).locator('.layer', { hasText: 'head -c 5000000' }).first();
      await editor().contextMenu(layer, 'Go to Line in Dockerfile');
      await editor().page.locator('.tab.active[data-resource-name="Dockerfile"]').waitFor();
      await placeOf(editor(), 'head -c 5000000');
    });

    it('goes from a layer in the sidebar to its line', async () => {
      await openSidebar(editor(), 'Strata');
      await toggle(rows(editor(), 'Images', tag));
      await editor().contextMenu(
        rows(editor(), 'Images', 'head -c 5000000').first(),
        'Go to Line in Dockerfile',
      );
      await editor().page.locator('.tab.active[data-resource-name="Dockerfile"]').waitFor();
      await placeOf(editor(), 'head -c 5000000');
    });

    it('writes a Dockerfile from the image', async () => {
      await editor().contextMenu(rows(editor(), 'Images', tag).first(), 'Show Dockerfile');
      await editor().page.locator('.view-line', { hasText: 'Reconstructed' }).waitFor();
      await editor().page.locator('.view-line', { hasText: 'ENV MODE=production' }).waitFor();
    });

    it('knows the layers again when the file is opened anew', async () => {
      await editor().page.reload();
      await editor().page.locator('.statusbar-item').first().waitFor();
      // The keys work a moment after the window is there.
      for (let look = 1; look <= 3; look++) {
        const opened = await editor()
          .openFile('shop/Dockerfile')
          .then(
            () => true,
            () => false,
          );
        if (opened) break;
      }
      await waitBeside('head -c 5000000', /5\sMB/);
    });

    it('tells how much a line grew since the build before', async () => {
      await cursorAfterLine(editor(), 'RUN head -c 5000000');
      await editor().page.keyboard.type(' && head -c 14000000 /dev/urandom >> /tmp/cache');
      await editor().runCommand('Strata: Build Image Again');
      await waitBeside('head -c 5000000', /19\sMB\s·\s\+14\sMB/);
    });
  });
}
