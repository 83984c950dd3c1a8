interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** Runs long work in steps, with a breath after each for whatever waits; undefined when it was given up. */
export async function drive<T>(
  steps: Generator<void, T>,
  breath: () => Promise<void>,
  token: Cancellation,
): Promise<T | undefined> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await breath();
    if (token.isCancellationRequested) return undefined;
  }
}
