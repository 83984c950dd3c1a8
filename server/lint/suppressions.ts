import type { Dockerfile, Span } from '../syntax/tree.ts';
import { type CheckOption, parseCheckOption } from './checkOption.ts';
import { commentsBefore } from './comments.ts';
import { lineAt } from './lines.ts';
import { isBuildkitName } from './names.ts';
import { type Pragma, type PragmaTool, readCheckPragma, readPragma } from './pragmas.ts';

/** What the comments of a file silence, and what they ask for besides. */
export interface Suppressions {
  /** The `# check=` directive at the top. */
  readonly directive: CheckOption;
  readonly all: readonly Suppression[];
  /** True when the directive at the top silences a finding with these names. */
  skips(names: readonly string[]): boolean;
  /** True when another comment silences a finding with these names on this 0-based line. */
  silences(names: readonly string[], line: number): boolean;
  /** Decides of each name whether anything can be said of it. */
  judge(verdictOf: (suppression: Suppression) => Verdict): void;
}

/** One name in a comment that silences findings. */
export interface Suppression {
  readonly tool: PragmaTool;
  /** As written, without the name of a tool before it. */
  readonly name: string;
  /** It silences everything. */
  readonly isAll: boolean;
  readonly isGlobal: boolean;
  /** Where the name stands. */
  readonly span: Span;
  readonly comment: SilencingComment;
  /** It stands above no instruction, and so silences nothing. */
  readonly isNowhere: boolean;
  /** It has silenced something. */
  readonly isUsed: boolean;
  /** What can be said of one that is not used. */
  readonly verdict: Verdict;
}

/** unused: nothing is found that it could silence. unknown: no rule has this name. open: that cannot be told. */
export type Verdict = 'unused' | 'unknown' | 'open';

export interface SilencingComment {
  /** 0-based. */
  readonly line: number;
  /** All names in it. */
  readonly names: readonly Suppression[];
  /** Other options in it, as text. */
  readonly rest: string;
  readonly isDirective: boolean;
}

/**
 * Reads `# check=skip=…` (top of the file, or before one instruction); `# hadolint ignore=…`, `# tally ignore=…`,
 * `# shellcheck disable=…` and `# dockerfile-utils: ignore` right above one instruction; `# hadolint global
 * ignore=…` and `# tally global ignore=…` anywhere; `# shellcheck disable=…` also between the lines of a script, for the
 * next one. Each accepts every name a rule has. As for BuildKit, an empty
 * line does not part a check comment from its instruction, and only the first one before it counts.
 * `withoutPragmas`: nothing is silenced but BuildKit's own checks, by `# check=`.
 */
export function readSuppressions(
  file: Dockerfile,
  { withoutPragmas = false }: { readonly withoutPragmas?: boolean } = {},
): Suppressions {
  const all: Entry[] = [];
  const atTop = new Silence();
  const everywhere = new Silence();
  const nowhere = new Silence();
  const before = new Map<number, Silence>();
  /** By line of a script that goes on below a comment. */
  const within = new Map<number, Silence>();

  function add(pragma: Pragma, base: number, line: number, to: Silence): void {
    if (withoutPragmas && pragma.tool !== 'check') return;
    const names: Entry[] = [];
    const isDirective = to === atTop;
    const comment: SilencingComment = { line, names, rest: pragma.rest, isDirective };
    for (const { name: written, isAll, start, end } of pragma.names) {
      const name = written.slice(written.lastIndexOf('/') + 1);
      const span = { start: base + start, end: base + end };
      const isGlobal = isDirective || pragma.isGlobal;
      const place = { span, comment, isGlobal, isNowhere: to === nowhere };
      const entry: Entry = { tool: pragma.tool, name, isAll, ...place, isUsed: false, verdict: 'open' };
      names.push(entry);
      all.push(entry);
      to.add(entry);
    }
  }

  const top = file.directives.find(({ name }) => name === 'check');
  const topPragma = top && readCheckPragma(top.value.value, 0);
  if (top && topPragma) add(topPragma, top.value.start, lineAt(file.lineStarts, top.start), atTop);
  const attached = new Set<number>();
  const mayHave = file.comments.some(({ text }) => MARKS.test(text));
  for (const { instruction, comments } of mayHave ? commentsBefore(file) : []) {
    const { first, last } = instruction.lines;
    const silence = new Silence();
    let hasCheck = false;
    for (const [index, { text, line, start }] of comments.entries()) {
      const indent = /^#\s*/.exec(text)?.[0].length ?? 0;
      const pragma = readPragma(text.slice(indent));
      if (!pragma || pragma.isGlobal) continue;
      if (pragma.tool === 'check' ? hasCheck : first - line !== comments.length - index) continue;
      hasCheck ||= pragma.tool === 'check';
      attached.add(line);
      add(pragma, start + indent, line, silence);
    }
    if (silence.isEmpty) continue;
    for (let line = first; line <= last; line++) before.set(line, silence);
  }
  for (const { text, line, start } of mayHave ? file.comments : []) {
    const pragma = attached.has(line) ? undefined : readPragma(text);
    if (!pragma) continue;
    const target = pragma.tool === 'shellcheck' ? lineBelowComments(file, line) : undefined;
    const inside = target === undefined ? undefined : (within.get(target) ?? new Silence());
    if (target !== undefined && inside) within.set(target, inside);
    const to = pragma.isGlobal ? everywhere : (inside ?? nowhere);
    add(pragma, file.text.indexOf(text, start + 1), line, to);
  }
  const relevant = (names: readonly string[]): readonly string[] =>
    withoutPragmas ? names.filter(isBuildkitName) : names;
  return {
    directive: parseCheckOption(top?.value.value ?? ''),
    all: all.sort((a, b) => a.span.start - b.span.start),
    skips: names => atTop.holds(relevant(names)),
    silences(names, line) {
      const meant = relevant(names);
      const isSilenced = everywhere.holds(meant);
      const isSilencedWithin = within.get(line)?.holds(meant) ?? false;
      return before.get(line)?.holds(meant) || isSilencedWithin || isSilenced;
    },
    judge(verdictOf) {
      for (const entry of all) entry.verdict = verdictOf(entry);
    },
  };
}

/** One of them is in each comment that silences something. */
const MARKS = /check|hadolint|tally|dockerfile-utils/i;

/** The line that goes on below a comment between the lines of an instruction; undefined for comments elsewhere. */
function lineBelowComments({ instructions, comments }: Dockerfile, line: number): number | undefined {
  const instruction =
    instructions[countBelow(instructions.length, at => instructions[at]?.lines.first, line) - 1];
  if (!instruction || instruction.lines.last < line) return undefined;
  let below = line;
  for (
    let at = countBelow(comments.length, index => comments[index]?.line, line);
    comments[at]?.line === below;
    at++
  )
    below++;
  return below <= instruction.lines.last ? below : undefined;
}

/** How many of ascending lines are smaller than `line`. */
function countBelow(count: number, lineOf: (index: number) => number | undefined, line: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lineOf(middle) ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Entry extends Suppression {
  isUsed: boolean;
  verdict: Verdict;
}

/** Names that are silenced at one place. */
class Silence {
  readonly #byName = new Map<string, Entry[]>();
  readonly #all: Entry[] = [];

  get isEmpty(): boolean {
    return this.#all.length + this.#byName.size === 0;
  }

  add(entry: Entry): void {
    const list = entry.isAll ? this.#all : this.#byName.get(entry.name);
    if (list) list.push(entry);
    else this.#byName.set(entry.name, [entry]);
  }

  /** Notes which entries it was. */
  holds(names: readonly string[]): boolean {
    if (names.length === 0) return false;
    let found = false;
    for (const entry of this.#all) found = entry.isUsed = true;
    if (this.#byName.size === 0) return found;
    for (const name of names) {
      for (const entry of this.#byName.get(name) ?? []) found = entry.isUsed = true;
    }
    return found;
  }
}
