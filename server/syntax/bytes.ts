/**
 * Text that survives bytes which are not UTF-8: each such byte is one lone surrogate, U+DC00 + byte
 * (U+DC80 to U+DCFF), which no valid text can hold. The inverse of {@link encodeBinary}.
 */
export function decodeBytes(bytes: Uint8Array): string {
  const chunks: string[] = [];
  const units: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    const length = sequenceLength(bytes, at, lead);
    if (length === 0) {
      units.push(0xdc00 + lead);
      at++;
    } else if (length === 1) {
      units.push(lead);
      at++;
    } else {
      pushCodePoint(units, codePoint(bytes, at, length));
      at += length;
    }
    if (units.length >= 8192) {
      chunks.push(String.fromCharCode(...units));
      units.length = 0;
    }
  }
  chunks.push(String.fromCharCode(...units));
  return chunks.join('');
}

/** Text as one character per UTF-8 byte (U+0000 to U+00FF); lone surrogates of {@link decodeBytes} as their byte. */
export function encodeBinary(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.codePointAt(at) ?? 0;
    if (code < 0x80) out += String.fromCharCode(code);
    else if (code < 0x800) out += String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code >= 0xdc80 && code <= 0xdcff) out += String.fromCharCode(code - 0xdc00);
    else if (code >= 0xd800 && code <= 0xdfff) out += '\u00ef\u00bf\u00bd';
    else if (code < 0x10000)
      out += String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else {
      out += String.fromCharCode(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
      at++;
    }
  }
  return out;
}

/** {@link decodeBytes} of what {@link encodeBinary} gave. */
export function decodeBinary(binary: string): string {
  return decodeBytes(Uint8Array.from(binary, byte => byte.charCodeAt(0)));
}

/** Number of bytes of [from, to) of a text as UTF-8. */
export function byteLength(text: string, from: number, to: number): number {
  let length = to - from;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    if (code >= 0xdc80 && code <= 0xdcff && !isHigh(text.charCodeAt(at - 1))) continue;
    // A surrogate pair is two units and four bytes: one more for each half.
    length += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return length;
}

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** Length of the valid UTF-8 sequence at an offset, 0 when the byte there starts none. */
function sequenceLength(bytes: Uint8Array, at: number, lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let next = 2; next < length; next++) {
    const byte = bytes[at + next] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  let code = (bytes[at] ?? 0) & (0xff >> (length + 1));
  for (let next = 1; next < length; next++) code = (code << 6) | ((bytes[at + next] ?? 0) & 0x3f);
  return code;
}

function pushCodePoint(units: number[], code: number): void {
  if (code < 0x10000) units.push(code);
  else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
}
