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
  'dist/server.cjs': 900_000,
  'dist/engine-worker.cjs': 2_500_000,
  'dist/cli.js': 40_000,
  'dist/webview.js': 400_000,
};

describe('bundles', () => {
  let bundles: Bundles;
  before(function () {
    this.timeout(60_000);
    bundles = readBundles();
  });

  it('each have a budget', () => {
    const entries = Object.entries(bundles.outputs)
      .filter(([path, { entryPoint }]) => entryPoint !== undefined && !path.includes('cli-'))
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

  for (const path of ['dist/extension.cjs', 'dist/server.cjs', 'dist/cli.js']) {
    it(`${path} is without dockerode`, () => {
      const inside = startFiles(bundles, path).flatMap(file =>
        Object.keys(bundles.outputs[file]?.inputs ?? {}),
      );
      assert.ok(inside.length > 0);
      assert.deepEqual(
        inside.filter(input => /node_modules\/(?:dockerode|docker-modem|ssh2)\//.test(input)),
        [],
      );
    });
  }
});

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
  execFileSync(process.execPath, ['esbuild.mjs', '--minify'], { cwd: ROOT, stdio: 'inherit' });
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
