import { quote } from '../quote.ts';

/** A whole number as Go's `strconv.ParseInt` and `ParseUint` read it, or the words in which they refuse it. */
export function parseInteger(
  text: string,
  base: 8 | 10,
  bits: 32,
  kind: 'signed' | 'unsigned' = 'unsigned',
): number | string {
  const name = kind === 'signed' ? 'ParseInt' : 'ParseUint';
  const sign = kind === 'signed' && /^[+-]/.test(text) ? text.slice(0, 1) : '';
  const rest = text.slice(sign.length);
  const [digits = ''] = (base === 8 ? /^[0-7]*/ : /^[0-9]*/).exec(rest) ?? [];
  const significant = digits.replace(/^0+(?=.)/, '');
  const value =
    significant.length > 20 ? Number.POSITIVE_INFINITY : Number.parseInt(significant || '0', base);
  const outOfRange = `strconv.${name}: parsing ${quote(text)}: value out of range`;
  // Go stops at the first digit too many, and never sees what stands behind it.
  if (value > 2 ** bits - 1) return outOfRange;
  if (digits === '' || digits !== rest) return `strconv.${name}: parsing ${quote(text)}: invalid syntax`;
  if (kind === 'signed' && value > 2 ** (bits - 1) - (sign === '-' ? 0 : 1)) return outOfRange;
  return sign === '-' ? -value : value;
}

/** A truth value as Go's `strconv.ParseBool` reads it. */
export function parseBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}
