/**
 * Shell patterns of `${name#pattern}`, `%` and `/` as BuildKit reads them: `*` and `?`, a backslash before `*`,
 * `?`, `\`, `/` and `}`, no brackets. Matching costs at most length of the pattern times length of the value.
 */

export interface PatternResult {
  /** Undefined when the pattern is bad. */
  readonly value: string | undefined;
  readonly error?: string;
  /** The pattern as BuildKit names it in its error. */
  readonly pattern: string;
}

/** `${name#pattern}`, with `longest` `##`. */
export function removePrefix(value: string, pattern: string, longest: boolean): PatternResult {
  const compiled = compile(pattern);
  if (typeof compiled === 'string') return { value: undefined, error: compiled, pattern };
  const match = matchAt([...value], compiled, 0, longest, true);
  return { value: match ? [...value].slice(match.end).join('') : value, pattern };
}

/** `${name%pattern}`, with `longest` `%%`. */
export function removeSuffix(value: string, pattern: string, longest: boolean): PatternResult {
  const reversed = reversePattern(pattern);
  const result = removePrefix(reverse(value), reversed, longest);
  return { ...result, value: result.value === undefined ? undefined : reverse(result.value) };
}

/** `${name/pattern/replacement}`, with `all` `//`. The leftmost, longest match is replaced. */
export function replacePattern(
  value: string,
  pattern: string,
  replacement: string,
  all: boolean,
): PatternResult {
  const compiled = compile(pattern);
  if (typeof compiled === 'string') return { value: undefined, error: compiled, pattern };
  const characters = [...value];
  let out = '';
  let from = 0;
  let search = 0;
  while (search <= characters.length) {
    const match = matchAt(characters, compiled, search, true, false);
    if (!match) break;
    // As in Go, an empty match right after another match does not count.
    if (match.end > from || match.start > from || search === 0 || !all) {
      out += characters.slice(from, match.start).join('');
      const matched = characters.slice(match.start, match.end).join('');
      out += all ? fillTemplate(replacement, matched) : replacement;
      from = match.end;
    }
    if (!all) break;
    search = match.end > match.start ? match.end : match.end + 1;
  }
  return { value: out + characters.slice(from).join(''), pattern };
}

/** Runs of single characters (undefined is `?`) that stand between the stars. */
type Segments = readonly (readonly (string | undefined)[])[];

function compile(pattern: string): Segments | string {
  const characters = [...pattern];
  const segments: (string | undefined)[][] = [[]];
  // Go's scanner drops a byte order mark here too.
  for (let at = characters[0] === '\ufeff' ? 1 : 0; at < characters.length; at++) {
    const segment = segments.at(-1);
    let character = characters[at];
    if (character === '*') {
      segments.push([]);
      continue;
    }
    if (character === '\\') {
      character = characters[at + 1];
      if (character === '}' || character === '/') continue;
      at++;
      if (character !== '*' && character !== '?' && character !== '\\') {
        return `invalid escape '\\${character ?? '\ufffd'}'`;
      }
      segment?.push(character);
    } else segment?.push(character === '?' ? undefined : character);
  }
  return segments;
}

interface Match {
  readonly start: number;
  readonly end: number;
}

/**
 * The first match at or after `from` (only at `from` when `fixed`). It starts where the first segment first
 * stands, since what follows a star can stand anywhere later; `longest` moves the last segment to its last place.
 */
function matchAt(
  value: readonly string[],
  segments: Segments,
  from: number,
  longest: boolean,
  fixed: boolean,
): Match | undefined {
  const [first = [], ...others] = segments;
  const start = fixed ? (standsAt(value, first, from) ? from : -1) : findFirst(value, first, from);
  if (start < 0) return undefined;
  let end = start + first.length;
  const last = others.pop();
  for (const segment of others) {
    const at = findFirst(value, segment, end);
    if (at < 0) return undefined;
    end = at + segment.length;
  }
  if (last) {
    const at = longest ? findLast(value, last, end) : findFirst(value, last, end);
    if (at < 0) return undefined;
    end = at + last.length;
  }
  return { start, end };
}

function findFirst(value: readonly string[], segment: Segments[number], from: number): number {
  for (let at = from; at + segment.length <= value.length; at++) if (standsAt(value, segment, at)) return at;
  return -1;
}

function findLast(value: readonly string[], segment: Segments[number], from: number): number {
  for (let at = value.length - segment.length; at >= from; at--) if (standsAt(value, segment, at)) return at;
  return -1;
}

function standsAt(value: readonly string[], segment: Segments[number], at: number): boolean {
  if (at + segment.length > value.length) return false;
  return segment.every((character, index) => character === undefined || character === value[at + index]);
}

/** What Go's `ReplaceAllString` makes of `$0`, `$name` and `$$` in a replacement. */
function fillTemplate(template: string, matched: string): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (all, braced?: string, plain?: string) => {
    if (all === '$$') return '$';
    return (braced ?? plain) === '0' ? matched : '';
  });
}

/** Backwards, but with each backslash still before the character it escapes. */
function reversePattern(pattern: string): string {
  const characters = [...pattern];
  const out: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    const escapes = character === '\\' && at + 1 < characters.length;
    out.push(escapes ? character + (characters[++at] ?? '') : character);
  }
  return out.reverse().join('');
}

const reverse = (text: string): string => [...text].reverse().join('');
