import { HEREDOC_KEYWORDS } from '../syntax/keywords.ts';
import type { Comment, Dockerfile, Instruction, LogicalLine, Span } from '../syntax/tree.ts';
import { expandsFlag, expandsWords, isLiteral } from './expands.ts';
import { instructionAt, isInHeredocBody } from './find.ts';

/** What can be typed at the cursor. All texts end at the cursor: what stands behind it does not count. */
export type Place =
  | { readonly kind: 'keyword'; readonly span: Span; readonly typed: string; readonly onbuild: boolean }
  | FlagNamePlace
  | {
      readonly kind: 'flagValue';
      readonly instruction: Instruction;
      readonly flag: string;
      readonly typed: string;
      readonly span: Span;
    }
  | MountPlace
  | ArgumentPlace
  | VariablePlace
  | {
      readonly kind: 'comment';
      readonly comment: Comment | undefined;
      readonly span: Span;
      readonly typed: string;
    }
  | HeredocPlace
  /** Nothing is known about what stands here: a heredoc, a quoted text. */
  | { readonly kind: 'none' };

export interface FlagNamePlace {
  readonly kind: 'flagName';
  readonly instruction: Instruction;
  /** From the dashes on. */
  readonly span: Span;
  readonly typed: string;
}

export interface HeredocPlace {
  /** Of the name behind `<<`, or at the start of a body's line. */
  readonly kind: 'heredocName' | 'heredocEnd';
  readonly instruction: Instruction;
  readonly span: Span;
  readonly typed: string;
  /** The quote before the name. */
  readonly quote: string;
}

export interface MountPlace {
  readonly kind: 'mountKey' | 'mountValue';
  readonly instruction: Instruction;
  /** The fields of this mount before and after the cursor's. */
  readonly others: readonly string[];
  /** Of a value: the key before its `=`. */
  readonly key: string;
  readonly typed: string;
  readonly span: Span;
}

export interface ArgumentPlace {
  readonly kind: 'argument';
  readonly instruction: Instruction;
  /** Complete words between the flags and this one. */
  readonly before: readonly string[];
  /** No argument stands before: a flag may still be written here. */
  readonly flagsAllowed: boolean;
  readonly typed: string;
  readonly span: Span;
}

export interface VariablePlace {
  readonly kind: 'variable' | 'modifier';
  readonly instruction: Instruction;
  readonly name: string;
  /** Written with a brace. */
  readonly braced: boolean;
  /** Behind PowerShell's `env:`. */
  readonly inEnv?: true;
  /** Of the name, or of the modifier; without `$` and `{`. */
  readonly span: Span;
  readonly typed: string;
}

export function placeAt(file: Dockerfile, offset: number): Place {
  const comment = file.comments.find(({ start, end }) => start < offset && offset <= end);
  const directive = file.directives.find(({ start, end }) => start < offset && offset <= end);
  const commentStart = directive?.start ?? comment?.start;
  if (commentStart !== undefined) {
    const typed = file.text.slice(commentStart, offset);
    return { kind: 'comment', comment, span: { start: commentStart, end: offset }, typed };
  }
  const instruction = instructionAt(file, offset);
  if (!instruction) return keywordPlace(file, offset, false);
  // At the end of the text the line that announces a body goes on to where the body would start.
  const isBelow = file.text.slice(instruction.start, offset).includes('\n');
  if (isBelow && isInHeredocBody(instruction, offset)) return inBody(file, instruction, offset);
  return within(file, instruction, offset, undefined);
}

/** Variables where something expands them, and the name that ends a body which has no end. */
function inBody(file: Dockerfile, outer: Instruction, offset: number): Place {
  const instruction = outer.trigger ?? outer;
  const heredoc = outer.heredocs
    .concat(outer.trigger?.heredocs ?? [])
    .find(({ body, terminator }) => body.start <= offset && (!terminator || offset < terminator.start));
  if (!heredoc) return { kind: 'none' };
  const line = file.text.slice(file.text.lastIndexOf('\n', offset - 1) + 1, offset);
  const variable = variableBefore(instruction, line, '\\');
  if (variable) {
    const span = { start: offset - variable.typed.length, end: offset };
    return heredoc.expand || instruction.name === 'RUN' ? { ...variable, span } : { kind: 'none' };
  }
  const typed = heredoc.chomp ? line.replace(/^\t+/, '') : line;
  if (heredoc.terminator || !heredoc.name.startsWith(typed)) return { kind: 'none' };
  const span = { start: offset - typed.length, end: offset };
  return { kind: 'heredocEnd', instruction, span, typed, quote: '' };
}

/** The text of a trigger ends with its last word: what is typed behind it stands in the outer line alone. */
function within(
  file: Dockerfile,
  instruction: Instruction,
  offset: number,
  outer: Instruction | undefined,
): Place {
  if (offset <= instruction.keyword.end) {
    const typed = file.text.slice(instruction.start, offset);
    // A keyword that a continuation cuts: no edit may reach over the line.
    if (typed.includes('\n')) return { kind: 'none' };
    const onbuild = outer !== undefined;
    return { kind: 'keyword', span: { start: instruction.start, end: offset }, typed, onbuild };
  }
  const { trigger } = instruction;
  if (trigger && offset >= trigger.start) return within(file, trigger, offset, instruction);
  const { logical } = outer ?? instruction;
  const keywordEnd = logical.toLogical(instruction.keyword.start) + instruction.keyword.value.length;
  const before = logical.text.slice(keywordEnd, logical.toLogical(offset));
  if (before === '' || !/^\s/.test(before)) return { kind: 'none' };
  if (instruction.name === 'ONBUILD') return keywordPlace(file, offset, true);
  return inArguments(file, instruction, logical, before, keywordEnd, offset);
}

/** Words are cut at blanks alone: quotes matter to nothing that is offered. */
function inArguments(
  file: Dockerfile,
  instruction: Instruction,
  logical: LogicalLine,
  before: string,
  base: number,
  offset: number,
): Place {
  const spanFrom = (logicalStart: number): Span => {
    const start = logical.toSource(base + logicalStart);
    // An edit must stay on the cursor's line.
    const lineStart = file.text.lastIndexOf('\n', offset - 1) + 1;
    return { start: Math.max(Math.min(start, offset), lineStart), end: offset };
  };
  const wordStart = lastBlank(before) + 1;
  const typed = before.slice(wordStart);
  const complete: string[] = [];
  let flagsAllowed = true;
  for (const [word] of before.slice(0, wordStart).matchAll(/\S+/g)) {
    if (flagsAllowed && word.startsWith('--')) continue;
    flagsAllowed = false;
    complete.push(word);
    if (complete.length >= KNOWN_ARGUMENTS) break;
  }
  const marker = HEREDOC_KEYWORDS.has(instruction.name)
    ? /(?:^|[^<])<<-?(["']?)(\w*)$/.exec(typed.slice(-LOOK_AHEAD))
    : null;
  if (marker) {
    const [, quote = '', name = ''] = marker;
    const span = spanFrom(before.length - name.length);
    return { kind: 'heredocName', instruction, span, typed: name, quote };
  }
  if (isLiteral(instruction, before, file.escape)) return { kind: 'none' };
  const isFlag = flagsAllowed && typed.startsWith('--');
  const expands = isFlag ? expandsFlag(instruction, typed) : expandsWords(instruction, [...complete, typed]);
  const variable = expands ? variableBefore(instruction, typed, file.escape) : undefined;
  if (variable) return { ...variable, span: spanFrom(before.length - variable.typed.length) };
  if (isFlag) {
    const equals = typed.indexOf('=');
    if (equals < 0) return { kind: 'flagName', instruction, span: spanFrom(wordStart), typed };
    const flag = typed.slice(2, equals);
    const value = typed.slice(equals + 1);
    if (flag === 'mount')
      return mountPlace(file, instruction, value, offset, length => spanFrom(before.length - length));
    return { kind: 'flagValue', instruction, flag, typed: value, span: spanFrom(wordStart + equals + 1) };
  }
  return {
    kind: 'argument',
    instruction,
    before: complete,
    flagsAllowed,
    typed,
    span: spanFrom(wordStart),
  };
}

/** No instruction's later words are told apart. */
const KNOWN_ARGUMENTS = 8;

function mountPlace(
  file: Dockerfile,
  instruction: Instruction,
  value: string,
  offset: number,
  spanOfLast: (length: number) => Span,
): MountPlace {
  const fields = value.split(',');
  const typed = fields.pop() ?? '';
  const rest = /^[^\s,]*((?:,[^\s,]*)*)/.exec(file.text.slice(offset, offset + LOOK_AHEAD))?.[1] ?? '';
  const others = [...fields, ...rest.split(',')].filter(field => field !== '');
  const equals = typed.indexOf('=');
  if (equals < 0) {
    return { kind: 'mountKey', instruction, others, key: '', typed, span: spanOfLast(typed.length) };
  }
  const typedValue = typed.slice(equals + 1);
  return {
    kind: 'mountValue',
    instruction,
    others,
    key: typed.slice(0, equals),
    typed: typedValue,
    span: spanOfLast(typedValue.length),
  };
}

const LOOK_AHEAD = 500;

/** `$na` or `${na` or `${name:` right before the cursor. */
function variableBefore(
  instruction: Instruction,
  typed: string,
  escapeSign: Dockerfile['escape'],
): Omit<VariablePlace, 'span'> | undefined {
  const tail = typed.slice(-LOOK_AHEAD);
  const scoped = /\$(\{?)env:(\w*)$/i.exec(tail);
  if (scoped) {
    const [, brace = '', name = ''] = scoped;
    return { kind: 'variable', instruction, name, braced: brace !== '', inEnv: true, typed: name };
  }
  const found = /\$(\{?)(\w*)((?::[-+?]?|##?|%%?|\/\/?)?)$/.exec(tail);
  if (!found) return undefined;
  const [, brace = '', name = '', modifier = ''] = found;
  let escapes = 0;
  while (tail[found.index - 1 - escapes] === escapeSign) escapes++;
  if (escapes % 2 === 1) return undefined;
  if (modifier === '') {
    return { kind: 'variable', instruction, name, braced: brace !== '', typed: name };
  }
  return brace !== '' && name !== ''
    ? { kind: 'modifier', instruction, name, braced: true, typed: modifier }
    : undefined;
}

function keywordPlace(file: Dockerfile, offset: number, onbuild: boolean): Place {
  let start = offset;
  while (start > 0 && !/\s/.test(file.text[start - 1] ?? '')) start--;
  const typed = file.text.slice(start, offset);
  return { kind: 'keyword', span: { start, end: offset }, typed, onbuild };
}

function lastBlank(text: string): number {
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d)) return at;
  }
  return -1;
}
