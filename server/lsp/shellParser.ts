import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Language, Parser } from '@vscode/tree-sitter-wasm';
import type { ShellParser } from '../shell/parser.ts';

/** What the runtime's module exports. */
interface Runtime {
  readonly Language: typeof Language;
  readonly Parser: typeof Parser;
}

let loading: Promise<ShellParser | undefined> | undefined;

/**
 * The PowerShell grammar, loaded at the first call and then kept. Undefined when it cannot be had: PowerShell
 * scripts are then not looked into. `onProblem` hears why, once.
 */
export function loadShellParser(onProblem: (error: unknown) => void): Promise<ShellParser | undefined> {
  loading ??= load(onProblem).catch(error => {
    onProblem(error);
    return undefined;
  });
  return loading;
}

/**
 * More work than any script of people takes: the grammar is not linear on all that is broken. Counted in time of the
 * processor, so that a busy machine makes no difference.
 */
const MICROSECONDS = 150_000;

async function load(onProblem: (error: unknown) => void): Promise<ShellParser> {
  const path = runtimePath();
  const module: { readonly default: Runtime } = await import(pathToFileURL(path).href);
  const { Language, Parser } = module.default;
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(join(dirname(path), 'tree-sitter-powershell.wasm')));
  let broken = false;
  return {
    parse(text) {
      if (broken) return undefined;
      const start = process.cpuUsage();
      try {
        const tree = parser.parse(text, null, {
          progressCallback: () => process.cpuUsage(start).user > MICROSECONDS,
        });
        if (!tree) parser.reset();
        return tree ?? undefined;
      } catch (error) {
        // Once WebAssembly has aborted, nothing in it can be used any more.
        broken = true;
        onProblem(error);
        return undefined;
      }
    },
  };
}

/** Beside the bundle, or in the package when the sources run as they are. The grammars lie in the same folder. */
function runtimePath(): string {
  const folder = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));
  const bundled = join(folder, 'tree-sitter.cjs');
  return existsSync(bundled) ? bundled : fileURLToPath(import.meta.resolve('@vscode/tree-sitter-wasm'));
}
