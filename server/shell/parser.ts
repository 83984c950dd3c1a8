import type { Tree } from '@vscode/tree-sitter-wasm';

/**
 * The PowerShell grammar of tree-sitter, which lives in WebAssembly and is passed in by whoever loaded it. The
 * caller frees the tree. Undefined when it gave up: it took too long, or it is broken.
 */
export interface ShellParser {
  parse(text: string): Tree | undefined;
}
