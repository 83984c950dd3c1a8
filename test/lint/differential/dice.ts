/** A source of chance that repeats itself for the same seed. */
export interface Dice {
  /** One of the choices; a function among them is called. */
  one(...choices: readonly (string | Make)[]): string;
  /** What `make` makes with this probability, else nothing. */
  maybe(probability: number, make: string | Make): string;
  /** Up to `most` times what `make` makes. */
  upTo(most: number, make: Make): readonly string[];
}

export type Make = () => string;

/** mulberry32. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
  const made = (choice: string | Make | undefined): string =>
    typeof choice === 'function' ? choice() : (choice ?? '');
  return {
    one: (...choices) => made(choices[Math.floor(next() * choices.length)]),
    maybe: (probability, make) => (next() < probability ? made(make) : ''),
    upTo: (most, make) => Array.from({ length: Math.floor(next() * (most + 1)) }, make),
  };
}
