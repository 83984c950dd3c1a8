import type { Heredoc, Instruction } from '../syntax/tree.ts';
import type { Shell } from './dialect.ts';

/** The way from script offsets to Dockerfile offsets. */
export interface Positions {
  /** Dockerfile offset of the character at a script offset. */
  startOf(offset: number): number;
  /** Dockerfile offset just behind the character before a script offset. */
  endOf(offset: number): number;
  /** Script offset of the character at a Dockerfile offset, or of the next one that the script has. */
  toScript(offset: number): number;
}

/** A script, or an argument list, as its program gets it. */
export interface ScriptSource {
  readonly text: string;
  readonly shell: Shell;
  readonly positions: Positions;
  /** RUN, CMD, ENTRYPOINT or HEALTHCHECK; below ONBUILD the trigger itself. */
  readonly instruction: Instruction;
  /** Set when the script is the body of this heredoc of RUN. */
  readonly heredoc: Heredoc | undefined;
  /** The words of an exec form: no shell reads them, `text` is empty. */
  readonly words: readonly ExecWord[] | undefined;
}

/** A JSON string of an exec form. Its span includes the quotes. */
export interface ExecWord {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Positions in the part of a script that starts at `from`. */
export function within(outer: Positions, from: number): Positions {
  return {
    startOf: offset => outer.startOf(from + offset),
    endOf: offset => (offset <= 0 ? outer.startOf(from) : outer.endOf(from + offset)),
    toScript: offset => Math.max(0, outer.toScript(offset) - from),
  };
}

/** Positions in a text of which each character comes from one place of an outer text, and ends at one behind it. */
export function picked(outer: Positions, starts: readonly number[], ends: readonly number[]): Positions {
  const last = ends.at(-1) ?? 0;
  return {
    startOf: offset => outer.startOf(starts[offset] ?? last),
    endOf: offset => (offset <= 0 ? outer.startOf(starts[0] ?? 0) : outer.endOf(ends[offset - 1] ?? last)),
    toScript(offset) {
      const place = outer.toScript(offset);
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) <= place) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** A run of script characters that stand one to one in the Dockerfile, or, when the lengths differ, as one piece. */
export interface Segment {
  /** Script offset. */
  readonly at: number;
  readonly length: number;
  /** Dockerfile offset. */
  readonly source: number;
  readonly sourceLength: number;
}

/** Positions in a script that stands in one piece. */
export function shifted(base: number): Positions {
  return {
    startOf: offset => base + offset,
    endOf: offset => base + offset,
    toScript: offset => Math.max(0, offset - base),
  };
}

/** Positions in a script put together from segments in the order of both texts, without gaps in the script. */
export function segmented(segments: readonly Segment[]): Positions {
  const [only] = segments;
  if (!only) return shifted(0);
  if (segments.length === 1 && only.length === only.sourceLength) return shifted(only.source - only.at);
  let recent = 0;

  // Scripts are read forwards: the next place is in the same segment or a near one.
  function indexOf(offset: number): number {
    const current = segments[recent];
    if (current && offset >= current.at && offset < current.at + current.length) return recent;
    let low = 0;
    let high = segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((segments[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    recent = low;
    return low;
  }

  function startOf(offset: number): number {
    const segment = segments[indexOf(offset)] ?? only;
    if (!segment) return 0;
    const inside = offset - segment.at;
    if (inside >= segment.length) return segment.source + segment.sourceLength;
    return segment.length === segment.sourceLength ? segment.source + inside : segment.source;
  }

  function endOf(offset: number): number {
    if (offset <= 0) return startOf(0);
    const segment = segments[indexOf(offset - 1)] ?? only;
    if (!segment) return 0;
    const inside = Math.min(offset - segment.at, segment.length);
    return segment.source + (segment.length === segment.sourceLength ? inside : segment.sourceLength);
  }

  function toScript(offset: number): number {
    let low = 0;
    let high = segments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const segment = segments[middle];
      if (segment && segment.source + segment.sourceLength <= offset) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low];
    if (!segment) return (segments.at(-1)?.at ?? 0) + (segments.at(-1)?.length ?? 0);
    return segment.at + Math.min(Math.max(0, offset - segment.source), segment.length - 1);
  }

  return { startOf, endOf, toScript };
}
