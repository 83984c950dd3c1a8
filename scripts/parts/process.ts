import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A part (an engine, a browser, …) that this machine cannot give; `message` says which, why and what to do. */
export class PartMissing extends Error {}

/** One line of progress on standard error. */
export function say(text: string): void {
  process.stderr.write(`· ${text}\n`);
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Text for standard input; none when absent. */
  readonly input?: string;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

export interface RunResult {
  /** Exit code; 128 when a signal ended it, 127 when the command could not be started. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end; a failing one is data, not an exception. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      options.onOutput?.(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      options.onOutput?.(text);
    });
    child.on('error', error => resolve({ code: 127, stdout, stderr: stderr + error.message }));
    child.on('close', code => resolve({ code: code ?? 128, stdout, stderr }));
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input);
  });
}

/** Runs a command that must succeed; otherwise the part is missing, with the last lines of what it said. */
export async function must(
  what: string,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const result = await run(command, args, options);
  if (result.code === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-12).join('\n');
  throw new PartMissing(`${what} failed: ${command} ended with ${result.code}.\n${said}`);
}

/** Starts a program that outlives this process; its output goes to the end of `logFile`. */
export function startDetached(
  command: string,
  args: readonly string[],
  logFile: string,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  child.on('error', () => {});
  child.unref();
  return child;
}

/** True while the process lives and its command line holds `mark`, so that a reused id is never taken for it. */
export function isAlive(pid: number, mark: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(mark);
  } catch {
    return process.platform !== 'linux';
  }
}

/** Asks the process to end, then makes it; resolves when it is gone. */
export async function stopProcess(pid: number, mark: string, patience = 15_000): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(pid, name);
    } catch {
      // Gone in between.
    }
  };
  if (!isAlive(pid, mark)) return;
  if (patience > 0) signal('SIGTERM');
  for (let waited = 0; isAlive(pid, mark); waited += 100) {
    if (waited >= patience) signal('SIGKILL');
    if (waited > patience + 5_000) return;
    await sleep(100);
  }
}

/** Polls until `probe` gives a value; undefined when the time (in milliseconds) is over or `giveUp` says so. */
export async function waitFor<T>(
  probe: () => Promise<T | undefined>,
  limit: number,
  giveUp: () => boolean = () => false,
): Promise<T | undefined> {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const value = await probe();
    if (value !== undefined) return value;
    if (giveUp()) return undefined;
    await sleep(150);
  }
  return undefined;
}
