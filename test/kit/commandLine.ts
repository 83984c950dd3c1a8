import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CliIo, ExitCode } from '../../server/cli/io.ts';
import { runCli } from '../../server/cli/main.ts';

export interface CommandResult {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for a test of the command line. */
export interface CommandFolder {
  readonly path: string;
  /** Runs `strata` in this process with the folder as its working directory. */
  run(
    args: readonly string[],
    options?: Partial<Pick<CliIo, 'env' | 'colour'>> & { readonly stdin?: string },
  ): Promise<CommandResult>;
  write(path: string, content: string | Uint8Array): void;
  read(path: string): string;
  dispose(): void;
}

export function commandFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): CommandFolder {
  const path = mkdtempSync(join(tmpdir(), 'strata-cli-'));
  const write = (name: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return {
    path,
    write,
    read: name => readFileSync(join(path, name), 'utf8'),
    dispose: () => rmSync(path, { recursive: true, force: true }),
    async run(args, { env = {}, colour = false, stdin = '' } = {}) {
      let stdout = '';
      let stderr = '';
      const code = await runCli(args, {
        stdout: text => {
          stdout += text;
        },
        stderr: text => {
          stderr += text;
        },
        stdin: async () => Buffer.from(stdin),
        cwd: path,
        env,
        isTty: false,
        colour,
      });
      return { code, stdout, stderr };
    },
  };
}
