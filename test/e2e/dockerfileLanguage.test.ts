import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Editor, useEditor } from './kit/editor.ts';
import { complete, cursorAfterLine, hover, placeOf } from './kit/text.ts';

const TOUR = `# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended

ARG GO_VERSION=1.25
FROM --platform=$BUILDPLATFORM golang:$GO_VERSION AS build
WORKDIR /src
# Modules change less often than the sources.
RUN --mount=type=cache,target=/go/pkg/mod,sharing=locked \\
    --mount=type=bind,source=tour/go.mod,target=go.mod \\
    go mod download && \\
    if [ -n "$DEBUG" ]; then \\
        echo "debug: \${DEBUG:-no}"; \\
    fi
COPY tour ./app
RUN go build -o /out/app .

FROM alpine:3.22 AS final
ENV PORT=8080 LOG_LEVEL="info"
COPY --from=build --chmod=755 /out/app /usr/local/bin/
COPY <<EOF /etc/app.conf
port = $PORT
EOF
RUN <<'PY' python3
import os
print(os.environ["PORT"])
PY
USER nobody
EXPOSE 8080
# hadolint ignore=DL3025
ENTRYPOINT app --port $PORT
`;

const FILES = {
  'tour/Dockerfile': TOUR,
  'tour/go.mod': `module example.com/tour\n${'// padding\n'.repeat(200)}`,
  'tour/main.go': 'package main\n\nfunc main() {}\n',
  'loose/Dockerfile':
    'from   alpine:3.22   AS  one\n  workdir    /srv\nENV A=1 \\\nB=2\nCOPY <<EOF   /x\n   kept   as it is\nEOF\n',
};

const textOf = (editor: Editor, path: string): Promise<string> =>
  readFile(join(editor.workspace, path), 'utf8');

/** Takes the mouse away, until the last hover is gone. */
async function nothingHovered({ page }: Editor): Promise<void> {
  await page.mouse.move(5, 5);
  await page.locator('.monaco-hover:visible .hover-contents:visible').first().waitFor({ state: 'detached' });
}

/** Types a new line behind the one that holds a text. */
async function typeBelow(editor: Editor, line: string, typed: string): Promise<void> {
  await cursorAfterLine(editor, line);
  await editor.page.keyboard.press('Enter');
  await editor.page.keyboard.type(typed, { delay: 30 });
}

/** Opens the documentation beside the proposals; the same key closes it, and it takes a moment to come. */
async function showDetails({ page }: Editor): Promise<void> {
  const details = page.locator('.suggest-details:visible');
  for (let look = 0; look < 5; look++) {
    try {
      return await details.first().waitFor({ timeout: 3000 });
    } catch {
      await page.keyboard.press('Control+Space');
    }
  }
  await details.first().waitFor();
}

/** Takes the proposal with a label. */
async function take(editor: Editor, label: string): Promise<void> {
  const rows = editor.page.locator('.suggest-widget.visible .monaco-list-row');
  await rows
    .filter({ has: editor.page.locator('.label-name', { hasText: label }) })
    .first()
    .click();
}

for (const theme of ['Default Dark Modern', 'Default Light Modern']) {
  describe(`the language of Dockerfiles, ${theme}`, function () {
    this.timeout(90_000);
    this.bail(true);
    const editor = useEditor(`language ${theme}`, {
      files: FILES,
      settings: () => ({
        'workbench.colorTheme': theme,
        'strata.build.contextPath': '${workspaceFolder}',
        'editor.suggest.showStatusBar': true,
        'editor.detectIndentation': false,
      }),
    });

    it('colours all of it', async () => {
      await editor().openFile('tour/Dockerfile');
      await editor().page.locator('.editor-instance .view-line').nth(20).waitFor();
    });

    for (const [thing, word, nth, expected] of [
      ['a directive', 'syntax', 0, /frontend/],
      ['a check in a directive', 'JSONArgsRecommended', 0, /shell-form/i],
      ['a flag', '--platform', 0, /platform of the base image/],
      ['a variable', 'GO_VERSION', 1, /1\.25/],
      ['a mount type', 'cache', 0, /kept between builds/],
      ['the value of a mount key', 'locked', 0, /waits/],
      ['a source of COPY', 'tour ./app', 0, /Takes \d+ files of the build context/],
      ['permissions', '755', 0, /rwxr-xr-x/],
      ['a here-document', 'EOF', 0, /BuildKit replaces/],
      ['a rule in a comment', 'DL3025', 0, /DL3025/],
    ] as const) {
      it(`explains ${thing}`, async () => {
        await nothingHovered(editor());
        assert.match(await hover(editor(), word, nth), expected);
      });
    }

    it('completes mounts with documentation', async () => {
      await typeBelow(editor(), 'COPY tour ./app', 'RUN --mount=');
      const labels = await complete(editor());
      assert.ok(labels.includes('type=cache'), labels.join(', '));
      await editor().page.keyboard.press('ArrowDown');
      await showDetails(editor());
    });

    // Colours are what differs: all that follows is tried once.
    if (theme !== 'Default Dark Modern') return;

    it('goes on with the folder of a cache', async () => {
      await take(editor(), 'type=cache');
      const rows = editor().page.locator('.suggest-widget.visible .monaco-list-row .label-name');
      await rows.filter({ hasText: '/root/.cache/go-build' }).first().waitFor();
    });

    it('brings the ARG of a variable along', async () => {
      await editor().page.keyboard.press('Escape');
      await editor().page.keyboard.type('/x go test $TARGETAR', { delay: 30 });
      await complete(editor());
      await take(editor(), 'TARGETARCH');
      await editor().page.locator('.view-line', { hasText: 'ARG TARGETARCH' }).first().waitFor();
    });

    it('ends a here-document', async () => {
      await typeBelow(editor(), 'USER nobody', 'RUN <<');
      await editor().page.locator('.suggest-widget.visible .monaco-list-row').first().waitFor();
      await take(editor(), 'EOF');
      await editor().page.keyboard.type('echo "$PO', { delay: 30 });
      await complete(editor());
    });

    it('renames a stage everywhere', async () => {
      await editor().page.keyboard.press('Escape');
      await editor().runCommand('File: Revert File');
      const box = editor().page.locator('.rename-box:visible input');
      // Lines move down while the lenses above the stages come back.
      for (let look = 0; look < 5 && !(await box.isVisible()); look++) {
        await editor().page.keyboard.press('Escape');
        const { x, y } = await placeOf(editor(), 'build --chmod');
        await editor().page.mouse.click(x, y);
        await editor().page.keyboard.press('F2');
        await box.waitFor({ timeout: 2_000 }).catch(() => {});
      }
      await box.fill('compile');
      await editor().screenshot('the rename box');
      await editor().page.keyboard.press('Enter');
      await editor().page.locator('.view-line', { hasText: 'AS compile' }).first().waitFor();
      await editor().page.locator('.view-line', { hasText: '--from=compile' }).first().waitFor();
    });

    it('folds stages and here-documents', async () => {
      await editor().runCommand('File: Revert File');
      await editor().runCommand('Fold All');
      await editor().page.locator('.view-line', { hasText: 'WORKDIR /src' }).waitFor({ state: 'detached' });
    });

    it('formats and leaves here-documents alone', async () => {
      await editor().runCommand('Unfold All');
      await editor().openFile('loose/Dockerfile');
      await editor().runCommand('Format Document');
      await editor().page.locator('.view-line', { hasText: 'WORKDIR /srv' }).waitFor();
      await editor().page.keyboard.press('Control+S');
      await editor().page.waitForTimeout(1000);
      assert.equal(
        await textOf(editor(), 'loose/Dockerfile'),
        'FROM alpine:3.22 AS one\nWORKDIR /srv\nENV A=1 \\\n    B=2\nCOPY <<EOF /x\n   kept   as it is\nEOF\n',
      );
    });
  });
}
