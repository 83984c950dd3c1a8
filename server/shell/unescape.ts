/** A text without some backslashes, and for each character the place it comes from: [starts[i], ends[i]). */
export interface Unescaped {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const BACKSLASH = 92;

/** `text[start, end)` without the backslashes before any of `hidden`, which are character codes. */
export function withoutEscapes(
  text: string,
  start: number,
  end: number,
  hidden: readonly number[],
): Unescaped {
  const starts: number[] = [];
  const ends: number[] = [];
  let kept = '';
  let run = start;
  for (let at = start; at < end; at++) {
    const from = at;
    if (text.charCodeAt(at) === BACKSLASH && at + 1 < end) {
      if (hidden.includes(text.charCodeAt(at + 1))) {
        kept += text.slice(run, at);
        run = at + 1;
      } else {
        // A backslash that stays hides nothing from what follows the character after it.
        starts.push(at);
        ends.push(at + 1);
      }
      at++;
    }
    starts.push(run === at ? from : at);
    ends.push(at + 1);
  }
  return { text: kept + text.slice(run, end), starts, ends };
}
