import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../parts/chromium.ts';
import { inProject } from '../parts/project.ts';
import { installExtension, startVscodeServer } from '../parts/vscodeServer.ts';
import { type Figure, milliseconds } from './figure.ts';

const ROUNDS = 3;
/** Milliseconds of its own that activation may take. */
const LIMIT = 50;
/** Milliseconds after which VS Code has started. */
const SETTLED = 8000;
/** Part of every VS Code, and started with it: tells how fast the machine is. */
const YARDSTICK = 'Emmet';

/** Loading and activation as VS Code itself counts them, in its list of running extensions. */
export async function activation(vsix: string): Promise<Figure> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times = await runningExtensions(vsix);
    ours.push(findTime(times, 'Strata'));
    theirs.push(findTime(times, YARDSTICK));
  }
  // The least of some rounds: whatever else the machine does only adds.
  const least = Math.min(...ours);
  return {
    name: 'activation of the extension',
    value: milliseconds(least),
    yardstick: `limit ${LIMIT} ms; ${YARDSTICK} ${milliseconds(Math.min(...theirs))}`,
    ratio: least / LIMIT,
    limit: { kind: 'at most', ratio: 1 },
  };
}

function findTime(rows: readonly string[], name: string): number {
  const row = rows.find(text => text.includes(name));
  const time = row === undefined ? undefined : /(?:Activation|Startup Activation): (\d+)ms/.exec(row)?.[1];
  if (time === undefined) throw new Error(`VS Code does not tell when ${name} started:\n${rows.join('\n')}`);
  return Number(time);
}

async function runningExtensions(vsix: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-bench-'));
  const workspace = join(folder, 'sample');
  await cp(inProject('docs', 'sample'), workspace, { recursive: true });
  const dataFolder = join(folder, 'data');
  await installExtension(dataFolder, vsix);
  const server = await startVscodeServer({ dataFolder, sealed: true });
  const browser = await openBrowser({ height: 3000 });
  try {
    const page = await browser.context.newPage();
    await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: workspace })}`);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
    // VS Code counts wall-clock time: while it still starts, that is mostly the time of others.
    await page.waitForTimeout(SETTLED);
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input[type="text"]').fill('hello/Dockerfile');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'hello' }).first().click();
    await page.locator('.editor-instance .view-line').first().waitFor({ timeout: 60_000 });
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input[type="text"]').fill('>Developer: Show Running Extensions');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Running' }).first().click();
    const rows = page.locator('.runtime-extensions-editor .monaco-list-row');
    for (const name of ['Strata', YARDSTICK]) {
      await rows.filter({ hasText: name }).filter({ hasText: 'ms' }).first().waitFor({ timeout: 60_000 });
    }
    return await rows.allTextContents();
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
