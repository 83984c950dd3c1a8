import { spawn } from 'node:child_process';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import type { ScanReport } from './finding.ts';
import { readReport, type Scanner, type ScanTarget } from './scanners.ts';

export interface ScanOptions {
  /** Paths by scanner, from the user's settings; others are looked for on the PATH. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** What it says while it works: a database that is fetched, for example. */
  readonly onProgress?: (line: string) => void;
}

/** Bytes of a report that are read at most: a large image of a language with many packages gives some tens of MB. */
const OUTPUT_LIMIT = 256 << 20;
const SAID_LIMIT = 1 << 16;

/** Runs a scanner on one image. Ends it, and all it began, when the signal fires. */
export async function scan(
  scanner: Scanner,
  target: ScanTarget,
  options: ScanOptions,
): Promise<Outcome<ScanReport>> {
  const reference = target.kind === 'image' ? target.reference : target.path;
  const ways = scanner.arguments(target);
  // A name that could be taken for an option is no name.
  if (reference.startsWith('-')) return failure('image-not-found', { reference });
  if (ways.length === 0) return failure('scanner-unfit', { scanner: scanner.name, path: reference });
  let failed: Outcome<ScanReport> | undefined;
  for (const args of ways) {
    const ended = await run(options.program, args, options);
    if (options.signal?.aborted) return failure('cancelled');
    if (!ended.ok)
      return failure('scanner-missing', { scanner: scanner.name, program: options.program }, ended.detail);
    const { code, output, said } = ended;
    const found = scanner.reports.includes(code) ? readReport(scanner, output) : undefined;
    if (found) return success(found);
    const detail = lastLines(said) || lastLines(output);
    // The first way is the usual one: what it met tells most.
    failed ??= failure('scanner-failed', { scanner: scanner.name, code }, detail);
  }
  return failed ?? failure('scanner-unfit', { scanner: scanner.name, path: reference });
}

/** Whether the program is there and can scan. */
export async function canRun(scanner: Scanner, program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const ended = await run(program, scanner.probe, { env, timeout: 20_000 });
  return ended.ok && ended.code === 0;
}

type Ended =
  | { readonly ok: true; readonly code: number; readonly output: string; readonly said: string }
  | { readonly ok: false; readonly detail: string };

function run(
  program: string,
  args: readonly string[],
  { env, signal, onProgress, timeout }: Omit<ScanOptions, 'program'> & { readonly timeout?: number },
): Promise<Ended> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve({ ok: false, detail: '' });
    // A group of its own, so that what it starts ends with it. Never a shell.
    const child = spawn(program, args, {
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: process.platform !== 'win32',
      ...(timeout !== undefined && { timeout }),
    });
    const end = (): void => {
      if (child.pid === undefined) return;
      try {
        if (process.platform === 'win32') child.kill();
        else process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended by itself.
      }
    };
    const chunks: Buffer[] = [];
    let size = 0;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT) end();
      else chunks.push(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_LIMIT);
      const line = lastLines(text, 1);
      if (line !== '') onProgress?.(line);
    });
    signal?.addEventListener('abort', end, { once: true });
    child.once('error', error => resolve({ ok: false, detail: error.message }));
    child.once('close', (code, why) => {
      signal?.removeEventListener('abort', end);
      if (code === null) resolve({ ok: false, detail: `it was ended by ${why ?? 'a signal'}` });
      else resolve({ ok: true, code, output: Buffer.concat(chunks).toString('utf8'), said });
    });
  });
}

function lastLines(text: string, count = 5): string {
  const lines = text.split('\n').map(line => line.trim());
  return lines
    .filter(line => line !== '')
    .slice(-count)
    .join('\n');
}
