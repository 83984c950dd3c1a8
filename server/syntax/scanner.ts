/** Walks the physical lines of a text. Lines end at a line feed only; an empty rest after the last is no line. */
export interface Scanner {
  readonly text: string;
  /** 0-based. */
  line: number;
  start: number;
  /** Before the line feed and any carriage returns. */
  end: number;
  nextStart: number;
  /** Goes to the next line; false when there is none, and then nothing changes. */
  next(): boolean;
  /** Where lines start, as far as the walk has come, and where the next would start. */
  readonly lineStarts: number[];
}

/** A scanner that stands before the first line. */
export function scanner(text: string): Scanner {
  return {
    text,
    line: -1,
    start: 0,
    end: 0,
    nextStart: 0,
    lineStarts: [0],
    next() {
      if (this.nextStart >= text.length) return false;
      this.line++;
      this.start = this.nextStart;
      const feed = text.indexOf('\n', this.start);
      const end = feed < 0 ? text.length : feed;
      this.nextStart = feed < 0 ? text.length : feed + 1;
      if (feed >= 0) this.lineStarts.push(this.nextStart);
      this.end = trimReturns(text, this.start, end);
      return true;
    },
  };
}

function trimReturns(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) === 0x0d) at--;
  return at;
}
