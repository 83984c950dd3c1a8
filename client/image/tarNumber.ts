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
  const unsigned = sumOf(block, start);
  return expected === unsigned || expected === signedSum(block, start);
}

/** The checksum's own field counts as spaces. */
function sumOf(block: Uint8Array, start: number): number {
  const at = block.byteOffset + start;
  let sum = 8 * 32;
  for (let index = start + 148; index < start + 156; index++) sum -= block[index] ?? 0;
  if (at % 4 !== 0) {
    for (let index = start; index < start + 512; index++) sum += block[index] ?? 0;
    return sum;
  }
  // Four bytes at once, in two halves of 16 bits: 128 words of two bytes each just fit.
  const all = wordsOf(block.buffer);
  const first = at >>> 2;
  let even = 0;
  for (let index = first; index < first + 128; index++) {
    const word = all[index] ?? 0;
    even += (word & 0x00ff00ff) + ((word >>> 8) & 0x00ff00ff);
  }
  return sum + (even & 0xffff) + (even >>> 16);
}

let lastBuffer: ArrayBufferLike | undefined;
let lastWords = new Uint32Array(0);

/** The buffer as words; headers of one buffer come one after the other, and making a view costs more than a sum. */
function wordsOf(buffer: ArrayBufferLike): Uint32Array {
  if (buffer !== lastBuffer) {
    lastBuffer = buffer;
    lastWords = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
  }
  return lastWords;
}

function signedSum(block: Uint8Array, start: number): number {
  let sum = sumOf(block, start);
  for (let index = start; index < start + 512; index++) {
    const inField = index >= start + 148 && index < start + 156;
    if (!inField && (block[index] ?? 0) > 127) sum -= 256;
  }
  return sum;
}
