import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** One import of one file: static, dynamic or of types only. */
export interface Import {
  /** Path from the project's root, with `/`. */
  readonly from: string;
  /** A path likewise, or a package's name, or `node:…`. */
  readonly to: string;
  /** Gone at run time. */
  readonly typeOnly: boolean;
  /** 1-based. */
  readonly line: number;
}

/** All TypeScript files of the runtimes, without tests and scripts. */
export function sourceFiles(): readonly string[] {
  return globSync('{client,server,protocol,webview}/**/*.ts', { cwd: ROOT })
    .map(path => path.replaceAll('\\', '/'))
    .sort();
}

export function importsOf(path: string): readonly Import[] {
  return readImports(path, readFileSync(join(ROOT, path), 'utf8'));
}

const IMPORT =
  /\b(?:import|export)\b\s*(type\b)?[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|(?<!['"])\bimport\s*['"]([^'"]+)['"]/g;

/** The imports in a source text, found without a parser: comments are blanked out first. */
export function readImports(path: string, text: string): readonly Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, comment => comment.replace(/[^\n]/g, ' '));
  return [...code.matchAll(IMPORT)].map(match => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    return {
      from: path,
      to: resolve(path, specifier),
      typeOnly: match[1] !== undefined,
      line: code.slice(0, match.index).split('\n').length,
    };
  });
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier)).replaceAll('\\', '/');
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  }
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
