import type { Message } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';

export interface IgnoreComment extends Span {
  readonly kind: 'comment';
  /** 0-based. */
  readonly line: number;
}

/** One pattern line; its span has no surrounding blanks. */
export interface IgnorePattern extends Span {
  readonly kind: 'pattern';
  /** 0-based. */
  readonly line: number;
  /** Starts with `!`: brings back what an earlier pattern took out. */
  readonly negated: boolean;
  /** The `!`. */
  readonly bang: Span | undefined;
  /** What follows the `!` and blanks, as written. */
  readonly body: Span;
  /** What Docker matches with: cleaned, without `!`, without the `/` in front. */
  readonly pattern: string;
  /** Why a build with this file fails. */
  readonly error: PatternError | undefined;
}

export interface PatternError extends Span {
  readonly code: 'ignore-bad-pattern' | 'ignore-lone-exclamation' | 'ignore-line-too-long';
  readonly message: Message;
  /** Docker reads the file, and fails at the first path on which the pattern could change anything. */
  readonly late: boolean;
}

/** A .dockerignore file. Lines that are neither comment nor pattern are blank. */
export interface IgnoreFile {
  readonly text: string;
  readonly comments: readonly IgnoreComment[];
  readonly patterns: readonly IgnorePattern[];
}
