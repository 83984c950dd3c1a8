import { decodeBytes } from '../syntax/bytes.ts';

/** UTF-8 text of standard base64; undefined for what is neither. */
export function decodeBase64(encoded: string): string | undefined {
  const bytes = new Uint8Array(Math.floor((encoded.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < encoded.length; at++) {
    const unit = encoded.charCodeAt(at);
    if (unit === EQUALS) break;
    const value = VALUES[unit] ?? -1;
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (held >> bits) & 0xff;
  }
  return decodeBytes(bytes.subarray(0, length));
}

const EQUALS = 61;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Int8Array(128).fill(-1);
for (let index = 0; index < ALPHABET.length; index++) VALUES[ALPHABET.charCodeAt(index)] = index;
