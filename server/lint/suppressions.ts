import type { Comment, Dockerfile, Instruction } from '../syntax/tree.ts';
import { type CheckOption, parseCheckOption } from './checkOption.ts';

/** What the comments of a file silence, and what they ask for besides. */
export interface Suppressions {
  /** The `# check=` directive at the top. */
  readonly directive: CheckOption;
  /** True when the directive at the top silences a finding with these names. */
  skips(names: readonly string[]): boolean;
  /** True when another comment silences a finding with these names on this 0-based line. */
  silences(names: readonly string[], line: number): boolean;
}

/**
 * Reads `# check=skip=…` (top of the file, or above one instruction), `# hadolint ignore=…` above one
 * instruction and `# hadolint global ignore=…` anywhere. A comment is above an instruction when only comment
 * lines stand between them; each accepts every name a rule has.
 */
export function readSuppressions(file: Dockerfile): Suppressions {
  const directive = parseCheckOption(file.directives.find(({ name }) => name === 'check')?.value.value ?? '');
  const everywhere = new Set<string>();
  const above = new Map<number, Silence>();
  for (const comment of file.comments) addPragma(comment.text, GLOBAL_PRAGMA, everywhere);
  for (const { instruction, comments } of commentsAbove(file)) {
    const names = new Set<string>();
    for (const { text } of comments) addPragma(text, PRAGMA, names);
    // Only the first one counts, as in BuildKit.
    const check = comments.map(({ text }) => readCheck(text)).find(option => option !== undefined);
    if (check && check.skip !== 'all') for (const name of check.skip) names.add(name);
    const silence = check?.skip === 'all' ? 'all' : names;
    if (silence !== 'all' && silence.size === 0) continue;
    for (let line = instruction.lines.first; line <= instruction.lines.last; line++) above.set(line, silence);
  }
  return {
    directive,
    skips: names => holds(directive.skip, names),
    silences: (names, line) => holds(everywhere, names) || holds(above.get(line) ?? NOTHING, names),
  };
}

const NOTHING: ReadonlySet<string> = new Set();

function holds(silence: Silence, names: readonly string[]): boolean {
  return silence === 'all' || (silence.size > 0 && names.some(name => silence.has(name)));
}

type Silence = 'all' | ReadonlySet<string>;

/** Each instruction with the comment lines that end right above it. */
export function* commentsAbove(
  file: Dockerfile,
): Iterable<{ readonly instruction: Instruction; readonly comments: readonly Comment[] }> {
  let next = 0;
  for (const instruction of file.instructions) {
    const { first, last } = instruction.lines;
    let from = next;
    while (next < file.comments.length && (file.comments[next]?.line ?? first) < first) {
      const line = file.comments[next]?.line ?? 0;
      const before = file.comments[next - 1];
      if (next > from && before && before.line !== line - 1) from = next;
      next++;
    }
    const comments = file.comments[next - 1]?.line === first - 1 ? file.comments.slice(from, next) : [];
    if (comments.length > 0) yield { instruction, comments };
    while (next < file.comments.length && (file.comments[next]?.line ?? 0) <= last) next++;
  }
}

// Sticky and without nested repetition: linear on a comment of any length.
const PRAGMA = /hadolint[ \t]+ignore[ \t]*=[ \t]*/y;
const GLOBAL_PRAGMA = /hadolint[ \t]+global[ \t]+ignore[ \t]*=[ \t]*/y;

/** Adds the names of `A, B,C` after the pragma; nothing when the comment is none. */
function addPragma(text: string, pragma: RegExp, names: Set<string>): void {
  pragma.lastIndex = 0;
  if (!pragma.test(text)) return;
  for (const part of text.slice(pragma.lastIndex).split(',')) {
    const name = part.trim().split(/\s/, 1)[0];
    if (name) names.add(name);
  }
}

const CHECK = /check[ \t]*=[ \t]*/iy;

function readCheck(text: string): CheckOption | undefined {
  CHECK.lastIndex = 0;
  return CHECK.test(text) ? parseCheckOption(text.slice(CHECK.lastIndex)) : undefined;
}
