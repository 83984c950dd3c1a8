import { type LintConfiguration, PRESETS } from '../lint/configuration.ts';
import type { Severity } from '../lint/diagnostic.ts';
import { isRuleName } from '../lint/rules.ts';
import { isShellcheckName, wantsShellcheck } from '../lint/shellcheck/run.ts';
import type { CliIo } from './io.ts';
import { choose, readOptions } from './options.ts';
import { FORMATS, type Format } from './output.ts';

/** What `strata lint` was told to do. */
export interface LintOptions {
  readonly paths: readonly string[];
  readonly stdinName: string | undefined;
  /** As configured unless told, as is the threshold. */
  readonly format: Format | undefined;
  readonly configuration: LintConfiguration;
  readonly failOn: Severity | undefined;
  readonly config: string | undefined;
  readonly context: string | undefined;
  readonly buildArguments: ReadonlyMap<string, string>;
  readonly fix: 'none' | 'safe' | 'all';
  readonly shellcheck: 'off' | { readonly program: string };
}

export const HELP = `strata lint PATH…

Says what is wrong with Dockerfiles. A folder is searched for them; - is standard input.

  --format pretty|json|sarif|github     how findings are printed (pretty)
  --preset recommended|all|buildkit|hadolint
                                        which rules count (recommended)
  --only RULE                           only this rule, by any of its names; again or with commas for more
  --config FILE                         a hadolint configuration (.hadolint.yaml, looked for upwards)
  --context DIR                         the build context (the folder of the file)
  --build-arg NAME=VALUE                a build argument; again for more
  --fail-on error|warning|info          exit with 1 from this severity on (info)
  --fix                                 write what can be fixed safely
  --unsafe                              with --fix: also what may change the image
  --shellcheck PROGRAM                  the ShellCheck to use (shellcheck, when it is on the PATH)
  --no-shellcheck                       look at scripts without ShellCheck
  --stdin-name NAME                     the name shown for standard input
`;

/** Reads the words behind `strata lint`, or says what is wrong with them. */
export function readLintOptions(args: readonly string[], env: CliIo['env']): LintOptions | 'help' | Problem {
  const options = readOptions(args, {
    format: { type: 'string' },
    preset: { type: 'string', default: 'recommended' },
    only: { type: 'string', multiple: true },
    config: { type: 'string' },
    context: { type: 'string' },
    'build-arg': { type: 'string', multiple: true },
    'fail-on': { type: 'string' },
    fix: { type: 'boolean', default: false },
    unsafe: { type: 'boolean', default: false },
    shellcheck: { type: 'string' },
    'no-shellcheck': { type: 'boolean', default: false },
    'stdin-name': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return { problem: options.problem };
  const { values, positionals } = options;
  if (values.help) return 'help';
  const format = values.format === undefined ? undefined : choose(FORMATS, values.format);
  if (values.format !== undefined && !format) return oneOf('--format', FORMATS, values.format);
  const preset = choose(PRESETS, values.preset);
  if (!preset) return oneOf('--preset', PRESETS, values.preset);
  const failOn = values['fail-on'] === undefined ? undefined : choose(THRESHOLDS, values['fail-on']);
  if (values['fail-on'] !== undefined && !failOn) return oneOf('--fail-on', THRESHOLDS, values['fail-on']);
  const only = values.only?.flatMap(list => list.split(',')).map(name => name.trim());
  const unknown = only?.find(name => !isRuleName(name) && !isShellcheckName(name));
  if (unknown !== undefined) return { problem: `there is no rule ${JSON.stringify(unknown)}` };
  if (positionals.length === 0)
    return { problem: 'name at least one file or folder, or - for standard input' };
  if (values.fix && positionals.includes('-')) return { problem: '--fix cannot write to standard input' };
  if (values.unsafe && !values.fix) return { problem: '--unsafe goes with --fix' };
  if (values.shellcheck !== undefined && values['no-shellcheck'])
    return { problem: '--shellcheck and --no-shellcheck exclude each other' };
  const configuration = { preset, ...(only && { only: new Set(only) }) };
  const isOff = values['no-shellcheck'] || (only !== undefined && !wantsShellcheck(configuration));
  return {
    paths: positionals,
    stdinName: values['stdin-name'],
    format,
    configuration,
    failOn,
    config: values.config,
    context: values.context,
    buildArguments: readBuildArguments(values['build-arg'] ?? [], env),
    fix: values.fix ? (values.unsafe ? 'all' : 'safe') : 'none',
    shellcheck: isOff ? 'off' : { program: values.shellcheck ?? '' },
  };
}

export interface Problem {
  readonly problem: string;
}

const THRESHOLDS = ['error', 'warning', 'info'] as const;

function oneOf(option: string, choices: readonly string[], value: string): Problem {
  return { problem: `${option} takes one of ${choices.join(', ')}, not ${JSON.stringify(value)}` };
}

/** `NAME=VALUE`, or `NAME` with the value from the environment, as the docker command reads them. */
function readBuildArguments(words: readonly string[], env: CliIo['env']): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    const value = equals < 0 ? env[name] : word.slice(equals + 1);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}
