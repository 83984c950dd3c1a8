/** How many pulls a registry still allows (Docker Hub tells with each manifest). */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds in which `limit` counts. */
  readonly window: number;
}

/** `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600`, as Docker documents them. */
export function readRateLimit(headers: Headers): RateLimit | undefined {
  const limit = readCount(headers.get('ratelimit-limit'));
  const remaining = readCount(headers.get('ratelimit-remaining'));
  if (limit === undefined || remaining === undefined) return undefined;
  return { limit: limit.count, remaining: remaining.count, window: limit.window };
}

function readCount(value: string | null): { count: number; window: number } | undefined {
  const found = /^\s*(\d{1,9})\s*(?:;\s*w=(\d{1,9}))?/.exec(value ?? '');
  return found ? { count: Number(found[1]), window: Number(found[2] ?? 0) } : undefined;
}
