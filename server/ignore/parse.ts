import { skipSpace, trimSpace, trimSpaceEnd } from '../syntax/characters.ts';
import type { Message } from '../syntax/message.ts';
import { cleanPath } from './cleanPath.ts';
import { compilePattern } from './pattern.ts';
import type { IgnoreComment, IgnoreFile, IgnorePattern, PatternError } from './tree.ts';

export interface IgnoreOptions {
  /** Read as Docker on Windows does: `\` separates folders and escapes nothing. */
  readonly windows?: boolean;
}

/** Docker's reader refuses lines of this many bytes or more. */
const LINE_LIMIT = 64 * 1024;

/**
 * Reads a .dockerignore file as Docker does: `#` in the first column is a comment, blanks around a pattern
 * are dropped, then it is cleaned and taken relative to the context. Never throws; linear.
 */
export function parseIgnoreFile(text: string, options: IgnoreOptions = {}): IgnoreFile {
  const comments: IgnoreComment[] = [];
  const patterns: IgnorePattern[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let line = 0; start <= text.length; line++) {
    const feed = text.indexOf('\n', start);
    const next = feed < 0 ? text.length + 1 : feed + 1;
    let end = feed < 0 ? text.length : feed;
    if (end > start && text[end - 1] === '\r') end--;
    if (text[start] === '#') comments.push({ kind: 'comment', start, end, line });
    else {
      const pattern = readPattern(text, start, end, line, options.windows === true);
      if (pattern) patterns.push(pattern);
    }
    start = next;
  }
  return { text, comments, patterns };
}

function readPattern(
  text: string,
  lineStart: number,
  lineEnd: number,
  line: number,
  windows: boolean,
): IgnorePattern | undefined {
  const start = skipSpace(text, lineStart, lineEnd);
  const end = trimSpaceEnd(text, start, lineEnd);
  if (start === end) return undefined;
  const bang = text[start] === '!' ? { start, end: start + 1 } : undefined;
  const bodyStart = bang ? skipSpace(text, start + 1, end) : start;
  const body = { start: bodyStart, end };
  const cleaned = normalize(bang !== undefined, text.slice(bodyStart, end), windows);
  if (cleaned === '') return undefined;
  const negated = cleaned.startsWith('!');
  const pattern = negated ? cleaned.slice(1) : cleaned;
  let error: PatternError | undefined;
  if (lineEnd - lineStart >= LINE_LIMIT / 3 && utf8Length(text, lineStart, lineEnd) >= LINE_LIMIT) {
    error = { code: 'ignore-line-too-long', message: lineTooLong, late: false, start, end };
  } else if (negated && pattern === '') {
    error = { code: 'ignore-lone-exclamation', message: loneExclamation, late: false, start, end };
  } else {
    const bad = compilePattern(pattern, windows);
    if (!bad.ok) {
      const { message, late } = bad;
      error = { code: 'ignore-bad-pattern', message, late, start: bodyStart, end };
    }
  }
  return { kind: 'pattern', start, end, line, negated, bang, body, pattern, error };
}

/**
 * Docker cleans twice: when it reads the file, and again, with the `!` in front, when it builds the matcher.
 * So `./!a` brings back `a`, and `!/` is a lone `!`.
 */
function normalize(inverted: boolean, body: string, windows: boolean): string {
  let pattern = windows ? body.replaceAll('\\', '/') : body;
  if (pattern !== '') {
    pattern = cleanPath(pattern);
    if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
  }
  pattern = trimSpace(inverted ? `!${pattern}` : pattern);
  return pattern === '' ? '' : cleanPath(pattern);
}

const loneExclamation: Message = {
  template:
    'A `!` needs a pattern after it. Docker refuses the whole file: write what to bring back, or remove the line.',
  args: {},
};
const lineTooLong: Message = {
  template: 'This line has 64 KiB or more. Docker cannot read such a file: split the line or shorten it.',
  args: {},
};

function utf8Length(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code <= 0xdfff)
      bytes += 2; // each half of a pair: 4 bytes together
    else bytes += 3;
  }
  return bytes;
}
