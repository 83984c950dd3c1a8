import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startEngines, type TestEngine } from './engines.ts';
import { findProgram } from './parts/debian.ts';
import { rootCommand } from './parts/dockerProgram.ts';
import { PartMissing, run } from './parts/process.ts';

/** One finding of `docker buildx build --check`; lines are 1-based and inclusive, as BuildKit counts them. */
export interface OracleWarning {
  readonly rule: string;
  readonly description: string;
  readonly url: string;
  /** The whole message. */
  readonly detail: string;
  readonly lines: readonly { readonly first: number; readonly last: number }[];
}

export interface OracleAnswer {
  /** 0 without findings, 1 with findings or with an error. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly warnings: readonly OracleWarning[];
  /** BuildKit's message when it could not read the Dockerfile; undefined when it could. */
  readonly error: string | undefined;
  /** 1-based lines of that error where BuildKit names them. */
  readonly errorLines: readonly { readonly first: number; readonly last: number }[];
}

export interface OracleQuestion {
  readonly dockerfile: string | Uint8Array;
  /** Further files of the build context, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  /** More arguments of `build`, such as `--build-arg` or `--target`. */
  readonly args?: readonly string[];
}

/** Asks BuildKit itself; about 100 ms a question, several may run at once. */
export type Oracle = (question: OracleQuestion) => Promise<OracleAnswer>;

/** BuildKit of the modern engine (started when it is not running) or of the developer's own. */
export async function openOracle(): Promise<Oracle> {
  const engines = await startEngines(['modern']);
  const engine = engines.modern ?? engines.own;
  if (engine === undefined) throw new PartMissing('No engine with BuildKit checks is running.');
  const command = await buildxCommand(engine);
  return question => ask(engine, command, question);
}

/** buildx runs outside the engine's root, through that root's own loader: no shell and no copy in between. */
async function buildxCommand(engine: TestEngine): Promise<readonly string[]> {
  const root = engine.started?.root;
  if (root === undefined) {
    const docker = await findProgram('docker');
    if (docker === undefined)
      throw new PartMissing('`docker buildx` is not on PATH: install the Docker CLI.');
    return [docker, 'buildx'];
  }
  return rootCommand(root, 'usr/libexec/docker/cli-plugins/docker-buildx');
}

async function ask(
  engine: TestEngine,
  command: readonly string[],
  question: OracleQuestion,
): Promise<OracleAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'strata-oracle-'));
  try {
    const context = join(folder, 'context');
    await mkdir(context);
    for (const [path, text] of Object.entries(question.files ?? {})) {
      await mkdir(dirname(join(context, path)), { recursive: true });
      await writeFile(join(context, path), text);
    }
    const dockerfile = join(folder, 'Dockerfile');
    await writeFile(dockerfile, question.dockerfile);
    const [program = '', ...before] = command;
    const asked = ['build', '--call=check,format=json', '--progress=quiet', '-f', dockerfile];
    const result = await run(program, [...before, ...asked, ...(question.args ?? []), context], {
      env: {
        ...process.env,
        HOME: folder,
        DOCKER_HOST: `unix://${engine.socket}`,
        DOCKER_CONTEXT: undefined,
      },
    });
    return { ...result, ...readAnswer(result.stdout, result.stderr) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface RawLocation {
  readonly ranges?: readonly {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number };
  }[];
}
interface RawAnswer {
  readonly warnings?: readonly {
    readonly ruleName: string;
    readonly description?: string;
    readonly url?: string;
    readonly detail?: string;
    readonly location?: RawLocation;
  }[];
  readonly buildError?: { readonly message?: string; readonly location?: RawLocation };
}

function readAnswer(stdout: string, stderr: string): Pick<OracleAnswer, 'warnings' | 'error' | 'errorLines'> {
  let raw: RawAnswer = {};
  try {
    raw = JSON.parse(stdout);
  } catch {
    // Nothing on standard output: BuildKit stopped before any check, and says why on standard error.
  }
  const said = /^ERROR: (.*)$/m.exec(stderr)?.[1];
  return {
    warnings: (raw.warnings ?? []).map(warning => ({
      rule: warning.ruleName,
      description: warning.description ?? '',
      url: warning.url ?? '',
      detail: warning.detail ?? '',
      lines: linesOf(warning.location),
    })),
    error: raw.buildError?.message ?? said,
    errorLines: linesOf(raw.buildError?.location),
  };
}

function linesOf(location: RawLocation | undefined): OracleAnswer['errorLines'] {
  return (location?.ranges ?? []).map(range => ({ first: range.start.line, last: range.end.line }));
}

if (import.meta.main) {
  const path = process.argv[2];
  if (path === undefined) {
    console.error('usage: node scripts/oracle.ts DOCKERFILE [build arguments]');
    process.exit(2);
  }
  const { readFile } = await import('node:fs/promises');
  const answer = await (await openOracle())({
    dockerfile: await readFile(path),
    args: process.argv.slice(3),
  });
  console.log(JSON.stringify(answer, null, 2));
}
