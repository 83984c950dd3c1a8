/** One field of a message as it stands on the wire: a number, or the bytes of a string, bytes or message. */
export interface WireField {
  readonly number: number;
  /** Of varints; exact up to 2^53, two's complement for negative ones. */
  readonly value: number;
  /** Empty for varints. */
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/**
 * The fields of one protobuf message, in order; fixed-size ones are skipped. Ends early where the bytes are no
 * message: what was read before stays.
 */
export function* readFields(message: Uint8Array): Generator<WireField, void, undefined> {
  let at = 0;

  /** NaN at the end of the message. */
  function varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) return Number.NaN;
      const part = byte & 0x7f;
      if (shift < 28) low += part * 2 ** shift;
      else high += part * 2 ** (shift - 28);
      if (byte < 0x80) return (high < 2 ** 35 ? high : high - 2 ** 36) * 2 ** 28 + low;
    }
    return Number.NaN;
  }

  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0: {
        const value = varint();
        if (Number.isNaN(value)) return;
        yield { number, value, bytes: NO_BYTES };
        break;
      }
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (Number.isNaN(length) || length < 0 || at + length > message.length) return;
        yield { number, value: 0, bytes: message.subarray(at, at + length) };
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return;
    }
  }
}
