import { encodeBinary } from '../bytes.ts';

/** Nanoseconds of a Go duration such as `1m30s`, or the words in which Go refuses it. */
export function parseDuration(text: string): bigint | string {
  const match = /^([+-]?)(.*)$/s.exec(text);
  const negative = match?.[1] === '-';
  let rest = match?.[2] ?? '';
  if (rest === '0') return 0n;
  const invalid = (): string => `time: invalid duration ${quoteForTime(text)}`;
  if (rest === '') return invalid();
  let total = 0n;
  while (rest !== '') {
    const [number = ''] = /^[0-9]*\.?[0-9]*/.exec(rest) ?? [];
    if (!/[0-9]/.test(number)) return invalid();
    rest = rest.slice(number.length);
    const [unit = ''] = /^[^0-9.]*/.exec(rest) ?? [];
    if (unit === '') return `time: missing unit in duration ${quoteForTime(text)}`;
    const scale = UNITS.get(unit);
    if (scale === undefined) {
      return `time: unknown unit ${quoteForTime(unit)} in duration ${quoteForTime(text)}`;
    }
    rest = rest.slice(unit.length);
    const [zeros = '', fraction = ''] = number.split('.');
    const whole = zeros.replace(/^0+/, '');
    // A number of more digits than a duration can hold is out of range whatever they are.
    if (whole.length > 19) return invalid();
    const digits = fraction.slice(0, 18);
    total += BigInt(whole || 0) * scale + (BigInt(digits || 0) * scale) / 10n ** BigInt(digits.length);
    if (total > MAX + (negative ? 1n : 0n)) return invalid();
  }
  return negative ? -total : total;
}

const MAX = 2n ** 63n - 1n;

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** Quoting of Go's time package: control characters and every byte beyond ASCII as `\xNN`. */
function quoteForTime(text: string): string {
  const escaped = encodeBinary(text).replace(/["\\]|[^\x20-\x7f]/g, character =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `"${escaped}"`;
}
