/**
 * A number field of a tar header: octal digits between spaces and NULs, or base-256 when the first bit is set.
 * NaN when it is neither; an empty field is 0.
 */
export function readTarNumber(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) return readBase256(block, start, length);
  let at = start;
  let end = start + length;
  while (at < end && isBlank(block[at])) at++;
  while (end > at && isBlank(block[end - 1])) end--;
  let value = 0;
  for (; at < end; at++) {
    const digit = (block[at] ?? 0) - 48;
    // What follows a NUL belongs to nobody.
    if (digit === -48) break;
    if (digit < 0 || digit > 7) return Number.NaN;
    value = value * 8 + digit;
  }
  return value;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 0;
}

function readBase256(block: Uint8Array, start: number, length: number): number {
  const negative = ((block[start] ?? 0) & 0x40) !== 0;
  let value = 0;
  for (let index = 0; index < length; index++) {
    let byte = block[start + index] ?? 0;
    if (index === 0) byte &= 0x7f;
    if (negative) byte = index === 0 ? byte ^ 0x7f : byte ^ 0xff;
    value = value * 256 + byte;
  }
  return negative ? -value - 1 : value;
}

/** True when the header's checksum is that of its bytes, summed unsigned or, as old tars did, signed. */
export function checksumHolds(block: Uint8Array, start: number): boolean {
  const expected = readTarNumber(block, start + 148, 8);
  let sum = 8 * 32;
  let high = 0;
  for (let at = start, end = start + 148; at < end; at++) {
    const byte = block[at] ?? 0;
    sum += byte;
    high += byte >> 7;
  }
  for (let at = start + 156, end = start + 512; at < end; at++) {
    const byte = block[at] ?? 0;
    sum += byte;
    high += byte >> 7;
  }
  return expected === sum || expected === sum - 256 * high;
}
