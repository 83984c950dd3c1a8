import type { Message } from './message.ts';

/** Half-open range in the source text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A piece of the file. `value` is what BuildKit reads there: continuations, and the comment and blank
 * lines between them, are gone, so it can be shorter than the span. Quotes and escapes are kept, except
 * in the exec form, where `value` is the decoded JSON string and the span includes the quotes.
 */
export interface Token extends Span {
  readonly value: string;
}

/** `# name=value` in the top comment block, as far as BuildKit honours it. `name` is in lower case. */
export interface Directive extends Span {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly nameSpan: Span;
  readonly value: Token;
}

/** One comment line, from `#` to before the line end; also those between continuation lines. */
export interface Comment extends Span {
  /** Text after `#`, trimmed. */
  readonly text: string;
  /** 0-based line. */
  readonly line: number;
}

/** `--name=value` or `--name` before the arguments. */
export interface Flag extends Span {
  /** Without the dashes, as written. */
  readonly name: Token;
  readonly value: Token | undefined;
}

/** One here-document of RUN, COPY or ADD (also below ONBUILD). */
export interface Heredoc {
  /** `3` in `3<<EOF`; 0 when absent. */
  readonly fd: number;
  /** The delimiter without quotes. */
  readonly name: string;
  /** False when the delimiter was quoted: variables in the body stay as they are. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of the body are dropped. */
  readonly chomp: boolean;
  /** `<<EOF` on the instruction's line. */
  readonly marker: Span;
  /** From the first body line to before the terminator line. */
  readonly body: Span;
  /** Undefined when the file ends first. */
  readonly terminator: Span | undefined;
}

/** `name=value` of ENV, LABEL and ARG; `value` is undefined for an ARG without default. */
export interface Pair extends Span {
  readonly name: Token;
  readonly value: Token | undefined;
}

/**
 * exec: a JSON array of strings. shell: the rest of the line as one text. words: blank-separated words.
 * pairs: see {@link Pair}. none: nothing follows the keyword.
 */
export type Form = 'exec' | 'shell' | 'words' | 'pairs' | 'none';

/** The instruction's text as BuildKit sees it, continuations joined, and the way back to the file. */
export interface LogicalLine {
  readonly text: string;
  /** Source offset of a logical offset, 0 ≤ offset ≤ text.length. */
  toSource(offset: number): number;
  /** Logical offset of a source offset; one inside a dropped piece gives the next kept character. */
  toLogical(offset: number): number;
}

export interface Instruction extends Span {
  /** As written. The span of an instruction starts here and ends after its last heredoc terminator. */
  readonly keyword: Token;
  /** Upper case; also for unknown instructions. */
  readonly name: string;
  /** 0-based first and last line, as BuildKit counts them. */
  readonly lines: { readonly first: number; readonly last: number };
  readonly logical: LogicalLine;
  readonly flags: readonly Flag[];
  readonly form: Form;
  /**
   * Words, JSON strings, the one shell text, or, for pairs, empty. HEALTHCHECK has its type word (CMD, NONE)
   * first, and `form` says how the rest is read: `words` when there is no rest.
   */
  readonly args: readonly Token[];
  readonly pairs: readonly Pair[];
  /** ENV or LABEL in the old `name value` form. */
  readonly legacyPair: boolean;
  /** Below ONBUILD they belong to the trigger. */
  readonly heredocs: readonly Heredoc[];
  /** The instruction after ONBUILD. */
  readonly trigger: Instruction | undefined;
}

export interface SyntaxError extends Span {
  /**
   * Which part of BuildKit complains. read: its parser, which then gives no tree at all. instruction: its
   * instruction parser. build: the conversion that comes before the first step runs.
   */
  readonly phase: 'read' | 'instruction' | 'build';
  /** `syntax-` and a short kebab-case name: the rule id that people see. */
  readonly code: string;
  /** Our words for people. */
  readonly message: Message;
  /** The words BuildKit itself uses, where it has an error; without the line number it puts before them. */
  readonly buildkit: string | undefined;
}

/** A whole Dockerfile. Every character of `text` belongs to an instruction, a comment, a directive or blanks. */
export interface Dockerfile {
  readonly text: string;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  /** By instruction; of one instruction, in the order in which BuildKit would come upon them. */
  readonly errors: readonly SyntaxError[];
  /** Offsets at which lines start; the first is 0 (or after a BOM's line start: still 0). */
  readonly lineStarts: readonly number[];
  /** 0-based empty lines inside continuations, of which BuildKit warns. */
  readonly emptyContinuationLines: readonly number[];
}
