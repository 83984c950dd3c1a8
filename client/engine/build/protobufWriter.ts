/** Builds one protobuf message in the order in which its fields are put; default values are left to the caller. */
export class MessageWriter {
  #bytes: Buffer;
  #length = 0;

  /** `size` is a first guess, in bytes. */
  constructor(size = 64) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** A non-negative number; above 2^53 as a bigint. */
  varint(field: number, value: number | bigint): this {
    this.#reserve(20);
    this.#raw(field * 8);
    this.#raw(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#reserve(20 + value.length);
    this.#raw(field * 8 + 2);
    this.#raw(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return this;
  }

  text(field: number, value: string): this {
    const length = Buffer.byteLength(value);
    this.#reserve(20 + length);
    this.#raw(field * 8 + 2);
    this.#raw(length);
    this.#bytes.write(value, this.#length);
    this.#length += length;
    return this;
  }

  /** What was put so far; the writer is done with it. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #raw(value: number | bigint): void {
    if (typeof value === 'bigint') {
      let rest = value;
      for (; rest >= 0x80n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      this.#bytes[this.#length++] = Number(rest);
      return;
    }
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
