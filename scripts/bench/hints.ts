import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { LayerStore } from '../../client/layers/layerStore.ts';
import { openBrowser } from '../parts/chromium.ts';
import { installExtension, startVscodeServer } from '../parts/vscodeServer.ts';
import { type Figure, milliseconds } from './figure.ts';

/** Files that are opened, one after the other; the first of them, which starts the language server, is not counted. */
const OPENED = 8;
const INSTRUCTIONS = 60;
/** Milliseconds that the sizes may take more than hints that cost nothing. */
const LIMIT = 100;
/** Milliseconds after which VS Code has started. */
const SETTLED = 5000;

/**
 * How long a Dockerfile whose image is known stands there without the sizes of its layers, in a real window. VS Code
 * waits a while of its own before it asks for hints: an extension that has its hint at once tells how long.
 */
export async function hints(vsix: string): Promise<Figure> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-bench-hints-'));
  const dataFolder = join(folder, 'vscode');
  const workspace = join(folder, 'workspace');
  const store = new LayerStore(join(dataFolder, 'data', 'User', 'globalStorage', 'strata.strata', 'layers'));
  for (let number = 0; number < OPENED; number++) await addBuilt(workspace, number, store);
  await addYardstick(workspace, join(dataFolder, 'extensions'));
  await installExtension(dataFolder, vsix);
  const server = await startVscodeServer({ dataFolder, sealed: true });
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: workspace })}`);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(SETTLED);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let number = 0; number < OPENED; number++) {
      const size = `${sizeOf(1) / 1_000_000} MB`;
      const our = await openingTime(page, `app${number}/Dockerfile`, command(number, 1), size);
      const their = await openingTime(page, `app${number}/yardstick.txt`, `text ${number}`, HINT);
      if (number === 0) continue;
      ours.push(our);
      theirs.push(their);
    }
    // The least of some: whatever else the machine does only adds.
    const [least, editor] = [Math.min(...ours), Math.min(...theirs)];
    return {
      name: 'sizes beside the lines of an opened file',
      value: milliseconds(least),
      yardstick: `hints that cost nothing ${milliseconds(editor)}, and ${LIMIT} ms`,
      ratio: Math.max(0, least - editor) / LIMIT,
      limit: { kind: 'at most', ratio: 1 },
    };
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Milliseconds between the frame that shows a line and the frame that shows the hint in it. */
async function openingTime(page: Page, path: string, line: string, hint: string): Promise<number> {
  const watched = page.evaluate<number>(`(${WATCH})(${JSON.stringify(line)}, ${JSON.stringify(hint)})`);
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget:visible input[type="text"]').fill(path);
  const [folder = '', file = ''] = path.split('/');
  const row = page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: folder });
  await row.filter({ hasText: file }).first().click();
  return watched;
}

/** Runs in the page: looks at each frame. */
const WATCH = `(text, size) => new Promise(resolve => {
  let shown;
  const look = () => {
    const lines = [...document.querySelectorAll('.view-line')].map(line => line.textContent.replace(/\\s/g, ' '));
    if (lines.some(line => line.includes(text))) shown ??= performance.now();
    if (lines.some(line => line.includes(text) && line.includes(size))) resolve(performance.now() - shown);
    else requestAnimationFrame(look);
  };
  look();
})`;

const command = (number: number, step: number): string => `make step-${step} of ${number}`;
const sizeOf = (step: number): number => step * 3_000_000;

const HINT = 'costs nothing';

/** An extension with a hint behind the first line of plain texts, and the texts. */
async function addYardstick(workspace: string, extensions: string): Promise<void> {
  for (let number = 0; number < OPENED; number++)
    await writeFile(join(workspace, `app${number}`, 'yardstick.txt'), `text ${number}\n`);
  const folder = join(extensions, 'strata-bench.yardstick-1.0.0');
  await mkdir(folder, { recursive: true });
  const manifest = {
    ...{ name: 'yardstick', publisher: 'strata-bench', version: '1.0.0', engines: { vscode: '^1.90.0' } },
    ...{ main: './main.js', activationEvents: ['onLanguage:plaintext'] },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(
    join(folder, 'main.js'),
    `const { InlayHint, languages, Position } = require('vscode');
const provideInlayHints = () => [new InlayHint(new Position(0, 6), ${JSON.stringify(HINT)})];
exports.activate = () => languages.registerInlayHintsProvider({ language: 'plaintext' }, { provideInlayHints });
`,
  );
}

/** A Dockerfile with what is known of a build of it. */
async function addBuilt(workspace: string, number: number, store: LayerStore): Promise<void> {
  const path = join(workspace, `app${number}`, 'Dockerfile');
  const steps = Array.from({ length: INSTRUCTIONS }, (_, step) => step);
  const dockerfile = ['FROM debian:13', ...steps.map(step => `RUN ${command(number, step)}`), ''].join('\n');
  await mkdir(join(workspace, `app${number}`), { recursive: true });
  await writeFile(path, dockerfile);
  const id = `sha256:${String(number).padStart(64, '0')}`;
  const history = [
    'ADD rootfs.tar / # buildkit',
    ...steps.map(step => `RUN /bin/sh -c ${command(number, step)} # buildkit`),
  ];
  await store.saveImage({
    id,
    created: 0,
    history: history.map(createdBy => ({ createdBy, comment: 'buildkit.dockerfile.v0', empty: false })),
    layers: history.map((_, index) => ({
      diffId: `sha256:${String(number * 1000 + index).padStart(64, 'a')}`,
      digest: undefined,
      bytes: index === 0 ? 100_000_000 : sizeOf(index - 1),
      files: 10,
      largest: [{ path: `usr/lib/part-${index}`, bytes: 1_000 }],
      lost: [],
    })),
    provenance: undefined,
  });
  await store.remember({
    dockerfile: pathToFileURL(path).href,
    origin: 'built',
    reference: `app${number}:latest`,
    id,
    build: {
      dockerfile,
      target: undefined,
      buildArguments: {},
      steps: steps.map(step => ({ line: step + 1, cached: false, milliseconds: 50 })),
    },
    previous: undefined,
  });
}

if (import.meta.main) console.table([await hints(process.argv[2] ?? 'dist/strata.vsix')]);
