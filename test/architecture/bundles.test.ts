import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sourceFiles } from './sources.ts';

interface Bundles {
  readonly minify: boolean;
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, unknown>>;
        readonly entryPoint?: string;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
      }
    >
  >;
}

/** Most bytes of each minified bundle, with all that it loads at its start. */
const BUDGETS: Readonly<Record<string, number>> = {
  'dist/extension.cjs': 150_000,
  'dist/language-client.cjs': 500_000,
  'dist/server.cjs': 5_000,
  'dist/browser.cjs': 450_000,
  'dist/browser-server.js': 1_000_000,
  'dist/engine-worker.cjs': 400_000,
  'dist/cli.js': 10_000,
  'dist/webview.js': 200_000,
};

/** Most bytes of what has a chunk of its own, by its source, with all that the chunk loads at its start. */
const CHUNK_BUDGETS: Readonly<Record<string, number>> = {
  'client/handlers.ts': 250_000,
  'server/lsp/nodeServer.ts': 720_000,
  'server/lsp/hadolintFile.ts': 130_000,
  'server/cli/lint.ts': 430_000,
  'server/cli/context.ts': 40_000,
  'server/cli/ignore.ts': 25_000,
  'server/cli/parse.ts': 100_000,
  'server/cli/inspect.ts': 150_000,
  'server/cli/tags.ts': 80_000,
  'server/cli/align.ts': 230_000,
  'server/cli/lsp.ts': 10_000,
};

describe('bundles', () => {
  let bundles: Bundles;
  before(function () {
    this.timeout(60_000);
    bundles = readBundles();
  });

  it('each have a budget', () => {
    const entries = Object.entries(bundles.outputs)
      .filter(
        ([path, { entryPoint }]) => entryPoint !== undefined && !/[/](?:cli|server|extension)-/.test(path),
      )
      .map(([path]) => path);
    assert.deepEqual(entries.sort(), Object.keys(BUDGETS).sort());
  });

  for (const [path, budget] of Object.entries(BUDGETS)) {
    it(`${path} is smaller than ${budget} bytes`, () => {
      const bytes = startFiles(bundles, path).reduce(
        (sum, file) => sum + (bundles.outputs[file]?.bytes ?? 0),
        0,
      );
      assert.ok(bytes > 0 && bytes < budget, `${bytes} bytes`);
    });
  }

  for (const [source, budget] of Object.entries(CHUNK_BUDGETS)) {
    it(`each chunk of ${source} stays below ${budget} bytes, without dockerode`, () => {
      const chunks = Object.keys(bundles.outputs).filter(
        path => bundles.outputs[path]?.entryPoint === source,
      );
      assert.notEqual(chunks.length, 0, 'it has no chunk');
      for (const path of chunks) {
        const files = startFiles(bundles, path);
        const bytes = files.reduce((sum, file) => sum + (bundles.outputs[file]?.bytes ?? 0), 0);
        assert.ok(bytes < budget, `${path}: ${bytes} bytes`);
        assert.deepEqual(dockerodeIn(bundles, path), []);
      }
    });
  }

  for (const path of ['dist/browser.cjs', 'dist/browser-server.js']) {
    it(`${path} needs nothing of Node`, () => {
      const wanted = bundles.outputs[path]?.imports.map(({ path: to }) => to) ?? ['no such bundle'];
      assert.deepEqual(
        wanted.filter(to => to !== 'vscode'),
        [],
      );
    });
  }

  for (const path of ['dist/extension.cjs', 'dist/server.cjs', 'dist/cli.js']) {
    it(`${path} is without dockerode`, () => assert.deepEqual(dockerodeIn(bundles, path), []));
  }

  it('find dockerode where it is', () => {
    assert.ok(dockerodeIn(bundles, 'dist/engine-worker.cjs').length > 0);
  });
});

/** The sources of dockerode and what it brings along, in a bundle and all that it imports statically. */
function dockerodeIn(bundles: Bundles, entry: string): readonly string[] {
  return startFiles(bundles, entry)
    .flatMap(file => Object.keys(bundles.outputs[file]?.inputs ?? {}))
    .filter(input => /node_modules\/(?:dockerode|docker-modem|ssh2)\//.test(input));
}

/** What the last minified build wrote down; builds when there is none, or when a source is newer. */
function readBundles(): Bundles {
  const path = join(ROOT, '.cache/bundles.json');
  const read = (): Bundles => JSON.parse(readFileSync(path, 'utf8'));
  if (existsSync(path)) {
    const built = statSync(path).mtimeMs;
    const bundles = read();
    const sources = [...sourceFiles(), 'esbuild.mjs', 'package-lock.json'];
    if (bundles.minify && sources.every(source => statSync(join(ROOT, source)).mtimeMs <= built))
      return bundles;
  }
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: ROOT, stdio: 'inherit' });
  return read();
}

/** The file and all that it imports statically. */
function startFiles({ outputs }: Bundles, entry: string): readonly string[] {
  const files = [entry];
  for (const file of files) {
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[path] && !files.includes(path)) files.push(path);
    }
  }
  return files;
}
