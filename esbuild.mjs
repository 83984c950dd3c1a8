// Bundles every runtime into dist/ as it is shipped; `--readable` keeps names and adds source maps.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildServer, buildSplit, serverBeside, withoutExamples } from './scripts/serverBundle.ts';
import { webviewBundle } from './scripts/webviewBundle.ts';

const minify = !process.argv.includes('--readable');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.cjs' },
  outdir: 'dist',
  external: ['vscode'],
  // What asks for import.meta asks for __dirname first.
  logOverride: { 'empty-import-meta': 'silent' },
};

/**
 * dockerode is given our transport and our builds, so that its own, with ssh2, gRPC and protobufjs, are never called:
 * they would be two thirds of the bundle.
 */
const ownTransport = Object.fromEntries(
  [
    ...['docker-modem', 'tar-fs', 'protobufjs', '@grpc/grpc-js', '@grpc/proto-loader'],
    '@balena/dockerignore',
  ].map(name => [name, './scripts/noModule.cjs']),
);

/**
 * For hosts that are a browser and nothing else. In a package of ES modules they want their entry to be `.cjs`.
 * @type {import('esbuild').BuildOptions}
 */
const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  outdir: 'dist',
  external: ['vscode'],
};

/** One entry per process: what each may hold is tested in test/architecture. */
const bundles = [
  // Loaded with the first document: it is larger than all the rest of the extension.
  { ...node, entryPoints: { 'language-client': 'client/language/client.ts' } },
  { ...node, alias: ownTransport, entryPoints: { 'engine-worker': 'client/worker/main.ts' } },
  {
    ...browser,
    format: /** @type {const} */ ('cjs'),
    outExtension: { '.js': '.cjs' },
    entryPoints: { browser: 'client/browser.ts' },
  },
  {
    ...browser,
    format: /** @type {const} */ ('iife'),
    entryPoints: { 'browser-server': 'server/browser.ts' },
    plugins: [withoutExamples],
  },
  {
    ...node,
    format: /** @type {const} */ ('esm'),
    outExtension: { '.js': '.js' },
    alias: ownTransport,
    entryPoints: { cli: 'server/cli.ts' },
    chunkNames: 'cli-[hash]',
    splitting: true,
    plugins: [withoutExamples, serverBeside],
    // Libraries written for CommonJS call require at run time.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  },
  { ...shared, ...webviewBundle, outdir: 'dist' },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const results = await Promise.all([
  ...bundles.map(options => build(options)),
  buildServer(node),
  buildSplit({
    ...node,
    entryPoints: { extension: 'client/extension.ts' },
    chunkNames: 'extension-[hash]',
  }),
]);
// The PowerShell grammar and its runtime, which finds its own part beside itself; loaded when a script asks for it.
const grammars = 'node_modules/@vscode/tree-sitter-wasm/wasm';
await cp(`${grammars}/tree-sitter.js`, 'dist/tree-sitter.cjs');
for (const name of ['tree-sitter.wasm', 'tree-sitter-powershell.wasm'])
  await cp(`${grammars}/${name}`, `dist/${name}`);

const outputs = Object.assign({}, ...results.map(result => result.metafile.outputs));
const inputs = Object.assign({}, ...results.map(result => result.metafile.inputs));
await mkdir('.cache', { recursive: true });
await writeFile('.cache/bundles.json', JSON.stringify({ minify, outputs, inputs }));
