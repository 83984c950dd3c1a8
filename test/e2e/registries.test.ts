import assert from 'node:assert/strict';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { type Registry, startRegistry } from '../../scripts/parts/registry.ts';
import { BASE_IMAGE, ENGINE_NAMES, useEngine } from '../kit/hosts/engines.ts';
import { ociLayout } from '../kit/imageBuilder.ts';
import { digestBySkopeo, pushLayout } from '../kit/registryImages.ts';
import { useEditor } from './kit/editor.ts';
import { installScanner } from './kit/server.ts';
import { complete, hover } from './kit/text.ts';
import { notification, openSidebar, pane, rows, toggle } from './kit/views.ts';

const login = { username: 'anne', password: 'a secret' };
const [name = 'modern'] = ENGINE_NAMES.slice(-1);

const REPORT = JSON.stringify({
  SchemaVersion: 2,
  Results: [
    {
      Class: 'os-pkgs',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2026-1',
          PkgName: 'busybox',
          InstalledVersion: '1.36',
          FixedVersion: '1.37',
          Severity: 'CRITICAL',
          Title: 'Overflow',
        },
        { VulnerabilityID: 'CVE-2026-2', PkgName: 'busybox', InstalledVersion: '1.36', Severity: 'LOW' },
      ],
    },
  ],
});

describe('registries', function () {
  this.timeout(120_000);
  this.bail(true);
  const engine = useEngine(name);
  let registry: Registry;
  before('a registry starts', async () => {
    registry = await startRegistry({ login });
    for (const tag of ['1.9.0', '1.10.0', 'latest']) {
      const layers = [{ entries: [{ name: tag, body: tag.repeat(1000) }], packing: 'gzip' as const }];
      await pushLayout(ociLayout([{ layers, tags: ['x'] }]), `${registry.host}/team/app:${tag}`, login);
    }
  });
  const editor = useEditor('registries', {
    settings: () => ({ 'strata.engine.host': `unix://${engine().socket}` }),
    files: { 'registry/Dockerfile': `FROM ${BASE_IMAGE}\n\n` },
  });
  after(async () => {
    for (const tag of ['2.3.4', '2.3', '2', 'latest']) {
      await askEngine(engine().socket, 'DELETE', `/images/${registry.host}/team/pushed:${tag}`);
    }
    await registry?.stop();
  });

  it('are added by their address', async () => {
    await openSidebar(editor(), 'Strata');
    await editor().runCommand('Strata: Add Registry…');
    await editor().choose('', 'Another registry');
    await editor().answer(registry.host);
    await pane(editor(), 'Registries').locator('.pane-header').click();
    await rows(editor(), 'Registries', registry.host).waitFor();
  });

  it('say what is wrong when nobody is logged in', async () => {
    await toggle(rows(editor(), 'Registries', registry.host));
    await rows(editor(), 'Registries', 'Log in to list repositories').waitFor();
  });

  it('are logged in to, and keep the login only when the user wants it readable', async () => {
    await rows(editor(), 'Registries', 'Log in to list repositories').click();
    await editor().inputValue();
    await editor().answer(login.username);
    await editor().page.waitForTimeout(500);
    await editor().answer(login.password);
    const dialog = editor().page.locator('.monaco-dialog-box');
    await dialog.getByText('Keep this login unencrypted?').waitFor();
    await editor().screenshot('question');
    await dialog.getByRole('button', { name: 'Keep It Readable' }).click();
  });

  it('show repositories and tags, the newest first, with size and age', async () => {
    await rows(editor(), 'Registries', 'team/app').waitFor();
    await toggle(rows(editor(), 'Registries', 'team/app'));
    await rows(editor(), 'Registries', /1\.9\.0.*\sB\s·.*ago/).waitFor();
    const names = await rows(editor(), 'Registries').locator('.label-name').allInnerTexts();
    assert.deepEqual(names.slice(-3), ['1.10.0', '1.9.0', 'latest']);
  });

  it('complete tags in FROM', async () => {
    await editor().openFile('registry/Dockerfile');
    await editor().page.keyboard.press('Control+End');
    await editor().page.keyboard.type(`FROM ${registry.host}/team/app:`, { delay: 20 });
    await editor().page.waitForTimeout(1500);
    await editor().page.keyboard.press('Escape');
    const labels = await complete(editor());
    const tags = labels.filter(label => label.includes('/team/app:')).map(label => label.replace(/.*:/, ''));
    assert.deepEqual(tags, ['1.10.0', '1.9.0', 'latest']);
  });

  it('tell on hover what a tag stands for', async () => {
    await editor().page.keyboard.type('1.9.0');
    await editor().page.keyboard.press('Escape');
    let text = '';
    for (let look = 0; look < 5 && !text.includes('In the registry'); look++) {
      text = await hover(editor(), 'team/app');
      await editor().page.mouse.move(5, 5);
    }
    assert.match(text, /In the registry: linux\/amd64/);
    assert.ok(text.includes(await digestBySkopeo(`${registry.host}/team/app:1.9.0`, login)));
  });

  it('take a family of tags in one step, shown before', async () => {
    await editor().contextMenu(rows(editor(), 'Images', BASE_IMAGE).first(), 'Tag and Push…');
    await editor().choose('', 'Another name');
    await editor().page.waitForTimeout(500);
    await editor().answer(`${registry.host}/team/pushed`);
    await editor().choose('', 'Semantic version');
    await editor().page.waitForTimeout(500);
    await editor().answer('2.3.4');
    await editor()
      .page.locator('.quick-input-widget:visible')
      .getByText(`${registry.host}/team/pushed:2.3`, { exact: true })
      .waitFor();
    await editor().screenshot('tags to push');
    await editor().answer();
    const digests: string[] = [];
    for (const tag of ['2.3.4', '2.3', '2', 'latest']) {
      for (let look = 0; look < 60; look++) {
        const digest = await digestBySkopeo(`${registry.host}/team/pushed:${tag}`, login).catch(() => '');
        if (digest !== '') {
          digests.push(digest);
          break;
        }
        await editor().page.waitForTimeout(500);
      }
    }
    assert.equal(digests.length, 4);
    assert.equal(new Set(digests).size, 1);
  });

  it('scan an image with the scanner that is installed', async () => {
    await installScanner('trivy', `case "$1" in image) echo '${REPORT}';; *) echo 'Version: 0.0.0';; esac`);
    await editor().contextMenu(rows(editor(), 'Images', BASE_IMAGE).first(), 'Scan for Vulnerabilities…');
    await rows(editor(), 'Vulnerabilities', 'CVE-2026-1').waitFor();
    const shown = (await rows(editor(), 'Vulnerabilities').allInnerTexts()).join('\n');
    assert.match(shown, /1 critical · 1 low/);
    assert.match(shown, /fixed in 1\.37/);
  });

  it('mark the FROM line with what was found', async () => {
    const text = await hover(editor(), BASE_IMAGE);
    assert.match(text, /Trivy found in strata-test\/busybox:1: 1 critical · 1 low/);
  });

  it('delete a tag after naming what goes with it', async () => {
    await editor().contextMenu(rows(editor(), 'Registries', /^1\.9\.0/).first(), 'Delete from Registry…');
    const dialog = editor().page.locator('.monaco-dialog-box');
    await dialog.getByText('1.9.0 from the registry?').waitFor();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await assert.doesNotReject(notification(editor(), 'error').waitFor({ state: 'detached' }));
    for (let look = 0; look < 40; look++) {
      const gone = await digestBySkopeo(`${registry.host}/team/app:1.9.0`, login).then(
        () => false,
        () => true,
      );
      if (gone) return;
      await editor().page.waitForTimeout(500);
    }
    assert.fail('the tag is still there');
  });
});
