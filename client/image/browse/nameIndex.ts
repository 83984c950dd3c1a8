import type { PathTable } from '../pathTable.ts';

/** The names of a table with their letters folded, as one text: the engine's own search runs over it. */
export interface NameIndex {
  /** For each path 1 when its own name, or the end of its path, is what the text asks for. */
  match(text: string): Uint8Array;
}

/** A byte for each of the names, made once: a search over a million paths then takes some ten milliseconds. */
export function createNameIndex(table: PathTable): NameIndex {
  const { count, parents, starts, lengths, names } = table.columns();
  const text = latin.decode(foldBytes(names));

  const endOf = (path: number): number => (starts[path] ?? 0) + (lengths[path] ?? 0);

  /** Marks each path whose name holds `part`, looking at every name at most once. */
  function markContaining(part: string, marks: Uint8Array): void {
    let path = 1;
    for (let at = text.indexOf(part); at >= 0; ) {
      // Empty names do not occur, so that ends rise with the numbers.
      if (endOf(path) <= at) path = pathAt(at, path);
      if (path >= count) return;
      const fits = at + part.length <= endOf(path);
      if (fits) marks[path] = 1;
      at = text.indexOf(part, fits ? endOf(path) : at + 1);
    }
  }

  /** The path whose name holds this place of the text, at or after `from`. */
  function pathAt(place: number, from: number): number {
    // Mostly it is one of the next; else the middle of what is left.
    for (let next = from; next < from + 8; next++) if (next >= count || endOf(next) > place) return next;
    let low = from;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (endOf(middle) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function nameFits(path: number, { parts, start, end }: Segment): boolean {
    return globFits(text, starts[path] ?? 0, endOf(path), parts, start, end);
  }

  return {
    match: wanted => {
      const { segments, anchored } = readPattern(wanted);
      const marks = new Uint8Array(count);
      const last = segments.at(-1);
      if (!last) return marks.fill(1);
      const [only] = last.parts;
      if (!last.start && !last.end && last.parts.length === 1 && only && isPlain(only))
        markContaining(latin.decode(only), marks);
      else for (let path = 1; path < count; path++) marks[path] = nameFits(path, last) ? 1 : 0;
      if (segments.length === 1 && !anchored) return marks;
      // Folders hold many paths: what is found out about one is kept, as 1 or 2.
      const known = segments.slice(0, -1).map(() => new Uint8Array(count));
      const wayFits = (path: number, number: number): boolean => {
        const segment = segments[number];
        const memo = known[number];
        if (!segment || !memo) return !anchored || path === 0;
        if (path === 0) return false;
        if (memo[path] === 0)
          memo[path] = nameFits(path, segment) && wayFits(parents[path] ?? 0, number - 1) ? 1 : 2;
        return memo[path] === 1;
      };
      for (let path = 1; path < count; path++) {
        if (marks[path] === 1 && !wayFits(parents[path] ?? 0, segments.length - 2)) marks[path] = 0;
      }
      return marks;
    },
  };
}

/** One name of a pattern: pieces of literal bytes (and ANY for one sign) with anything between them. */
interface Segment {
  readonly parts: readonly Int16Array[];
  /** Whether the first piece stands at the start of the name, the last one at its end. */
  readonly start: boolean;
  readonly end: boolean;
}

const ANY = -1;
const encoder = new TextEncoder();
const latinDecoder = new TextDecoder('latin1');
const latin = {
  decode: (bytes: Uint8Array | Int16Array): string =>
    latinDecoder.decode(bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes)),
};

function isPlain(part: Int16Array): boolean {
  return !part.includes(ANY);
}

/** Inner names are whole; the first may be the end of one, the last the beginning. */
function readPattern(text: string): { readonly segments: readonly Segment[]; readonly anchored: boolean } {
  const anchored = text.startsWith('/');
  const pieces = text.split('/');
  const closed = pieces.length > 1 && pieces.at(-1) === '';
  const names = pieces.filter(piece => piece !== '' && piece !== '.');
  const segments = names.map((name, index): Segment => {
    const wild = /[*?]/.test(name);
    const parts = name
      .split('*')
      .filter(part => part !== '')
      .map(literal);
    if (wild) return { parts, start: !name.startsWith('*'), end: !name.endsWith('*') };
    return { parts, start: anchored || index > 0, end: closed || index < names.length - 1 };
  });
  return { segments, anchored };
}

function literal(part: string): Int16Array {
  return Int16Array.from(foldBytes(encoder.encode(part)), byte => (byte === 0x3f ? ANY : byte));
}

function foldBytes(bytes: Uint8Array): Uint8Array {
  const folded = bytes.slice();
  for (let at = 0; at < folded.length; at++) {
    const byte = folded[at] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) folded[at] = byte + 0x20;
  }
  return folded;
}

/** Pieces are found one after the other, each as early as it can be: no step is taken back further than one piece. */
function globFits(
  text: string,
  from: number,
  to: number,
  parts: readonly Int16Array[],
  start: boolean,
  end: boolean,
): boolean {
  let at = from;
  for (const [index, part] of parts.entries()) {
    const first = index === 0 && start;
    const last = index === parts.length - 1 && end;
    if (last) {
      const place = to - part.length;
      if (place < at || !pieceAt(text, place, part)) return false;
      return !first || place === from;
    }
    let place = at;
    while (place + part.length <= to && !pieceAt(text, place, part)) {
      if (first) return false;
      place++;
    }
    if (place + part.length > to) return false;
    at = place + part.length;
  }
  return true;
}

function pieceAt(text: string, place: number, part: Int16Array): boolean {
  for (let at = 0; at < part.length; at++) {
    if (part[at] !== ANY && part[at] !== text.charCodeAt(place + at)) return false;
  }
  return true;
}
