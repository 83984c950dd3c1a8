import type { Command } from './io.ts';
import { readOptions } from './options.ts';

/** `strata lsp --stdio`: serves until the client goes away. */
export const lspCommand: Command = async (args, io) => {
  const options = readOptions(args, {
    stdio: { type: 'boolean', default: false },
    clientProcessId: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  const problem = !options.ok
    ? options.problem
    : options.positionals.length > 0
      ? 'it takes no files'
      : !options.values.stdio && !options.values.help
        ? 'only --stdio is there to talk over'
        : undefined;
  if (problem !== undefined) {
    io.stderr(`strata lsp: ${problem}. \`strata lsp --help\` says more.\n`);
    return 2;
  }
  if (options.ok && options.values.help) {
    io.stdout(HELP);
    return 0;
  }
  // The language server library reads --stdio from the process's own arguments, and ends the process itself.
  await import('../main.ts');
  return new Promise(() => {});
};

const HELP = `strata lsp --stdio

Serves Dockerfiles and .dockerignore files to any editor that speaks the Language Server Protocol, over standard
input and output.
`;
