export interface AnswerTimes {
  /** Milliseconds for which an answer is new, and a refusal stands. */
  readonly fresh: number;
  readonly refused: number;
  now(): number;
}

interface Entry<T> {
  /** What was heard last, possibly before the one that is asked for now. */
  value: T | undefined;
  /** Whether anything was ever heard, be it a refusal. */
  heard: boolean;
  /** Until when nobody asks again. */
  until: number;
  asking: Promise<void> | undefined;
}

/** Answers of somebody who may be slow or silent: what is known is there at once, the rest comes later. */
export class AnswerCache<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #times: AnswerTimes;
  readonly #kept: number;

  /** `kept`: the oldest goes when there are more. */
  constructor(times: AnswerTimes, kept: number) {
    this.#times = times;
    this.#kept = kept;
  }

  /** The answer as it was last heard; asks for a newer one in the background. Undefined stands for a refusal too. */
  peek(key: string, ask: () => Promise<T | undefined>): T | undefined {
    return this.#freshen(key, ask).value;
  }

  /** The same, waiting so many milliseconds for a first answer. Never rejects. */
  async wait(key: string, ask: () => Promise<T | undefined>, patience: number): Promise<T | undefined> {
    const entry = this.#freshen(key, ask);
    if (entry.value === undefined && entry.asking) await atMost(entry.asking, patience);
    return entry.value;
  }

  /** The answer as it was last heard, without asking. */
  known(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  /** True until the first answer has come or has been refused. */
  isPending(key: string): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && !entry.heard && entry.asking !== undefined;
  }

  /** What is known stays until a newer answer is there. */
  expire(): void {
    for (const [key, entry] of this.#entries) {
      this.#entries.set(key, { ...entry, until: Number.NEGATIVE_INFINITY, asking: undefined });
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  #freshen(key: string, ask: () => Promise<T | undefined>): Entry<T> {
    const { fresh, refused, now } = this.#times;
    const entry: Entry<T> = this.#entries.get(key) ?? {
      value: undefined,
      heard: false,
      until: Number.NEGATIVE_INFINITY,
      asking: undefined,
    };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size > this.#kept) this.#entries.delete(oldest);
    }
    if (entry.asking || now() < entry.until) return entry;
    const settle = (value: T | undefined): void => {
      entry.asking = undefined;
      entry.heard = true;
      entry.value = value;
      entry.until = now() + (value === undefined ? refused : fresh);
    };
    entry.asking = ask().then(settle, () => settle(undefined));
    return entry;
  }
}

function atMost(promise: Promise<void>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>(resolve => {
    timer = setTimeout(resolve, milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
