/** A running SHA-256; `hex` is called once, at the end. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  hex(): string;
}

const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants are fractions of roots of the first primes (FIPS 180-4, section 4.2.2).
function fill(): void {
  let found = 0;
  for (let candidate = 2; found < 64; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++)
      if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
    if (found < 8) START[found] = fraction(Math.sqrt(candidate));
    K[found++] = fraction(Math.cbrt(candidate));
  }
}

/** In plain JavaScript, for where no faster one is passed in: some 200 MB/s. */
export function createSha256(): Sha256 {
  if (K[0] === 0) fill();
  const state = START.slice();
  const words = new Int32Array(64);
  const partial = new Uint8Array(64);
  let partialLength = 0;
  let total = 0;

  function block(bytes: Uint8Array, at: number): void {
    for (let index = 0; index < 16; index++) {
      const byte = at + index * 4;
      words[index] =
        ((bytes[byte] ?? 0) << 24) |
        ((bytes[byte + 1] ?? 0) << 16) |
        ((bytes[byte + 2] ?? 0) << 8) |
        (bytes[byte + 3] ?? 0);
    }
    for (let index = 16; index < 64; index++) {
      const near = words[index - 2] ?? 0;
      const far = words[index - 15] ?? 0;
      const nearMix = ((near >>> 17) | (near << 15)) ^ ((near >>> 19) | (near << 13)) ^ (near >>> 10);
      const farMix = ((far >>> 7) | (far << 25)) ^ ((far >>> 18) | (far << 14)) ^ (far >>> 3);
      words[index] = ((words[index - 16] ?? 0) + farMix + (words[index - 7] ?? 0) + nearMix) | 0;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let index = 0; index < 64; index++) {
      const mixE = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const first = (h + mixE + ((e & f) ^ (~e & g)) + (K[index] ?? 0) + (words[index] ?? 0)) | 0;
      const mixA = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const second = (mixA + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
    state[5] = (state[5] ?? 0) + f;
    state[6] = (state[6] ?? 0) + g;
    state[7] = (state[7] ?? 0) + h;
  }

  function update(bytes: Uint8Array): void {
    total += bytes.length;
    let at = 0;
    if (partialLength > 0) {
      at = Math.min(64 - partialLength, bytes.length);
      partial.set(bytes.subarray(0, at), partialLength);
      partialLength += at;
      if (partialLength < 64) return;
      block(partial, 0);
      partialLength = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) block(bytes, at);
    partial.set(bytes.subarray(at));
    partialLength = bytes.length - at;
  }

  return {
    update,
    hex: () => {
      const bits = total * 8;
      const end = new Uint8Array(((partialLength + 9 + 63) >> 6) << 6);
      end.set(partial.subarray(0, partialLength));
      end[partialLength] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32));
      view.setUint32(end.length - 4, bits >>> 0);
      for (let at = 0; at < end.length; at += 64) block(end, at);
      return [...state].map(word => word.toString(16).padStart(8, '0')).join('');
    },
  };
}
