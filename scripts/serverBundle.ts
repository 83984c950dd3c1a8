import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Plugin, transform } from 'esbuild';

/** The language server for Node. */
export function buildServer(options: BuildOptions): Promise<BuildResult<{ metafile: true }>> {
  return buildSplit({
    ...options,
    entryPoints: { server: 'server/main.ts' },
    chunkNames: 'server-[hash]',
    plugins: [withoutExamples, lateNodeModules],
  });
}

/**
 * Bundles for Node: the entry, what it starts with, and chunks that are loaded when they are needed. The less there
 * is to read at the start, the sooner it is over.
 */
export async function buildSplit(options: BuildOptions): Promise<BuildResult<{ metafile: true }>> {
  const { metafile, outputFiles, ...result } = await build({
    ...options,
    // esbuild splits modules only. Node is quicker with CommonJS: each file becomes that afterwards.
    format: 'esm',
    splitting: true,
    write: false,
    metafile: true,
    sourcemap: options.sourcemap ? 'inline' : false,
  });
  const outputs = { ...metafile.outputs };
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      ...(options.target !== undefined && { target: options.target }),
      supported: { 'dynamic-import': false },
      minify: options.minify === true,
      sourcemap: options.sourcemap ? 'inline' : false,
      logOverride: { 'empty-import-meta': 'silent' },
    });
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
    const name = Object.keys(outputs).find(name => basename(name) === basename(path));
    const output = name === undefined ? undefined : outputs[name];
    if (name !== undefined && output) outputs[name] = { ...output, bytes: Buffer.byteLength(code) };
  }
  return { ...result, outputFiles: undefined, metafile: { ...metafile, outputs } };
}

/** The examples of the rules are for tests and pages. */
export const withoutExamples: Plugin = {
  name: 'without-examples',
  setup(build) {
    build.onLoad({ filter: /[\\/]server[\\/]lint[\\/]rules[\\/][\w-]+\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      // The formatter puts the list of a rule on lines of their own.
      const contents = text.replace(/^ {2}examples: \[$[\s\S]*?^ {2}\],$/m, '  examples: [],');
      if (contents === text) return { errors: [{ text: 'This rule has no list of examples.' }] };
      return { contents, loader: 'ts' };
    });
  },
};

/** The command line starts the server's own bundle: it is there already, and Node keeps what it compiled of it. */
export const serverBeside: Plugin = {
  name: 'server-beside',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/main\.ts$/ }, ({ importer }) =>
      /[\\/]server[\\/]cli[\\/]lsp\.ts$/.test(importer)
        ? { path: './server.cjs', external: true }
        : undefined,
    );
  },
};

/** Modules of Node that the protocol's library imports at its start and calls for other transports only. */
const LATE = /^(?:node:)?(?:child_process|crypto)$/;

const lateNodeModules: Plugin = {
  name: 'late-node-modules',
  setup(build) {
    build.onResolve({ filter: LATE }, ({ path, importer, namespace }) => {
      if (namespace === 'late') return { path: path.replace(/^(?:node:)?/, 'node:'), external: true };
      return /[\\/]node_modules[\\/]vscode-/.test(importer) ? { path, namespace: 'late' } : undefined;
    });
    build.onLoad({ filter: LATE, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = new Proxy(
        { __esModule: true },
        { get: (own, name) => own[name] ?? require(${JSON.stringify(path)})[name] },
      );`,
      loader: 'js',
    }));
  },
};
