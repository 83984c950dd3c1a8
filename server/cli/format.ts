import { DEFAULT_FORMAT_OPTIONS, type FormatOptions } from '../features/format/options.ts';
import { formatDocument } from '../features/format.ts';
import { applyEdits } from '../lint/fix.ts';
import { encodeBinary } from '../syntax/bytes.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { readInputs } from './inputs.ts';
import type { Command } from './io.ts';
import { choose, readOptions } from './options.ts';
import { writeFixed } from './writeFixed.ts';

/** `strata format PATH…`: the text of one input, or what differs in many, or writes them. */
export const formatCommand: Command = async (args, io) => {
  const settings = readSettings(args);
  if (settings === 'help') {
    io.stdout(HELP);
    return 0;
  }
  if ('problem' in settings) return refuse(settings.problem);
  let failed = false;
  let differs = false;
  /** Held back until it is certain that it is the only one. */
  let only: string | undefined;
  for await (const input of readInputs(settings.paths, io, settings)) {
    if ('error' in input) {
      io.stderr(`strata format: ${input.path}: ${input.error}\n`);
      failed = true;
      continue;
    }
    const { path, text } = input;
    const formatted = applyEdits(text, formatDocument(parseDockerfile(text), settings.options));
    if (settings.mode === 'print') {
      if (only !== undefined) return refuse('only one input can be printed: use --check or --write for more');
      only = formatted;
    } else if (formatted !== text) {
      const problem = settings.mode === 'write' ? await writeFixed(path, text, formatted, io) : undefined;
      if (problem !== undefined) {
        io.stderr(`strata format: ${path}: ${problem}\n`);
        failed = true;
        continue;
      }
      differs = true;
      io.stdout(`${path}\n`);
    }
  }
  // As binary: bytes that are not UTF-8 stay what they are.
  if (only !== undefined) io.stdout(encodeBinary(only), 'latin1');
  return failed ? 2 : differs && settings.mode === 'check' ? 1 : 0;

  function refuse(problem: string): 2 {
    io.stderr(`strata format: ${problem}. \`strata format --help\` lists the options.\n`);
    return 2;
  }
};

const HELP = `strata format PATH…

Prints a Dockerfile laid out: keywords, blanks between words, indentation of continuation lines, empty lines. What
BuildKit sees of it never changes. A folder is searched for Dockerfiles; - is standard input.

  --check                             print the names of inputs that are not laid out, and exit with 1 if there are any
  --write                             write the files instead, and print the names of those that changed
  --indent N|tab                      for continuation lines that have no indentation (4)
  --keywords upper|lower|preserve     how instructions are written (upper)
  --stdin-name NAME                   the name shown for standard input
`;

interface Settings {
  readonly paths: readonly string[];
  readonly stdinName: string | undefined;
  readonly mode: 'print' | 'check' | 'write';
  readonly options: FormatOptions;
}

function readSettings(args: readonly string[]): Settings | 'help' | { readonly problem: string } {
  const options = readOptions(args, {
    check: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    indent: { type: 'string', default: '4' },
    keywords: { type: 'string', default: 'upper' },
    'stdin-name': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return { problem: options.problem };
  const { values, positionals } = options;
  if (values.help) return 'help';
  const keywordCase = choose(['upper', 'lower', 'preserve'], values.keywords);
  if (!keywordCase) {
    return { problem: `--keywords takes upper, lower or preserve, not ${JSON.stringify(values.keywords)}` };
  }
  if (!/^(?:tab|\d|1[0-6])$/.test(values.indent)) {
    return { problem: `--indent takes tab or a number up to 16, not ${JSON.stringify(values.indent)}` };
  }
  if (positionals.length === 0) {
    return { problem: 'name at least one file or folder, or - for standard input' };
  }
  if (values.check && values.write) return { problem: '--check does not go with --write' };
  if (values.write && positionals.includes('-')) {
    return { problem: '--write cannot write to standard input' };
  }
  const indent = values.indent === 'tab' ? '\t' : ' '.repeat(Number(values.indent));
  return {
    paths: positionals,
    stdinName: values['stdin-name'],
    mode: values.check ? 'check' : values.write ? 'write' : 'print',
    options: { ...DEFAULT_FORMAT_OPTIONS, indent, keywordCase },
  };
}
