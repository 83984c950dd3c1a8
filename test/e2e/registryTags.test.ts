import assert from 'node:assert/strict';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { type Registry, startRegistry } from '../../scripts/parts/registry.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { ociLayout } from '../kit/imageBuilder.ts';
import { addTags } from '../kit/manyTags.ts';
import { digestBySkopeo, pushLayout } from '../kit/registryImages.ts';
import { buildTar } from '../kit/tarBuilder.ts';
import { useEditor } from './kit/editor.ts';
import { installScanner } from './kit/server.ts';
import { complete, cursorAfterLine, hover, squiggles } from './kit/text.ts';
import { explorerRow, openSidebar, pane, rows, toggle } from './kit/views.ts';

const [name = 'modern'] = ENGINE_NAMES.slice(-1);
const COUNT = 5_000;
const TAGS = Array.from(
  { length: COUNT },
  (_, index) => `${index % 40}.${Math.floor(index / 40)}.0${index % 3 === 0 ? '-alpine' : ''}`,
);
const PINNED = `sha256:${'0'.repeat(64)}`;

const vulnerability = (id: string, severity: string, layer: string) => ({
  ...{ VulnerabilityID: id, PkgName: 'openssl', InstalledVersion: '3.0.1', FixedVersion: '3.0.2' },
  ...{ Severity: severity, Title: 'Buffer overread', Layer: { DiffID: layer } },
});
const report = (...vulnerabilities: readonly object[]): string =>
  JSON.stringify({
    SchemaVersion: 2,
    Results: [{ Class: 'os-pkgs', Vulnerabilities: vulnerabilities }],
  });

describe('a registry with thousands of tags', function () {
  this.timeout(180_000);
  this.bail(true);
  const engine = useEngine(name);
  const built = `strata-e2e/scanned:${process.pid}`;
  let registry: Registry;
  before('a registry starts', async () => {
    registry = await startRegistry();
    const layers = [{ entries: [{ name: 'a', body: 'x'.repeat(5_000) }], packing: 'gzip' as const }];
    await pushLayout(ociLayout([{ layers, tags: ['x'] }]), `${registry.host}/team/app:latest`);
    const digest = await digestBySkopeo(`${registry.host}/team/app:latest`);
    // As cosign keeps a signature: that it is none makes no difference here.
    await addTags(`${registry.host}/team/app`, 'latest', [...TAGS, `${digest.replace(':', '-')}.sig`]);
  });
  const editor = useEditor('registry tags', {
    settings: () => ({
      'strata.engine.host': `unix://${engine().socket}`,
      'strata.build.network': 'none',
      'workbench.colorTheme': 'Default Dark Modern',
    }),
    files: {
      'tags/Dockerfile': 'FROM a:1\n\n',
      'scan/Dockerfile': `FROM ${BASE_IMAGE}\nRUN echo ${process.pid} > /a\nRUN echo ${process.pid} > /b\n`,
      'app.tar': buildTar(
        [...ociLayout([{ layers: [], tags: ['x'] }])].map(([path, body]) => ({ name: path, body })),
      ),
    },
  });
  after(async () => {
    await askEngine(engine().socket, 'DELETE', `/images/${built}?force=1`);
    await registry?.stop();
  });

  it('shows the newest first, page by page', async () => {
    await openSidebar(editor(), 'Strata');
    await editor().runCommand('Strata: Add Registry…');
    await editor().choose('', 'Another registry');
    await editor().answer(registry.host);
    await pane(editor(), 'Registries').locator('.pane-header').click();
    await toggle(rows(editor(), 'Registries', registry.host));
    await toggle(rows(editor(), 'Registries', 'team/app'));
    await rows(editor(), 'Registries', /^39\.124\.0.*\sB\s·/).waitFor();
    const names = await rows(editor(), 'Registries').locator('.label-name').allInnerTexts();
    const first = names.indexOf('39.124.0');
    assert.deepEqual(names.slice(first, first + 3), ['39.124.0', '39.123.0-alpine', '39.122.0']);
  });

  it('tells what is attached to a tag', async () => {
    await toggle(rows(editor(), 'Registries', /^39\.124\.0/));
    await rows(editor(), 'Registries', /^Signature/).waitFor();
  });

  it('opens the next page at its end', async () => {
    await rows(editor(), 'Registries', /^Signature/).click();
    await editor().page.keyboard.press('End');
    await rows(editor(), 'Registries', `${COUNT + 1 - 30} left`).click();
    await editor().page.waitForTimeout(1000);
    await editor().page.keyboard.press('End');
    await rows(editor(), 'Registries', `${COUNT + 1 - 60} left`).waitFor();
  });

  it('copies a tag to another name in the registry', async () => {
    await editor().contextMenu(rows(editor(), 'Registries', /^39\.65\.0/).first(), 'Copy to Another Name…');
    await editor().answer(`${registry.host}/prod/app:40.0`);
    const original = await digestBySkopeo(`${registry.host}/team/app:latest`);
    let copied = '';
    for (let look = 0; look < 40 && copied === ''; look++) {
      copied = await digestBySkopeo(`${registry.host}/prod/app:40.0`).catch(() => '');
      if (copied === '') await editor().page.waitForTimeout(500);
    }
    assert.equal(copied, original);
  });

  it('completes any of them', async () => {
    await editor().openFile('tags/Dockerfile');
    await editor().page.keyboard.press('Control+End');
    await editor().page.keyboard.type(`FROM ${registry.host}/team/app:`, { delay: 10 });
    await editor().page.waitForTimeout(2500);
    await editor().page.keyboard.press('Escape');
    const labels = await complete(editor());
    assert.match(labels[0] ?? '', /:39\.124\.0$/);
    await editor().screenshot('all tags');
    await editor().page.keyboard.type('7.33.', { delay: 40 });
    const first = editor().page.locator('.suggest-widget.visible .monaco-list-row').first();
    await first.filter({ hasText: ':7.33.0' }).waitFor();
    await editor().page.keyboard.press('Enter');
    await editor().page.locator('.view-line', { hasText: 'app:7.33.0' }).first().waitFor();
  });

  it('says where a pinned tag has moved since, once that is known', async () => {
    await editor().page.keyboard.press('End');
    await editor().page.keyboard.type(`@${PINNED}`);
    await editor().page.keyboard.press('Escape');
    await hover(editor(), 'team/app');
    await editor().page.keyboard.press('Escape');
    // The registry does not have the digest of this test; what the tag stands for is asked with the actions.
    await editor().page.keyboard.press('Control+.');
    await editor().page.locator('.action-widget').getByText('The tag has moved').waitFor();
    await editor().screenshot('actions');
    await editor().page.keyboard.press('Escape');
    await editor().page.locator('.view-line', { hasText: 'moved since' }).first().waitFor();
  });

  it('takes the new digest by the action', async () => {
    await cursorAfterLine(editor(), 'team/app');
    await editor().page.keyboard.press('Control+.');
    await editor().page.locator('.action-widget').getByText('The tag has moved').click();
    await editor()
      .page.locator('.view-line', { hasText: PINNED.slice(0, 30) })
      .waitFor({ state: 'detached' });
    await editor().page.locator('.view-line', { hasText: 'moved since' }).waitFor({ state: 'detached' });
  });

  it('scans an archive from the explorer', async () => {
    const text = report(vulnerability('CVE-2026-10', 'HIGH', ''));
    await installScanner(
      'trivy',
      `case "$*" in *--input*app.tar) echo '${text}';; *) echo 'Version: 0.0.0';; esac`,
    );
    await editor().runCommand('View: Show Explorer');
    await editor().contextMenu(explorerRow(editor(), 'app.tar'), 'Scan for Vulnerabilities…');
    await rows(editor(), 'Vulnerabilities', 'app.tar').waitFor();
    await rows(editor(), 'Vulnerabilities', 'CVE-2026-10').waitFor();
  });

  it('puts what a scan of a built image found on the line that brought it', async () => {
    await editor().openFile('scan/Dockerfile');
    await editor().runCommand('Strata: Build Image…');
    await editor().answer(built);
    await rows(editor(), 'Builds', /scanned.*built/s).waitFor({ timeout: 60_000 });
    const image = await askEngine(engine().socket, 'GET', `/images/${built}/json`);
    const { RootFS } = JSON.parse(String(image.body)) as { RootFS: { Layers: readonly string[] } };
    const own = RootFS.Layers.at(-2) ?? '';
    const text = report(
      vulnerability('CVE-2026-11', 'CRITICAL', own),
      vulnerability('CVE-2026-12', 'LOW', own),
    );
    await installScanner('trivy', `case "$1" in image) echo '${text}';; *) echo 'Version: 0.0.0';; esac`);
    await editor().contextMenu(rows(editor(), 'Images', built).first(), 'Scan for Vulnerabilities…');
    await rows(editor(), 'Vulnerabilities', 'CVE-2026-11').waitFor();
    await squiggles(editor(), 'warning').first().waitFor();
    const said = await hover(editor(), 'RUN', 0);
    assert.match(said, /What this line put into .* 1 critical · 1 low/);
  });
});
