/**
 * Cuts a zstd stream so that no piece reaches over the end of a frame, and leaves skippable frames out. Node's
 * decompressor drops what follows a frame in the same write; estargz-like layers have a frame per file.
 * Frame layout: RFC 8878, section 3.1.
 */
export interface FrameCutter {
  cut(chunk: Uint8Array): readonly Uint8Array[];
}

type State =
  | 'magic'
  | 'skip-size'
  | 'skip'
  | 'descriptor'
  | 'header'
  | 'block'
  | 'data'
  | 'checksum'
  | 'unknown';

const DICTIONARY_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

export function createFrameCutter(): FrameCutter {
  let state: State = 'magic';
  /** Bytes of this state still to come, and the number read so far, little-endian. */
  let left = 4;
  let number = 0;
  let shift = 1;
  let checksum = false;
  let last = false;

  function enter(next: State, bytes: number): void {
    state = next;
    left = bytes;
    number = 0;
    shift = 1;
  }

  /** A state's bytes are complete; true when a frame ended here. */
  function complete(): boolean {
    switch (state) {
      case 'magic':
        if (number === 0xfd2fb528) enter('descriptor', 1);
        else if (number >= 0x184d2a50 && number <= 0x184d2a5f) enter('skip-size', 4);
        // The decompressor says better what is wrong with it.
        else enter('unknown', Number.POSITIVE_INFINITY);
        return false;
      case 'skip-size':
        if (number > 0) enter('skip', number);
        else enter('magic', 4);
        return false;
      case 'skip':
        enter('magic', 4);
        return false;
      case 'descriptor': {
        const single = (number & 0x20) !== 0;
        checksum = (number & 0x04) !== 0;
        const contentSize = CONTENT_SIZE_BYTES[number >> 6] || (single ? 1 : 0);
        const size = (single ? 0 : 1) + (DICTIONARY_BYTES[number & 3] ?? 0) + contentSize;
        enter('header', size);
        return size === 0 ? complete() : false;
      }
      case 'header':
        enter('block', 3);
        return false;
      case 'block': {
        last = (number & 1) !== 0;
        const rle = ((number >> 1) & 3) === 1;
        const size = rle ? 1 : number >> 3;
        enter('data', size);
        return size === 0 ? complete() : false;
      }
      case 'data':
        if (!last) enter('block', 3);
        else if (checksum) enter('checksum', 4);
        else return endFrame();
        return false;
      case 'checksum':
        return endFrame();
      default:
        return false;
    }
  }

  function endFrame(): boolean {
    enter('magic', 4);
    return true;
  }

  /** Whether the bytes of a state are passed over; the others are read as a number. */
  const passedOver = (): boolean =>
    state !== 'magic' && state !== 'skip-size' && state !== 'descriptor' && state !== 'block';
  const outsideFrame = (): boolean => state === 'magic' || state === 'skip-size' || state === 'skip';

  /** A magic number that the last chunk began: given out only once it is known to start a frame. */
  let held: Uint8Array = new Uint8Array(0);

  return {
    cut(chunk) {
      const pieces: Uint8Array[] = [];
      const bytes = held.length > 0 ? join(held, chunk) : chunk;
      let from = 0;
      let at = held.length;
      while (at < bytes.length) {
        let take = 1;
        if (passedOver()) take = Math.min(left, bytes.length - at);
        else {
          number += (bytes[at] ?? 0) * shift;
          shift *= 256;
        }
        at += take;
        left -= take;
        if (left > 0) continue;
        const skipped = outsideFrame();
        const ended = complete();
        if (ended) pieces.push(bytes.subarray(from, at));
        if (ended || (skipped && outsideFrame())) from = at;
      }
      held = bytes.slice(state === 'magic' ? from : at);
      if (!outsideFrame() && from < at) pieces.push(bytes.subarray(from));
      return pieces;
    },
  };
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
