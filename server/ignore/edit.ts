import { createMatcher } from './matcher.ts';
import { type IgnoreOptions, parseIgnoreFile } from './parse.ts';
import type { IgnorePattern } from './tree.ts';

/** The text of an ignore file with a change, and the 0-based line that was added, or that stands where one was. */
export interface IgnoreEdit {
  readonly text: string;
  readonly line: number;
}

/** A pattern that matches this one path and what is in it. */
export function patternFor(path: string): string {
  const hasSigns = /[*?[\]\\]|^[#!]/.test(path);
  // A sign that is escaped makes the rest an expression: there these mean something, too.
  const written = hasSigns ? path.replace(/[*?[\]\\{}|^]|^[#!]/g, '\\$&') : path;
  // Blanks at the ends would be cut off.
  return written.replace(/^\s|\s$/g, '?');
}

/** Takes a path out of the context: without the line that brings it back, or with one more at the end. */
export function ignorePath(text: string, path: string, options: IgnoreOptions = {}): IgnoreEdit | undefined {
  return change(text, path, true, options);
}

/** Brings a path back into the context. */
export function restorePath(text: string, path: string, options: IgnoreOptions = {}): IgnoreEdit | undefined {
  return change(text, path, false, options);
}

function change(
  text: string,
  path: string,
  ignored: boolean,
  options: IgnoreOptions,
): IgnoreEdit | undefined {
  const file = parseIgnoreFile(text, options);
  const decisive = createMatcher(file, options).whichPattern(path);
  const own = patternFor(path);
  const isOwn = (pattern: IgnorePattern): boolean => {
    const [only] = parseIgnoreFile(`${pattern.negated ? '!' : ''}${own}`, options).patterns;
    return only?.pattern === pattern.pattern && only.negated === pattern.negated;
  };
  const candidates = [
    ...(decisive && decisive.negated === ignored && isOwn(decisive) ? [withoutLine(text, decisive)] : []),
    withLine(text, `${ignored ? '' : '!'}${own}`),
  ];
  return candidates.find(edit => createMatcher(edit.text, options).ignores(path) === ignored);
}

function withoutLine(text: string, { start, end, line }: IgnorePattern): IgnoreEdit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const feed = text.indexOf('\n', end);
  return { text: text.slice(0, from) + (feed < 0 ? '' : text.slice(feed + 1)), line };
}

/** The same line ends as the rest. */
function withLine(text: string, added: string): IgnoreEdit {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text === '\uFEFF' || text.endsWith('\n') ? text : text + lineEnd;
  return { text: before + added + lineEnd, line: before.split('\n').length - 1 };
}
