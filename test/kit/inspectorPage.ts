import { mkdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { inspectorHtml } from '../../client/inspector/html.ts';
import { type PageChannel, pageChannel, readEnvelope } from '../../client/inspector/pageChannel.ts';
import type { CompareHost, CompareInit } from '../../protocol/compare.ts';
import type { InspectorHost, InspectorInit, InspectorPage } from '../../protocol/inspector.ts';
import { connect, serve } from '../../protocol/rpc.ts';
import { type Browser, openBrowser } from '../../scripts/parts/chromium.ts';
import { inProjectCache, projectRoot } from '../../scripts/parts/project.ts';
import { webviewBundle } from '../../scripts/webviewBundle.ts';
import { THEMES, type ThemeName } from './themes.ts';

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly init?: Partial<InspectorInit> | CompareInit;
  /** What `getState` gives, as an earlier page left it. */
  readonly saved?: unknown;
}

/** The inspector's page in a real browser, talking to a host in this process. */
export interface OpenInspector {
  readonly page: Page;
  /** Calls from the extension to the page. */
  readonly calls: InspectorPage;
  /** What the page would be given back when it is made anew. */
  savedState(): Promise<unknown>;
  /** Everything the page's policy forbade, and every error: none is expected. */
  readonly problems: readonly string[];
  /** Into the folder of screenshots. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface InspectorKit {
  open(host: InspectorHost | CompareHost, options?: OpenOptions): Promise<OpenInspector>;
  dispose(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.html': 'text/html; charset=utf-8',
};

/** Builds the page as it is shipped and starts a browser for it. */
export async function startInspectorKit(): Promise<InspectorKit> {
  const folder = inProjectCache('webview-test');
  await build({ ...webviewBundle, absWorkingDir: projectRoot, outdir: folder });
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const page = pages.get(path);
    const type = TYPES[page === undefined ? extname(path) : '.html'] ?? 'application/octet-stream';
    const body = page === undefined ? readFile(join(folder, path.slice(1))) : Promise.resolve(page);
    body.then(
      content => response.writeHead(200, { 'content-type': type }).end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await openBrowser();
  let opened = 0;
  return {
    open: (host, options = {}) => {
      const path = `/page-${++opened}.html`;
      pages.set(path, html(origin, options));
      return openPage(browser, `${origin}${path}`, host, options);
    },
    dispose: async () => {
      await browser.close();
      await close(server);
    },
  };
}

function html(origin: string, { init }: OpenOptions): string {
  return inspectorHtml({
    script: `${origin}/webview.js`,
    style: `${origin}/webview.css`,
    source: origin,
    nonce: 'a1b2c3',
    title: 'inspector',
    init: {
      panel: 'p1',
      title: 'shop/api:1.4.2',
      location: { kind: 'engine', reference: 'sha256:demo' },
      language: 'en',
      l10n: undefined,
      ...init,
    },
  });
}

async function openPage(
  browser: Browser,
  address: string,
  host: InspectorHost | CompareHost,
  { theme = 'dark', width = 1200, height = 800, saved }: OpenOptions,
): Promise<OpenInspector> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width, height });
  const problems: string[] = [];
  page.on('pageerror', error => problems.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') problems.push(message.text());
  });

  const channel: PageChannel = pageChannel('', () => undefined);
  let current = '';
  const post = (envelope: unknown): Promise<unknown> =>
    page.evaluate(data => window.postMessage(data, '*'), envelope).catch(() => undefined);
  const wire: PageChannel = { ...channel, post: message => void post({ page: current, message }) };
  serve(wire, host, (method, error) => problems.push(`${method}: ${error}`));
  const calls = connect<InspectorPage>(wire).api;
  await page.exposeFunction('hostReceives', (value: unknown) => {
    const envelope = readEnvelope(value);
    if (!envelope) return;
    current = envelope.page;
    wire.receive(envelope.message);
  });
  await page.addInitScript(
    ({ variables, state }) => {
      // This runs before there is a document.
      document.addEventListener('readystatechange', () => {
        const { style } = document.documentElement;
        for (const [name, value] of Object.entries(variables)) style.setProperty(`--vscode-${name}`, value);
      });
      let kept: unknown = state;
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          // A real webview copies what it is given as JSON does.
          postMessage: (message: unknown) =>
            (window as unknown as { hostReceives(value: unknown): void }).hostReceives(
              JSON.parse(JSON.stringify(message)),
            ),
          getState: () => kept,
          setState: (next: unknown) => {
            kept = JSON.parse(JSON.stringify(next));
            return next;
          },
        }),
        savedState: () => kept,
      });
    },
    { variables: THEMES[theme], state: saved },
  );
  await page.goto(address);
  return {
    page,
    calls,
    problems,
    savedState: () => page.evaluate(() => (window as unknown as { savedState(): unknown }).savedState()),
    screenshot: async name => {
      const folder = inProjectCache('screenshots');
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `inspector-${name}.png`) });
    },
    close: () => page.close(),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}
