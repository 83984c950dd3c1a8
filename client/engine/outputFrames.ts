/** One piece of what a container without a terminal wrote. */
export interface OutputFrame {
  readonly stream: 1 | 2;
  readonly bytes: Buffer;
}

const HEADER = 8;

/**
 * Takes apart the two streams of a container's output: a header of eight bytes (stream, three zeros, length) before each
 * piece. Pieces are passed on as they come, never gathered, however long the header says that they are.
 */
export async function* readFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<OutputFrame> {
  let header: Buffer = Buffer.alloc(0);
  let stream: 1 | 2 = 1;
  let left = 0;
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const part = chunk.subarray(at, at + HEADER - header.length);
        header = Buffer.concat([header, part]);
        at += part.length;
        if (header.length < HEADER) break;
        stream = header[0] === 2 ? 2 : 1;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      yield { stream, bytes };
    }
  }
}
