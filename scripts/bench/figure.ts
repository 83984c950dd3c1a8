/** One line of the benchmark's table. */
export interface Figure {
  readonly name: string;
  /** What was measured, with its unit. */
  readonly value: string;
  /** What it was measured against in the same run; empty for sizes. */
  readonly yardstick: string;
  /** Ours over the yardstick's, or over the limit. Times and sizes: less is better; throughput: more is. */
  readonly ratio: number;
  /** What the ratio must not be above (`at most`) or below (`at least`); none when it is only to be watched. */
  readonly limit?: { readonly kind: 'at most' | 'at least'; readonly ratio: number };
}

export const holds = ({ ratio, limit }: Figure): boolean =>
  limit === undefined || (limit.kind === 'at most' ? ratio <= limit.ratio : ratio >= limit.ratio);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** Median time of several calls in milliseconds, after one that is not counted. */
export async function timeOf(work: () => unknown, times = 5): Promise<number> {
  await work();
  const taken: number[] = [];
  for (let index = 0; index < times; index++) {
    const from = performance.now();
    await work();
    taken.push(performance.now() - from);
  }
  return median(taken);
}

/**
 * Least time of many calls in milliseconds, as many as fit into `budget` milliseconds but at least `least`:
 * whatever else the machine does only adds.
 */
export function leastTime(work: () => void, budget: number, least = 5): number {
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + budget;
  for (let call = 0; call < least || performance.now() < end; call++) {
    const from = performance.now();
    work();
    best = Math.min(best, performance.now() - from);
  }
  return best;
}

/** Milliseconds of this thread's own work: what else runs on the machine does not count. */
export function processorTime(work: () => void): number {
  const from = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;
