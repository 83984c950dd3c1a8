/** What a subcommand may use of the process around it; tests pass their own. */
export interface CliIo {
  /** With `latin1` each character of the text is a byte. */
  stdout(text: string, encoding?: 'latin1'): void;
  stderr(text: string): void;
  /** All of standard input, read once. */
  stdin(): Promise<Uint8Array>;
  /** Absolute folder against which paths are read. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal. */
  readonly isTty: boolean;
  /** Escape sequences may be written to standard output. */
  readonly colour: boolean;
}

/**
 * What the process ends with. 0: nothing at or above the threshold. 1: findings. 2: the command could not do
 * its work, which it said on standard error.
 */
export type ExitCode = 0 | 1 | 2;

/** A subcommand: `args` are the words after its name. It never throws for what a user can cause. */
export type Command = (args: readonly string[], io: CliIo) => Promise<ExitCode>;
