import { type LintConfiguration, PRESETS } from '../lint/configuration.ts';
import { type Diagnostic, isAtLeast, type Severity } from '../lint/diagnostic.ts';
import { fixAll } from '../lint/fix.ts';
import { type HadolintConfig, lintConfigurationOf } from '../lint/hadolintConfig.ts';
import { isRuleName } from '../lint/rules.ts';
import { lint } from '../lint/run.ts';
import type { Surroundings } from '../lint/surroundings.ts';
import { buildModel } from '../semantics/buildModel.ts';
import { formatMessage, type Message } from '../syntax/message.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import { hadolintReader } from './hadolint.ts';
import { readInputs } from './inputs.ts';
import type { CliIo, Command } from './io.ts';
import { choose, readOptions } from './options.ts';
import { createOutput, FORMATS, type Format, type Report } from './output.ts';
import { readSurroundings } from './surroundings.ts';
import { readVersion } from './version.ts';
import { writeFixed } from './writeFixed.ts';

/** `strata lint PATH…`: what is wrong in each input, in the order given. */
export const lintCommand: Command = async (args, io) => {
  const settings = readSettings(args, io.env);
  if (settings === 'help') {
    io.stdout(HELP);
    return 0;
  }
  if ('problem' in settings) {
    io.stderr(`strata lint: ${settings.problem}. \`strata lint --help\` lists the options.\n`);
    return 2;
  }
  const hadolintFor = hadolintReader(settings.config, io);
  let output: ReturnType<typeof createOutput> | undefined;
  let failed = false;
  let found = false;
  const told = new Set<string>();
  for await (const input of readInputs(settings.paths, io, settings)) {
    if ('error' in input) {
      io.stderr(`strata lint: ${input.path}: ${input.error}\n`);
      failed = true;
      continue;
    }
    const hadolint = await hadolintFor(input.path);
    if ('error' in hadolint) {
      io.stderr(`strata lint: ${hadolint.error}\n`);
      return 2;
    }
    const { config, path: source = 'HADOLINT_*' } = hadolint;
    for (const said of [...config.problems, ...formatProblem(config, settings.format)]) {
      const line = `strata lint: ${source}: ${formatMessage(said)}\n`;
      if (!told.has(line)) io.stderr(line);
      told.add(line);
    }
    if (config.isBroken) failed = true;
    output ??= createOutput(
      settings.format ?? FORMATS.find(name => name === config.format) ?? 'pretty',
      config.noColor ? { ...io, colour: false } : io,
      await readVersion(),
    );
    const surroundings = await readSurroundings(input.path, settings.context, io);
    const configuration = { ...lintConfigurationOf(config), ...settings.configuration };
    const chosen = { ...settings, configuration };
    const { report, problem } = await examine(input.path, input.text, surroundings, chosen, io);
    if (problem !== undefined) {
      io.stderr(`strata lint: ${input.path}: ${problem}\n`);
      failed = true;
    }
    const threshold = settings.failOn ?? (config.noFail ? undefined : (config.failureThreshold ?? 'info'));
    found ||= report.diagnostics.some(({ severity }) => threshold && isAtLeast(severity, threshold));
    output.add(report);
  }
  (output ?? createOutput(settings.format ?? 'pretty', io, await readVersion())).end();
  return failed ? 2 : found ? 1 : 0;
};

/** hadolint has formats that are not ours. */
function formatProblem({ format }: HadolintConfig, given: Format | undefined): readonly Message[] {
  if (given !== undefined || format === undefined || format === 'tty') return [];
  if (FORMATS.some(name => name === format)) return [];
  const template = 'The format `{format}` is none of {formats}, so findings are printed for people.';
  return [{ template, args: { format, formats: FORMATS.join(', ') } }];
}

interface Settings {
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
}

/** Lints one input, and fixes it first when that is asked for. */
async function examine(
  path: string,
  text: string,
  surroundings: Surroundings,
  { configuration, buildArguments, fix }: Pick<Settings, 'configuration' | 'buildArguments' | 'fix'>,
  io: CliIo,
): Promise<{ readonly report: Report; readonly problem?: string }> {
  const given = new Set(buildArguments.keys());
  const check = (source: string): readonly Diagnostic[] => {
    const file = parseDockerfile(source);
    const model = buildModel(file, { buildArguments });
    return lint({ file, model, surroundings: { ...surroundings, buildArguments: given } }, configuration);
  };
  const reportOf = (source: string, diagnostics: readonly Diagnostic[]): Report => ({
    path,
    text: source,
    lineStarts: parseDockerfile(source).lineStarts,
    diagnostics,
  });
  if (fix === 'none') return { report: reportOf(text, check(text)) };
  const result = fixAll(text, check, { unsafe: fix === 'all' });
  if (result.text === text) return { report: { ...reportOf(text, result.left), fixed: [] } };
  const problem = await writeFixed(path, text, result.text, io);
  if (problem !== undefined) return { report: reportOf(text, check(text)), problem };
  return { report: { ...reportOf(result.text, result.left), fixed: result.applied } };
}

const HELP = `strata lint PATH…

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
  --stdin-name NAME                     the name shown for standard input
`;

function readSettings(args: readonly string[], env: CliIo['env']): Settings | 'help' | Problem {
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
  const unknown = only?.find(name => !isRuleName(name));
  if (unknown !== undefined) return { problem: `there is no rule ${JSON.stringify(unknown)}` };
  if (positionals.length === 0)
    return { problem: 'name at least one file or folder, or - for standard input' };
  if (values.fix && positionals.includes('-')) return { problem: '--fix cannot write to standard input' };
  if (values.unsafe && !values.fix) return { problem: '--unsafe goes with --fix' };
  return {
    paths: positionals,
    stdinName: values['stdin-name'],
    format,
    configuration: { preset, ...(only && { only: new Set(only) }) },
    failOn,
    config: values.config,
    context: values.context,
    buildArguments: readBuildArguments(values['build-arg'] ?? [], env),
    fix: values.fix ? (values.unsafe ? 'all' : 'safe') : 'none',
  };
}

interface Problem {
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
