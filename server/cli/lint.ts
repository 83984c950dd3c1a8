import type { LintConfiguration } from '../lint/configuration.ts';
import { isAtLeast } from '../lint/diagnostic.ts';
import { type HadolintConfig, lintConfigurationOf } from '../lint/hadolintConfig.ts';
import { formatMessage, type Message } from '../syntax/message.ts';
import { hadolintReader } from './hadolint.ts';
import { type Input, readInputs } from './inputs.ts';
import type { CliIo, Command, ExitCode } from './io.ts';
import { lintInput } from './lintInput.ts';
import { HELP, type LintOptions, readLintOptions } from './lintOptions.ts';
import { createOutput, FORMATS, type Format } from './output.ts';
import { openShellcheck } from './shellcheck.ts';
import { readSurroundings } from './surroundings.ts';
import { readVersion } from './version.ts';

/** `strata lint PATH…`: what is wrong in each input, in the order given. */
export const lintCommand: Command = async (args, io) => {
  const options = readLintOptions(args, io.env);
  if (options === 'help') {
    io.stdout(HELP);
    return 0;
  }
  if ('problem' in options) {
    io.stderr(`strata lint: ${options.problem}. \`strata lint --help\` lists the options.\n`);
    return 2;
  }
  return lintPaths(options, io);
};

async function lintPaths(settings: LintOptions, io: CliIo): Promise<ExitCode> {
  const hadolintFor = hadolintReader(settings.config, io);
  const shellcheck =
    settings.shellcheck === 'off' ? undefined : await openShellcheck(settings.shellcheck.program, io);
  if (settings.shellcheck !== 'off' && settings.shellcheck.program !== '' && !shellcheck) {
    io.stderr(`strata lint: ${settings.shellcheck.program}: there is no such program\n`);
    return 2;
  }
  let output: ReturnType<typeof createOutput> | undefined;
  let failed = false;
  let found = false;
  const told = new Set<string>();
  const tell = (line: string): void => {
    if (!told.has(line)) io.stderr(line);
    told.add(line);
  };

  async function prepare(path: string, text: string): Promise<Prepared | undefined> {
    const hadolint = await hadolintFor(path);
    if ('error' in hadolint) {
      tell(`strata lint: ${hadolint.error}\n`);
      return undefined;
    }
    const { config, path: source = 'HADOLINT_*' } = hadolint;
    for (const said of [...config.problems, ...formatProblem(config, settings.format)])
      tell(`strata lint: ${source}: ${formatMessage(said)}\n`);
    if (config.isBroken) failed = true;
    const configuration = { ...lintConfigurationOf(config), ...settings.configuration };
    return { path, text, config, configuration };
  }

  async function judge({ path, text, config, configuration }: Prepared): Promise<void> {
    output ??= createOutput(
      settings.format ?? FORMATS.find(name => name === config.format) ?? 'pretty',
      config.noColor ? { ...io, colour: false } : io,
      await readVersion(),
    );
    const surroundings = await readSurroundings(path, text, settings.context, io);
    const chosen = { ...settings, configuration };
    const { report, problem } = await lintInput(path, text, surroundings, chosen, shellcheck, io);
    if (problem !== undefined) {
      io.stderr(`strata lint: ${path}: ${problem}\n`);
      failed = true;
    }
    const threshold = settings.failOn ?? (config.noFail ? undefined : (config.failureThreshold ?? 'info'));
    found ||= report.diagnostics.some(({ severity }) => threshold && isAtLeast(severity, threshold));
    output.add(report);
  }

  for await (const inputs of together(readInputs(settings.paths, io, settings), shellcheck ? TOGETHER : 1)) {
    const prepared: Prepared[] = [];
    for (const input of inputs) {
      if ('error' in input) {
        io.stderr(`strata lint: ${input.path}: ${input.error}\n`);
        failed = true;
        continue;
      }
      const ready = await prepare(input.path, input.text);
      if (!ready) return 2;
      prepared.push(ready);
    }
    await shellcheck?.look(prepared);
    for (const ready of prepared) await judge(ready);
  }
  (output ?? createOutput(settings.format ?? 'pretty', io, await readVersion())).end(!failed);
  return failed ? 2 : found ? 1 : 0;
}

interface Prepared {
  readonly path: string;
  readonly text: string;
  readonly config: HadolintConfig;
  readonly configuration: LintConfiguration;
}

/** So many files share the processes of ShellCheck, unless they are long. */
const TOGETHER = 64;
const TOGETHER_LENGTH = 1_000_000;

async function* together(inputs: AsyncIterable<Input>, count: number): AsyncIterable<readonly Input[]> {
  let group: Input[] = [];
  let length = 0;
  for await (const input of inputs) {
    group.push(input);
    length += 'text' in input ? input.text.length : 0;
    if (group.length < count && length < TOGETHER_LENGTH) continue;
    yield group;
    group = [];
    length = 0;
  }
  if (group.length > 0) yield group;
}

/** hadolint has formats that are not ours. */
function formatProblem({ format }: HadolintConfig, given: Format | undefined): readonly Message[] {
  if (given !== undefined || format === undefined || format === 'tty') return [];
  if (FORMATS.some(name => name === format)) return [];
  const template = 'The format `{format}` is none of {formats}, so findings are printed for people.';
  return [{ template, args: { format, formats: FORMATS.join(', ') } }];
}
