import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';

/** Runs a program whose output is bytes. */
export async function runBytes(
  program: string,
  args: readonly string[],
  { env }: { readonly env: NodeJS.ProcessEnv },
): Promise<{ readonly code: number | null; readonly stdout: Buffer; readonly stderr: string }> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, buffer(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
