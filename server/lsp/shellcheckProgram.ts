import type { spawn as Spawn } from 'node:child_process';
import { constants, promises } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { readShellcheckReport } from '../lint/shellcheck/report.ts';
import type { ShellcheckPort, ShellcheckRun } from './shellcheck.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs ShellCheck as a process that reads the scripts from a folder of their own, which goes away with it. */
export function shellcheckProgram(env: Environment): ShellcheckPort {
  return async (scripts, { program, config, signal }) => {
    const path = await findProgram(program === '' ? 'shellcheck' : program, env);
    if (path === undefined) return { ok: false, why: 'missing', detail: program };
    let folder: string | undefined;
    try {
      folder = await promises.mkdtemp(join(tmpdir(), 'strata-shellcheck-'));
      for (const [index, script] of scripts.entries())
        await promises.writeFile(join(folder, String(index)), script);
      if (config !== undefined) await promises.writeFile(join(folder, '.shellcheckrc'), config);
      // Loaded with the first script: a cold server does without.
      const { spawn } = await import('node:child_process');
      return await run(spawn, path, folder, scripts.length, env, signal);
    } catch (error) {
      return { ok: false, why: 'failed', detail: error instanceof Error ? error.message : String(error) };
    } finally {
      if (folder !== undefined) await promises.rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  };
}

/**
 * Absolute path of a program that can be run, given as such, below `~`, or by a name to be found on the PATH.
 * Folders that are relative, such as the one a process happens to be in, are not looked into.
 */
export async function findProgram(program: string, env: Environment): Promise<string | undefined> {
  if (/^~[\\/]/.test(program)) return firstProgram([join(homedir(), program.slice(2))]);
  if (isAbsolute(program)) return firstProgram([program]);
  if (/[\\/]/.test(program)) return undefined;
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter(isAbsolute);
  const names = process.platform === 'win32' ? [`${program}.exe`, program] : [program];
  return firstProgram(folders.flatMap(folder => names.map(name => join(folder, name))));
}

async function firstProgram(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      await promises.access(path, constants.X_OK);
      if ((await promises.stat(path)).isFile()) return path;
    } catch {
      // The next one.
    }
  }
  return undefined;
}

const PATIENCE_MILLISECONDS = 30_000;
const MAXIMUM_OUTPUT = 50_000_000;

function run(
  spawn: typeof Spawn,
  path: string,
  folder: string,
  scripts: number,
  env: Environment,
  signal: AbortSignal,
): Promise<ShellcheckRun> {
  return new Promise(resolve => {
    const names = Array.from({ length: scripts }, (_, index) => String(index));
    const child = spawn(path, ['--format=json1', ...names], {
      cwd: folder,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const output: Buffer[] = [];
    let length = 0;
    let complaint = '';
    let reason: ShellcheckRun | undefined;
    const stop = (why: 'failed' | 'cancelled', detail: string): void => {
      reason ??= { ok: false, why, detail };
      child.kill('SIGKILL');
      // A program that the program started may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const cancel = (): void => stop('cancelled', '');
    const timer = setTimeout(() => stop('failed', 'ShellCheck takes too long'), PATIENCE_MILLISECONDS);
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    child.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      length += chunk.length;
      if (length > MAXIMUM_OUTPUT) stop('failed', 'ShellCheck says too much');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < 1000) complaint += chunk.toString('utf8');
    });
    const end = (result: ShellcheckRun): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
      resolve(reason ?? result);
    };
    child.once('error', error => end({ ok: false, why: 'failed', detail: error.message }));
    child.once('close', () => {
      const report = readShellcheckReport(Buffer.concat(output).toString('utf8'));
      if (report) end({ ok: true, comments: names.map(name => report.get(name) ?? []) });
      else end({ ok: false, why: 'failed', detail: complaint.trim() || 'ShellCheck gave no report' });
    });
  });
}
