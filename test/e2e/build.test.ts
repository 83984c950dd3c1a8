import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askEngine } from '../../scripts/parts/engineHttp.ts';
import { BASE_IMAGE, useEngine } from '../kit/hosts/engines.ts';
import { useEditor } from './kit/editor.ts';
import { squiggles } from './kit/text.ts';
import { notification, openSidebar, rows } from './kit/views.ts';

const SLEEP = `86398.${process.pid}`;
const NAME = `strata-e2e/options-${process.pid}`;

const FILES = {
  'app/Dockerfile': [
    'ARG GREETING=hello',
    `FROM ${BASE_IMAGE} AS words`,
    'ARG GREETING',
    'RUN --mount=type=secret,id=token echo "$GREETING $(cat /run/secrets/token)" > /words',
    `FROM ${BASE_IMAGE} AS shown`,
    'COPY --from=words /words /words',
    'FROM shown',
    'RUN cat /words && echo first && \\',
    '    echo second',
    '',
  ].join('\n'),
  'app/token.txt': 'of the file',
  'slow/Dockerfile': `FROM ${BASE_IMAGE}\nRUN sleep ${SLEEP}\n`,
  'failing/Dockerfile': `FROM ${BASE_IMAGE}\nRUN echo one && \\\n    cat /nowhere && \\\n    echo never\n`,
  'later/Dockerfile': `FROM ${BASE_IMAGE}\nRUN sleep 6 && echo ${process.pid}\n`,
  'missing/Dockerfile': `FROM ${BASE_IMAGE}\nCOPY nothing-here /x\n`,
  '.vscode/tasks.json': JSON.stringify({
    version: '2.0.0',
    tasks: [
      {
        ...{
          type: 'strata',
          label: 'image of the app',
          dockerfile: 'app/Dockerfile',
          tags: [`${NAME}:task`],
        },
        ...{ args: { GREETING: 'task' }, secrets: ['id=token,src=token.txt'], problemMatcher: [] },
      },
    ],
  }),
};

describe('building with options', function () {
  this.timeout(90_000);
  this.bail(true);
  const engine = useEngine('modern');
  const editor = useEditor('build options', {
    settings: () => ({
      'strata.engine.host': `unix://${engine().socket}`,
      'strata.build.network': 'none',
      'workbench.colorTheme': 'Default Dark Modern',
    }),
    files: FILES,
  });
  const list = () => editor().page.locator('.quick-input-widget:visible .monaco-list-row');

  /** Waits for the question of this title. */
  const asked = (title: string) =>
    editor().page.locator('.quick-input-widget:visible .quick-input-title').getByText(title).waitFor();

  after('built images are removed', async () => {
    for (const tag of ['latest', 'words', 'task', 'later'])
      await askEngine(engine().socket, 'DELETE', `/images/${NAME}:${tag}?force=1`);
    await askEngine(engine().socket, 'DELETE', '/images/app:words?force=1');
    await askEngine(engine().socket, 'DELETE', '/images/app:latest?force=1');
  });

  it('shows each option with what it is now', async () => {
    await openSidebar(editor(), 'Strata');
    await editor().openFile('app/Dockerfile');
    await editor().runCommand('Strata: Build Image with Options…');
    await list().filter({ hasText: 'Build app:latest' }).waitFor();
    await list().filter({ hasText: 'GREETING' }).filter({ hasText: 'hello (default)' }).waitFor();
    await list().filter({ hasText: 'Target stage' }).filter({ hasText: 'the last one' }).waitFor();
  });

  it('takes a build argument, a secret by its file, and a name', async () => {
    await editor().choose('GREETING', 'GREETING');
    await asked('Build argument GREETING');
    await editor().answer('good day');
    await list().filter({ hasText: 'arguments GREETING' }).waitFor();
    await editor().choose('Name and tag', 'Name and tag');
    await editor().page.locator('.quick-input-widget:visible').getByText('The build context is').waitFor();
    await editor().answer(`${NAME}:latest`);
    await list()
      .filter({ hasText: `Build ${NAME}:latest` })
      .waitFor();
    await editor().choose('Secret token', 'Secret token');
    await asked('Secret token');
    await editor().choose('From a file', 'From a file');
    await asked('File with the secret token');
    const box = editor().page.locator('.quick-input-widget:visible input[type="text"]');
    await box.fill(join(editor().workspace, 'app/'));
    // Taken from the list, which comes a moment after the typing: until then Enter means the folder.
    await list().filter({ hasText: 'token.txt' }).click();
    await list().filter({ hasText: 'secrets token' }).waitFor();
  });

  it('builds with all of it by Enter', async () => {
    await editor().page.keyboard.press('Enter');
    await rows(editor(), 'Builds', new RegExp(`${NAME}.*built`, 's')).waitFor();
    await rows(editor(), 'Builds', 'COPY --from=words').waitFor();
    await editor().runCommand('Strata: Show Build Log');
    await editor().page.locator('.terminal.xterm').first().waitFor();
  });

  it('builds again without a question', async () => {
    await editor().runCommand('Strata: Build Image Again');
    await rows(editor(), 'Builds', new RegExp(`${NAME}:latest`))
      .nth(1)
      .waitFor();
    assert.equal(await editor().page.locator('.quick-input-widget:visible').count(), 0);
  });

  it('builds to a stage by the line above it', async () => {
    const lens = editor().page.locator('.codelens-decoration a', { hasText: 'Build to here' });
    await lens.first().waitFor();
    assert.equal(await lens.count(), 2);
    await lens.first().click();
    await rows(editor(), 'Builds', new RegExp(`${NAME}:words.*built`, 's')).waitFor();
  });

  it('runs as a task', async () => {
    await editor().runCommand('Tasks: Run Task');
    await editor().choose('image of the app', 'image of the app');
    await rows(editor(), 'Builds', new RegExp(`${NAME}:task.*built`, 's')).waitFor();
    const answer = await askEngine(engine().socket, 'GET', `/images/${NAME}:task/json`);
    assert.equal(answer.status, 200);
  });

  it('marks the command of a chain that failed, with what it printed', async () => {
    await editor().openFile('failing/Dockerfile');
    await editor().runCommand('Strata: Build Image…');
    await editor().answer(`${NAME}:failing`);
    await rows(editor(), 'Builds', /failing.*failed/s).waitFor();
    await squiggles(editor(), 'error').first().waitFor();
    await editor().runCommand('View: Focus Problems');
    await editor().page.locator('.markers-panel').getByText('/nowhere').first().waitFor();
  });

  it('says what to do about a source that is not there', async () => {
    await editor().openFile('missing/Dockerfile');
    await editor().runCommand('Strata: Build Image…');
    await editor().answer(`${NAME}:missing`);
    await rows(editor(), 'Builds', /missing.*failed/s).waitFor();
    await editor().page.locator('.markers-panel').getByText('not in the build context').first().waitFor();
  });

  it('builds again when the Dockerfile is saved, where that is wanted', async () => {
    const path = join(editor().workspace, '.vscode/settings.json');
    const settings = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...settings, 'strata.build.onSave': true }));
    await editor().openFile('app/Dockerfile');
    await editor().page.waitForTimeout(1_000);
    await editor().page.keyboard.press('Control+End');
    await editor().page.keyboard.type('# saved\n');
    await editor().page.keyboard.press('Control+S');
    // The newest comes first, where the one that failed was; rows further down may be out of sight.
    await rows(editor(), 'Builds')
      .first()
      .filter({ hasText: `${NAME}:latest` })
      .waitFor();
  });

  it('tells those who are elsewhere', async () => {
    await editor().openFile('later/Dockerfile');
    await editor().runCommand('Strata: Build Image…');
    await editor().answer(`${NAME}:later`);
    await rows(editor(), 'Builds', 'RUN sleep').waitFor();
    await openSidebar(editor(), 'Explorer');
    await notification(editor(), `Built ${NAME}:later`).waitFor();
  });

  it('ends a build with the window, and still lists it and the others afterwards', async () => {
    await openSidebar(editor(), 'Strata');
    await editor().openFile('slow/Dockerfile');
    await editor().runCommand('Strata: Build Image…');
    await editor().answer(`${NAME}:slow`);
    await waitUntil(async () => (await sleepers()) > 0, 'the build sleeps');
    await editor().runCommand('Developer: Reload Window');
    await waitUntil(async () => (await sleepers()) === 0, 'the build ends with the window');
    // VS Code opens the same view again.
    await rows(editor(), 'Builds', new RegExp(`${NAME}:task.*built`, 's'))
      .first()
      .waitFor();
    await rows(editor(), 'Builds', /failing.*failed/s)
      .first()
      .waitFor();
    await rows(editor(), 'Builds', /slow.*cancelled/s)
      .first()
      .waitFor();
  });
});

/** Processes of this machine that sleep as long as the slow build does. */
async function sleepers(): Promise<number> {
  let count = 0;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (line === `sleep\0${SLEEP}\0`) count++;
  }
  return count;
}

async function waitUntil(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
