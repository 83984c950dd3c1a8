import type { Span } from '../syntax/tree.ts';
import type { ScriptSource } from './source.ts';

/**
 * A script as the shell will read it. Every span is one of the Dockerfile, across continuations, so that it can
 * be reported or edited as it is. Broken scripts give what could be read, and `errors`.
 */
export interface Script {
  readonly source: ScriptSource;
  readonly statements: readonly Statement[];
  /** `#` to the end of the line. */
  readonly comments: readonly Span[];
  /** Reserved words (`if`, `do`, `}`, `!` …) in the order of the text. */
  readonly keywords: readonly Span[];
  /** Every use of a variable, wherever it stands, in the order of the text. */
  readonly variables: readonly Variable[];
  readonly errors: readonly ScriptError[];
}

export interface ScriptError extends Span {
  readonly code: ScriptErrorCode;
}

export type ScriptErrorCode =
  | 'unterminated-quote'
  | 'unterminated-substitution' // `$(`, `${`, `` ` ``, `$((`, `<(` without its end
  | 'unterminated-block' // `if` without `fi`, `(` without `)` …
  | 'unterminated-heredoc'
  | 'unexpected-token' // an operator or reserved word where none can stand
  | 'missing-command' // nothing after `&&`, `||`, `|`, `!`
  | 'missing-word' // nothing after a redirection, or a name that is no name
  | 'too-deep' // nested beyond what is read
  | 'unreadable'; // the grammar of this shell could not make sense of it

export type Statement =
  | Command
  | Pipeline
  | List
  | Group
  | If
  | Loop
  | For
  | Case
  | FunctionDefinition
  | Arithmetic
  | Block
  | Expression;

interface StatementBase extends Span {
  /** Ended by `&`. */
  readonly background: boolean;
  /** In the order of the text; a heredoc's body is found here. */
  readonly redirections: readonly Redirection[];
}

/** One simple command; `[ … ]` and `[[ … ]]` too, with `[` or `[[` as their name. */
export interface Command extends StatementBase {
  readonly kind: 'command';
  readonly assignments: readonly Assignment[];
  /** Undefined for `A=b` or `> file` alone. */
  readonly name: Word | undefined;
  readonly args: readonly Word[];
}

/** Commands joined by `|`; a single one only behind `!` or before a `|` without a right side. */
export interface Pipeline extends StatementBase {
  readonly kind: 'pipeline';
  readonly negated: boolean;
  readonly stages: readonly Statement[];
  /** The `|` and `|&` between the stages. */
  readonly operators: readonly Operator[];
}

/** Statements joined by `&&` and `||`, all on one level since both bind alike, left to right. */
export interface List extends StatementBase {
  readonly kind: 'list';
  readonly items: readonly Statement[];
  readonly operators: readonly Operator[];
}

export interface Operator extends Span {
  readonly text: '|' | '|&' | '&&' | '||';
}

/** `{ …; }`, or `( … )` which runs in a shell of its own. */
export interface Group extends StatementBase {
  readonly kind: 'group';
  readonly subshell: boolean;
  readonly body: readonly Statement[];
}

export interface If extends StatementBase {
  readonly kind: 'if';
  /** `if` and each `elif`. */
  readonly branches: readonly {
    readonly condition: readonly Statement[];
    readonly body: readonly Statement[];
  }[];
  readonly otherwise: readonly Statement[] | undefined;
}

/** `while` or `until`. */
export interface Loop extends StatementBase {
  readonly kind: 'loop';
  readonly until: boolean;
  readonly condition: readonly Statement[];
  readonly body: readonly Statement[];
}

/** `for` or `select`. */
export interface For extends StatementBase {
  readonly kind: 'for';
  /** Undefined for `for (( … ))`. */
  readonly variable: Word | undefined;
  /** Undefined without `in`: the positional parameters. */
  readonly words: readonly Word[] | undefined;
  /** What stands inside `(( … ))`. */
  readonly header: Arithmetic | undefined;
  readonly body: readonly Statement[];
}

export interface Case extends StatementBase {
  readonly kind: 'case';
  readonly subject: Word | undefined;
  readonly items: readonly { readonly patterns: readonly Word[]; readonly body: readonly Statement[] }[];
}

export interface FunctionDefinition extends StatementBase {
  readonly kind: 'function';
  readonly name: Word;
  readonly body: readonly Statement[];
}

/** `(( … ))`. */
export interface Arithmetic extends StatementBase {
  readonly kind: 'arithmetic';
  readonly parts: readonly WordPart[];
}

/** PowerShell's `if`, `foreach`, `try`, script blocks and the like: their statements in the order of the text. */
export interface Block extends StatementBase {
  readonly kind: 'block';
  /** `if`, `foreach`, `try` …; empty for a script block. */
  readonly keyword: string;
  readonly body: readonly Statement[];
}

/** PowerShell's `$a = …`, `[Type]::Method()` and the like. */
export interface Expression extends StatementBase {
  readonly kind: 'expression';
  readonly text: string;
  readonly parts: readonly WordPart[];
  /** Statements inside it: the right side of an assignment, `( … )`, `$( … )`, `{ … }`. */
  readonly body: readonly Statement[];
}

/** `name=value`, `name+=value`, `name[i]=value` before a command or alone. */
export interface Assignment extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly append: boolean;
  /** Empty text for `name=`. */
  readonly value: Word;
}

export interface Redirection extends Span {
  readonly operator: string;
  /** The number before the operator. */
  readonly fd: number | undefined;
  /** File, descriptor, or the delimiter of a heredoc; undefined when it is missing. */
  readonly target: Word | undefined;
  readonly heredoc: HeredocBody | undefined;
}

/** What stands between the lines of a heredoc. */
export interface HeredocBody extends Span {
  readonly text: string;
  /** False when the delimiter was quoted. */
  readonly expand: boolean;
  readonly parts: readonly WordPart[];
  /** The delimiter's line, undefined when the script ends first. */
  readonly terminator: Span | undefined;
}

export interface Word extends Span {
  readonly text: string;
  /** Without quotes and escapes; expansions and substitutions stay as they are written. */
  readonly value: string;
  /** True when the shell passes on exactly `value`: nothing to expand, no glob. */
  readonly isStatic: boolean;
  /** Quoted parts, expansions and substitutions in order; plain text between them is not listed. */
  readonly parts: readonly WordPart[];
}

export type WordPart = Quoted | Variable | Substitution | ArithmeticExpansion | ArrayLiteral;

export interface Quoted extends Span {
  readonly kind: 'quoted';
  readonly quote: "'" | '"' | "$'";
  readonly parts: readonly WordPart[];
}

/** `$name` or `${name…}`. */
export interface Variable extends Span {
  readonly kind: 'variable';
  /** A name, a digit string, or one of `@ * # ? - $ !`; PowerShell: with its scope, as in `env:Path`. */
  readonly name: string;
  readonly nameSpan: Span;
  /** `:-`, `#`, `//`, `^^` … after the name, `#` or `!` before it, or empty. */
  readonly operator: string;
  /** What follows the operator. */
  readonly operand: Word | undefined;
}

/** `$( … )`, `` ` … ` ``, `<( … )`, `>( … )`; PowerShell: also `( … )`, `@( … )`, `{ … }`. */
export interface Substitution extends Span {
  readonly kind: 'substitution';
  readonly open: '$(' | '`' | '<(' | '>(' | '(' | '@(' | '{';
  readonly body: readonly Statement[];
}

/** `$(( … ))`. */
export interface ArithmeticExpansion extends Span {
  readonly kind: 'arithmetic-expansion';
  readonly parts: readonly WordPart[];
}

/** `( … )` of `name=( … )`. */
export interface ArrayLiteral extends Span {
  readonly kind: 'array';
  readonly elements: readonly Word[];
}
