import { spawn } from 'node:child_process';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { ANONYMOUS, type Credentials, IDENTITY_USER } from './credentials.ts';

/** Runs `docker-credential-NAME ACTION` with `input` on its standard input: secrets never stand in arguments. */
export type HelperPort = (name: string, action: HelperAction, input: string) => Promise<HelperResult>;

export type HelperAction = 'get' | 'store' | 'erase' | 'list';

export type HelperResult =
  | { readonly kind: 'ended'; readonly code: number; readonly output: string }
  /** There is no such program, or it did not end in time. */
  | { readonly kind: 'failed'; readonly detail: string };

/** What helpers say, on standard output and with exit code 1, of a registry that they do not know. */
const UNKNOWN = 'credentials not found';

/** Anonymous when the helper knows nothing of this registry. */
export async function askHelper(run: HelperPort, name: string, key: string): Promise<Outcome<Credentials>> {
  const result = await run(name, 'get', key);
  const program = `docker-credential-${name}`;
  if (result.kind === 'failed') return failure('credentials-unavailable', { program }, result.detail);
  const output = result.output.trim();
  if (result.code !== 0) {
    if (output.toLowerCase().includes(UNKNOWN)) return success(ANONYMOUS);
    return failure('credentials-unavailable', { program }, output || `exit code ${result.code}`);
  }
  const answer = parseAnswer(output);
  // Its output could hold a secret: it is not repeated.
  if (answer === undefined)
    return failure('credentials-unavailable', { program }, 'its answer is no JSON object');
  const { Username: username = '', Secret: secret = '' } = answer;
  if (username === IDENTITY_USER) return success({ kind: 'identity', token: secret });
  return success(username || secret ? { kind: 'password', username, password: secret } : ANONYMOUS);
}

/** Keeps credentials in the helper (`docker login`). */
export async function storeInHelper(
  run: HelperPort,
  name: string,
  key: string,
  login: { readonly username: string; readonly password: string },
): Promise<Outcome<null>> {
  const input = JSON.stringify({ ServerURL: key, Username: login.username, Secret: login.password });
  return outcomeOf(name, await run(name, 'store', input));
}

/** Takes them out of it (`docker logout`). */
export async function eraseFromHelper(run: HelperPort, name: string, key: string): Promise<Outcome<null>> {
  return outcomeOf(name, await run(name, 'erase', key));
}

function outcomeOf(name: string, result: HelperResult): Outcome<null> {
  if (result.kind === 'ended' && result.code === 0) return success(null);
  const detail =
    result.kind === 'failed' ? result.detail : result.output.trim() || `exit code ${result.code}`;
  return failure('credentials-unavailable', { program: `docker-credential-${name}` }, detail);
}

function parseAnswer(output: string): { Username?: string; Secret?: string } | undefined {
  try {
    const value: unknown = JSON.parse(output);
    if (typeof value !== 'object' || value === null) return undefined;
    const { Username, Secret } = value as Record<string, unknown>;
    return {
      ...(typeof Username === 'string' && { Username }),
      ...(typeof Secret === 'string' && { Secret }),
    };
  } catch {
    return undefined;
  }
}

/** A helper may wait for the user to unlock a key chain, but not for ever. */
const PATIENCE = 60_000;
const OUTPUT_LIMIT = 1 << 20;

/** Programs on the PATH. Never a shell: `name` comes from a file. */
export const runHelper: HelperPort = (name, action, input) =>
  new Promise(resolve => {
    const child = spawn(`docker-credential-${name}`, [action], {
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      timeout: PATIENCE,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT) child.kill();
      else chunks.push(chunk);
    });
    child.once('error', error => resolve({ kind: 'failed', detail: error.message }));
    child.once('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      if (code === null) resolve({ kind: 'failed', detail: `it was ended by ${signal ?? 'a signal'}` });
      else resolve({ kind: 'ended', code, output });
    });
    // A helper that ends before it has read tells so by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
