import type { CliIo, Command, ExitCode } from './io.ts';
import { readVersion } from './version.ts';

/** Runs the subcommand that `args` begin with. Loads only what that one needs, and never throws. */
export async function runCli(args: readonly string[], io: CliIo = processIo()): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined) {
    io.stderr(HELP);
    return 2;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    io.stdout(HELP);
    return 0;
  }
  if (name === '--version' || name === '-V') {
    io.stdout(`${await readVersion()}\n`);
    return 0;
  }
  const load = COMMANDS.get(name);
  if (!load) {
    io.stderr(`strata: there is no command ${JSON.stringify(name)}. \`strata --help\` lists the commands.\n`);
    return 2;
  }
  try {
    const command = await load();
    return await command(rest, io);
  } catch (error) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.stderr(`strata ${name}: an internal error, please report it. ${trace}\n`);
    return 2;
  }
}

const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map<string, () => Promise<Command>>([
  ['align', async () => (await import('./align.ts')).alignCommand],
  ['context', async () => (await import('./context.ts')).contextCommand],
  ['format', async () => (await import('./format.ts')).formatCommand],
  ['ignore', async () => (await import('./ignore.ts')).ignoreCommand],
  ['lint', async () => (await import('./lint.ts')).lintCommand],
  ['lsp', async () => (await import('./lsp.ts')).lspCommand],
  ['parse', async () => (await import('./parse.ts')).parseCommand],
  ['inspect', async () => (await import('./inspect.ts')).inspectCommand],
  ['tags', async () => (await import('./tags.ts')).tagsCommand],
]);

const HELP = `strata: reads Dockerfiles as BuildKit does, and images down to the file.

  strata lint PATH…        what is wrong with Dockerfiles, and fixes
  strata format PATH…      Dockerfiles laid out
  strata parse PATH…       what BuildKit reads in them
  strata inspect IMAGE     layers, files and waste of an image
  strata align FILE IMAGE  which line of a Dockerfile made which layer of an image
  strata context DIR       what a build would receive of a folder, largest first
  strata ignore            which pattern of a .dockerignore decides on each path
  strata tags REFERENCE    tags of a repository in its registry, newest version first
  strata lsp --stdio       the language server, for any editor

\`strata COMMAND --help\` lists the options of one command.
Exit codes: 0 nothing to report, 1 findings, 2 the command could not do its work.
`;

function processIo(): CliIo {
  for (const stream of [process.stdout, process.stderr]) {
    // `strata … | head` closes the pipe early, and that is no error.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
  }
  const isTty = process.stdout.isTTY === true;
  const { NO_COLOR, FORCE_COLOR } = process.env;
  return {
    stdout: (text, encoding) => void process.stdout.write(text, encoding),
    stderr: text => void process.stderr.write(text),
    stdin: readStdin,
    cwd: process.cwd(),
    env: process.env,
    isTty,
    colour: NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : isTty,
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}
