import { closeSync, openSync, writeSync } from 'node:fs';

export interface TarFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

const BLOCK = 512;
/** What bodies are cut from: it packs about as well as programs and texts do. */
const PROSE = prose(1 << 20);

/** Writes a tar of files with made-up bodies, ustar throughout; each body differs from its neighbours. */
export function writeTar(path: string, files: Iterable<TarFile>): void {
  const file = openSync(path, 'w');
  const buffer = Buffer.alloc(4 << 20);
  let used = 0;
  function write(bytes: Uint8Array): void {
    if (used + bytes.length > buffer.length) {
      writeSync(file, buffer, 0, used);
      used = 0;
    }
    buffer.set(bytes, used);
    used += bytes.length;
  }
  try {
    let number = 0;
    for (const { name, size } of files) {
      write(header(name, size));
      for (let left = size; left > 0; ) {
        const from = Math.imul(++number, 7919) & 0x7ffff;
        const part = PROSE.subarray(from, from + Math.min(left, PROSE.length - from));
        write(part);
        left -= part.length;
      }
      write(new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK));
    }
    write(new Uint8Array(2 * BLOCK));
    writeSync(file, buffer, 0, used);
  } finally {
    closeSync(file);
  }
}

/** A ustar header block of a plain file. */
export function header(name: string, size: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0, 100, 'latin1');
  block.write('0000644\0', 100);
  block.write('0001750\0', 108);
  block.write('0001750\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('14707652000\0', 136);
  block.write('        0', 148);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Words of a made-up language, the same in every run. */
function prose(length: number): Buffer {
  let state = 7;
  const below = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % most;
  };
  const letter = (): string => String.fromCharCode(97 + below(26));
  const words = Array.from({ length: 4000 }, () => Array.from({ length: 2 + below(9) }, letter).join(''));
  const parts: string[] = [];
  for (let made = 0; made < length; ) {
    const word = `${words[below(words.length)]} `;
    parts.push(word);
    made += word.length;
  }
  return Buffer.from(parts.join('').slice(0, length));
}
