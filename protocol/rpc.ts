/** What every method may take after its parameters. Both cross the wire. */
export interface CallOptions<Progress = never> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Two ends that carry structured-cloneable values in order: a worker port, a webview, a process. */
export interface Channel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}
