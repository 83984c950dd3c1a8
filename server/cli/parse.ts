import { buildModel } from '../semantics/model.ts';
import { dumpBuildkit } from '../syntax/dump.ts';
import { formatMessage } from '../syntax/message.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import type { Dockerfile, Instruction, Span } from '../syntax/tree.ts';
import { readInputs } from './inputs.ts';
import type { Command } from './io.ts';
import { choose, readOptions } from './options.ts';
import { type Range, rangeOf } from './position.ts';

/** `strata parse PATH…`: one JSON object a line for each input. */
export const parseCommand: Command = async (args, io) => {
  const options = readOptions(args, {
    format: { type: 'string', default: 'json' },
    'stdin-name': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return refuse(options.problem);
  const { values, positionals } = options;
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  const format = choose(FORMATS, values.format);
  if (!format) return refuse(`--format takes json or buildkit, not ${JSON.stringify(values.format)}`);
  if (positionals.length === 0) return refuse('name at least one file or folder, or - for standard input');
  let failed = false;
  let found = false;
  for await (const input of readInputs(positionals, io, { stdinName: values['stdin-name'] })) {
    if ('error' in input) {
      io.stderr(`strata parse: ${input.path}: ${input.error}\n`);
      failed = true;
      continue;
    }
    const file = parseDockerfile(input.text);
    const told = format === 'json' ? describe(file) : dumpBuildkit(file);
    found ||= 'errors' in told ? told.errors.length > 0 : told.error !== null;
    io.stdout(`${JSON.stringify({ path: input.path, ...told })}\n`);
  }
  return failed ? 2 : found ? 1 : 0;

  function refuse(problem: string): 2 {
    io.stderr(`strata parse: ${problem}. \`strata parse --help\` lists the options.\n`);
    return 2;
  }
};

const FORMATS = ['json', 'buildkit'] as const;

const HELP = `strata parse PATH…

Says how BuildKit reads Dockerfiles, one JSON object a line for each. A folder is searched for them; - is
standard input.

  --format json|buildkit    json: instructions and errors with their places. buildkit: what BuildKit's own
                            parser dumps, its line ranges, and the error at which it stops, or null (json)
  --stdin-name NAME         the name shown for standard input
`;

interface Described {
  readonly directives: readonly { readonly name: string; readonly value: string; readonly range: Range }[];
  readonly instructions: readonly object[];
  readonly errors: readonly { readonly code: string; readonly message: string; readonly range: Range }[];
}

function describe(file: Dockerfile): Described {
  const range = (span: Span): Range => rangeOf(file.lineStarts, span);
  const text = ({ start, end }: Span): string => file.text.slice(start, end);
  const instruction = (node: Instruction): object => ({
    keyword: node.name,
    flags: node.flags.map(flag => ({
      name: flag.name.value,
      value: flag.value?.value ?? null,
      range: range(flag),
    })),
    form: node.form,
    arguments: [
      ...node.args.map(arg => ({ value: arg.value, range: range(arg) })),
      ...node.pairs.map(pair => ({
        name: pair.name.value,
        value: pair.value?.value ?? null,
        range: range(pair),
      })),
    ],
    heredocs: node.heredocs.map(heredoc => ({
      name: heredoc.name,
      fd: heredoc.fd,
      expand: heredoc.expand,
      chomp: heredoc.chomp,
      body: text(heredoc.body),
      range: range({ start: heredoc.body.start, end: heredoc.terminator?.end ?? heredoc.body.end }),
    })),
    ...(node.trigger && { trigger: instruction(node.trigger) }),
    range: range(node),
  });
  return {
    directives: file.directives.map(directive => ({
      name: directive.name,
      value: directive.value.value,
      range: range(directive),
    })),
    instructions: file.instructions.map(instruction),
    errors: [...file.errors, ...buildModel(file).errors].map(error => ({
      code: error.code,
      message: formatMessage(error.message),
      range: range(error),
    })),
  };
}
