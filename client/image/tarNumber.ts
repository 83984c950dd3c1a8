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

/**
 * Says of header blocks whether their checksum is that of their bytes, summed unsigned or, as old tars did, signed.
 * Keeps a view on the buffer it saw last: making one costs more than a sum.
 */
export function createChecksumTest(): (block: Uint8Array, start: number) => boolean {
  let buffer: ArrayBufferLike | undefined;
  let words: Uint32Array = new Uint32Array(0);

  /** The checksum's own field counts as spaces. */
  function sumOf(block: Uint8Array, start: number): number {
    const at = block.byteOffset + start;
    let sum = 8 * 32;
    for (let index = start + 148; index < start + 156; index++) sum -= block[index] ?? 0;
    if (at % 4 !== 0) {
      for (let index = start; index < start + 512; index++) sum += block[index] ?? 0;
      return sum;
    }
    if (block.buffer !== buffer) {
      buffer = block.buffer;
      words = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
    }
    // Four bytes at once, in two halves of 16 bits: 128 words of two bytes each just fit.
    const first = at >>> 2;
    let even = 0;
    for (let index = first; index < first + 128; index++) {
      const word = words[index] ?? 0;
      even += (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff);
    }
    return sum + (even & 0xffff) + (even >>> 16);
  }

  return (block, start) => {
    const expected = readTarNumber(block, start + 148, 8);
    const unsigned = sumOf(block, start);
    return expected === unsigned || expected === signedSum(block, start, unsigned);
  };
}

function signedSum(block: Uint8Array, start: number, unsigned: number): number {
  let sum = unsigned;
  for (let index = start; index < start + 512; index++) {
    const inField = index >= start + 148 && index < start + 156;
    if (!inField && (block[index] ?? 0) > 127) sum -= 256;
  }
  return sum;
}
