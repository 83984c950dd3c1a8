import type { Dockerfile } from '../syntax/tree.ts';
import { type CheckOption, parseCheckOption } from './checkOption.ts';
import { commentsBefore } from './comments.ts';

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
 * Reads `# check=skip=…` (top of the file, or before one instruction), `# hadolint ignore=…` right above one
 * instruction and `# hadolint global ignore=…` anywhere; each accepts every name a rule has. As for BuildKit, an
 * empty line does not part a check comment from its instruction, and only the first one before it counts.
 */
export function readSuppressions(file: Dockerfile): Suppressions {
  const directive = parseCheckOption(file.directives.find(({ name }) => name === 'check')?.value.value ?? '');
  const everywhere = new Set<string>();
  const before = new Map<number, Silence>();
  for (const { text } of file.comments) addPragma(text, GLOBAL_PRAGMA, everywhere);
  for (const { instruction, comments } of commentsBefore(file)) {
    const { first, last } = instruction.lines;
    const names = new Set<string>();
    let skip: CheckOption['skip'] | undefined;
    for (const [index, comment] of comments.entries()) {
      const text = comment.text.replace(/^#\s*/, '');
      skip ??= readCheck(text)?.skip;
      const isRightAbove = first - comment.line === comments.length - index;
      if (isRightAbove) addPragma(text, PRAGMA, names);
    }
    if (skip !== undefined && skip !== 'all') for (const name of skip) names.add(name);
    if (skip !== 'all' && names.size === 0) continue;
    for (let line = first; line <= last; line++) before.set(line, skip === 'all' ? 'all' : names);
  }
  return {
    directive,
    skips: names => holds(directive.skip, names),
    silences: (names, line) => holds(everywhere, names) || holds(before.get(line) ?? NOTHING, names),
  };
}

const NOTHING: ReadonlySet<string> = new Set();

function holds(silence: Silence, names: readonly string[]): boolean {
  return silence === 'all' || (silence.size > 0 && names.some(name => silence.has(name)));
}

type Silence = 'all' | ReadonlySet<string>;

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
