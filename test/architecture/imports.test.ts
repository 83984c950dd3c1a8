import assert from 'node:assert/strict';
import { type Import, importsOf, readImports, sourceFiles } from './sources.ts';

/**
 * The import table of ARCHITECTURE.md. The longest `unit` that a path begins with is its own; a unit may import
 * itself and what is listed: units, packages (`node:*` for all of Node's own; `type x` for its types only), nothing
 * else.
 */
const TABLE: readonly { readonly unit: string; readonly may: readonly string[] }[] = [
  { unit: 'protocol/', may: [] },
  { unit: 'server/syntax/', may: [] },
  { unit: 'server/semantics/', may: ['server/syntax/'] },
  { unit: 'server/ignore/', may: ['server/syntax/'] },
  { unit: 'server/align/', may: ['server/syntax/', 'server/semantics/'] },
  { unit: 'server/shell/', may: ['server/syntax/', 'type @vscode/tree-sitter-wasm'] },
  {
    unit: 'server/lint/',
    may: ['server/syntax/', 'server/semantics/', 'server/shell/', 'server/ignore/'],
  },
  {
    unit: 'server/features/',
    may: [
      ...['server/syntax/', 'server/semantics/', 'server/shell/', 'server/ignore/', 'server/lint/'],
      'server/align/',
    ],
  },
  {
    unit: 'server/',
    may: [
      ...['server/syntax/', 'server/semantics/', 'server/shell/', 'server/ignore/', 'server/lint/'],
      ...['server/features/', 'server/align/', 'server/lsp/', 'protocol/'],
      ...['vscode-languageserver', 'vscode-languageserver-textdocument', 'vscode-uri', '@vscode/l10n'],
      'node:*',
    ],
  },
  {
    unit: 'server/lsp/',
    may: [
      ...['server/syntax/', 'server/semantics/', 'server/shell/', 'server/ignore/', 'server/lint/'],
      ...['server/features/', 'server/align/', 'protocol/', 'type @vscode/tree-sitter-wasm'],
      ...['vscode-languageserver', 'vscode-languageserver-textdocument', 'vscode-uri', '@vscode/l10n'],
      ...['node:*', 'yaml'],
    ],
  },
  { unit: 'server/cli.ts', may: ['server/cli/'] },
  {
    unit: 'server/cli/',
    may: [
      ...[
        'server/',
        'server/syntax/',
        'server/semantics/',
        'server/shell/',
        'server/ignore/',
        'server/lint/',
      ],
      ...['server/features/', 'server/align/', 'server/lsp/', 'protocol/'],
      ...['client/image/', 'client/engine/', 'client/registry/', 'client/worker/'],
      'node:*',
    ],
  },
  { unit: 'client/image/', may: ['protocol/', 'node:zlib', 'fzstd'] },
  {
    unit: 'client/engine/',
    may: [
      ...['client/image/', 'client/registry/', 'server/syntax/', 'server/ignore/', 'protocol/'],
      ...['dockerode', 'tar-stream', 'node:*'],
    ],
  },
  { unit: 'client/scanners/', may: ['protocol/', 'node:*'] },
  { unit: 'client/registry/', may: ['client/image/', 'server/syntax/', 'protocol/', 'node:*'] },
  {
    unit: 'client/worker/',
    may: [
      ...[
        'client/engine/',
        'client/image/',
        'client/registry/',
        'server/syntax/',
        'server/semantics/',
        'server/ignore/',
        'server/align/',
      ],
      ...['protocol/', 'node:*'],
    ],
  },
  {
    unit: 'client/',
    may: [
      ...['client/worker/', 'client/registry/', 'client/scanners/', 'protocol/'],
      ...['vscode', 'vscode-languageclient', 'node:*'],
    ],
  },
  {
    unit: 'webview/',
    may: ['protocol/', 'lit', '@vscode-elements/elements', '@vscode/l10n'],
  },
];

describe('imports', () => {
  it('follow the table of ARCHITECTURE.md', () => {
    const imports = sourceFiles().flatMap(importsOf);
    assert.ok(imports.length > 0, 'no import was found at all');
    const broken = imports.filter(found => !isAllowed(found));
    assert.deepEqual(
      broken.map(found => chainTo(found, imports)),
      [],
    );
  });

  for (const entry of ['client/browser.ts', 'server/browser.ts']) {
    it(`of ${entry} lead to nothing of Node, and to no engine`, () => {
      const reached = [entry];
      const foreign: string[] = [];
      for (const file of reached) {
        for (const { to, typeOnly } of importsOf(file)) {
          if (typeOnly) continue;
          if (/^node:|^dockerode$|^client\/(?:engine|worker|image|build)/.test(to))
            foreign.push(`${file} > ${to}`);
          if (to.endsWith('.ts') && !reached.includes(to)) reached.push(to);
        }
      }
      assert.ok(reached.length > 5, 'nothing was followed');
      assert.deepEqual(foreign, []);
    });
  }

  it('put every file into a unit of the table', () => {
    assert.deepEqual(
      sourceFiles().filter(path => unitOf(path) === undefined),
      [],
    );
  });

  it('are found in every form', () => {
    const text = [
      "import a from './a.ts';",
      "import type { B } from '../b.ts';",
      "export * from './c.ts';",
      "const d = await import('dockerode');",
      "let e: import('./e.ts').E;",
      "import 'node:fs';",
      "import {\n  f,\n} from '@vscode/l10n';",
      "// import x from 'commented';",
      "/* import y from 'commented'; */",
    ].join('\n');
    assert.deepEqual(
      readImports('server/x/y.ts', text).map(({ to, typeOnly }) => (typeOnly ? `type ${to}` : to)),
      [
        'server/x/a.ts',
        'type server/b.ts',
        'server/x/c.ts',
        'dockerode',
        'server/x/e.ts',
        'node:fs',
        '@vscode/l10n',
      ],
    );
  });

  it('that break the table are told apart from those that keep it', () => {
    const at = (from: string, to: string) => isAllowed({ from, to, typeOnly: false, line: 1 });
    assert.equal(at('server/syntax/parse.ts', 'node:fs'), false);
    assert.equal(at('server/shell/parser.ts', '@vscode/tree-sitter-wasm'), false);
    assert.equal(at('server/lint/run.ts', 'vscode-languageserver'), false);
    assert.equal(at('server/lint/run.ts', 'server/features/hover.ts'), false);
    assert.equal(at('client/extension.ts', 'dockerode'), false);
    assert.equal(at('client/extension.ts', 'client/engine/list.ts'), false);
    assert.equal(at('client/engine/list.ts', 'vscode'), false);
    assert.equal(at('server/main.ts', 'test/kit/markers.ts'), false);
    assert.equal(at('server/lint/run.ts', 'server/syntax/tree.ts'), true);
    assert.equal(at('server/cli/inspect.ts', 'client/image/archive.ts'), true);
  });
});

function unitOf(path: string): (typeof TABLE)[number] | undefined {
  return TABLE.filter(({ unit }) => path.startsWith(unit)).sort((a, b) => b.unit.length - a.unit.length)[0];
}

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const own = unitOf(from);
  if (!own) return false;
  const target = unitOf(to);
  if (target) return target === own || own.may.includes(target.unit);
  if (typeOnly && own.may.includes(`type ${to}`)) return true;
  return own.may.some(entry => entry === to || (entry.endsWith('*') && to.startsWith(entry.slice(0, -1))));
}

/** How the program comes to the import: from a file that nobody imports, step by step. */
function chainTo(broken: Import, imports: readonly Import[]): string {
  const chain = [broken.from];
  for (let at: string | undefined = broken.from; at !== undefined; ) {
    const importer: Import | undefined = imports.find(({ from, to }) => to === at && !chain.includes(from));
    at = importer?.from;
    if (at !== undefined) chain.unshift(at);
  }
  return `${chain.join(' > ')} > ${broken.to} (line ${broken.line})`;
}
