import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

export interface Log {
  error(text: string): void;
}

/** What a handler answers: its result, or that it was cancelled. */
export type Answer<R> = R | ResponseError<never>;

/**
 * Every request passes through here. A handler that throws is a bug: it is logged, answered with `empty`, and
 * the process lives on. What was cancelled before or while it ran is answered as cancelled.
 */
export function request<P, R>(
  log: Log,
  name: string,
  empty: R,
  respond: (params: P, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<Answer<R>> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await respond(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      log.error(`${name}: ${describe(error)}`);
      return empty;
    }
  };
}

/** The same for work that nobody waits for. */
export function background(log: Log, name: string, work: () => void | Promise<void>): void {
  void (async () => {
    try {
      await work();
    } catch (error) {
      log.error(`${name}: ${describe(error)}`);
    }
  })();
}

function cancelled(): ResponseError<never> {
  return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'Request cancelled');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
