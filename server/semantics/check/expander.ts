import type { Token } from '../../syntax/tree.ts';
import type { Report } from '../../syntax/validate/report.ts';
import { expandWord } from '../expansion.ts';
import type { Scope } from '../model.ts';

/** What a token is when BuildKit has expanded it. */
export interface Expanded {
  /** Undefined when the expansion fails. */
  readonly value: string | undefined;
  /** False when a build argument, the platform or the base image can make it something else. */
  readonly certain: boolean;
  /** Names in it that have no value. */
  readonly unset: readonly string[];
}

/** Expands a token, and reports what is wrong in it; `context` stands before BuildKit's words. */
export type Expander = (token: Token, context?: string) => Expanded;

/** An expander for the place that a scope stands for. */
export function expander(scope: Scope, escapeChar: '\\' | '`', report: Report): Expander {
  return (token, context = '') => {
    const { value, unset, used, error } = expandWord(token.value, escapeChar, name => scope.get(name)?.value);
    const open = unset.some(name => !scope.complete || scope.get(name) !== undefined);
    const certain = !open && !used.some(name => scope.get(name)?.assumed);
    if (error !== undefined) reportExpansion(token, context + error, unset, certain, report);
    return { value, certain, unset };
  };
}

/** Says why an expansion fails; a variable that may get its value later is no reason. */
export function reportExpansion(
  token: Token,
  error: string,
  unset: readonly string[],
  certain: boolean,
  report: Report,
): void {
  const why = error.slice(error.lastIndexOf('": ') + 3);
  const modifier = /^unsupported modifier \(([^)]*)\)/.exec(why)?.[1];
  if (/^syntax error: missing '\}'/.test(why) || modifier === '\ufffd') {
    const template =
      'The brace of a variable is opened here and never closed. Close it, or escape the $ if it is meant as it stands.';
    report('syntax-bad-substitution', token, template, {}, error);
  } else if (modifier !== undefined) {
    const template =
      'BuildKit knows no {modifier} in a variable. Behind the name it takes :- - :+ + :? ? # ## % %% / and // only.';
    report('syntax-bad-substitution', token, template, { modifier }, error);
  } else if (SYNTAX.test(why)) {
    const template = 'BuildKit cannot expand this: {why}.';
    report('syntax-bad-substitution', token, template, { why }, error);
  } else if (/^unexpected end of statement/.test(why)) {
    const template =
      'A quote or brace is opened here and never closed. Close it, or escape it if it is meant as it stands.';
    report('syntax-open-quote', token, template, {}, error);
  } else if (certain && unset.length > 0) {
    const template = 'A variable that must have a value has none: {why}.';
    report('syntax-required-variable', token, template, { why }, error);
  }
}

const SYNTAX = /^(?:syntax error|unsupported modifier|invalid pattern)/;
