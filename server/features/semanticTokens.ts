import type { Instruction, Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { mountFields } from './mountFields.ts';
import { variableOccurrences } from './variables.ts';

export const TOKEN_TYPES = [
  'keyword',
  'comment',
  'string',
  'number',
  'operator',
  'variable',
  'namespace',
  'type',
  'parameter',
  'property',
  'macro',
  'regexp',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

export const TOKEN_MODIFIERS = ['declaration', 'deprecated', 'defaultLibrary'] as const;
export type TokenModifier = (typeof TOKEN_MODIFIERS)[number];

export interface SemanticToken extends Span {
  readonly type: TokenType;
  readonly modifier: TokenModifier | undefined;
}

/**
 * What the words of a Dockerfile are, in their order, without overlaps; a token may go over line ends. Scripts
 * in shells are left to the grammar but for their variables. Linear.
 */
export function semanticTokens(document: DockerfileDocument): readonly SemanticToken[] {
  const { file, model } = document;
  const tokens: SemanticToken[] = [];
  const add = (type: TokenType, span: Span | undefined, modifier?: TokenModifier): void => {
    if (span && span.end > span.start) tokens.push({ type, modifier, start: span.start, end: span.end });
  };
  for (const comment of file.comments) add('comment', comment);
  for (const { nameSpan, value } of file.directives) {
    add('macro', nameSpan);
    add('string', value);
  }
  for (const instruction of file.instructions) {
    addInstruction(instruction, add);
    if (instruction.trigger) addInstruction(instruction.trigger, add);
  }
  for (const stage of model.stages) {
    add('namespace', stage.nameToken, 'declaration');
    if (stage.base.kind === 'image' || stage.base.kind === 'scratch') {
      add('type', stage.base.token, stage.base.kind === 'scratch' ? 'defaultLibrary' : undefined);
    }
  }
  for (const { token, stage, kind } of model.references) {
    if (stage) add('namespace', token);
    else if (kind !== 'from') add('type', token);
  }
  for (const { start, end, role } of variableOccurrences(document)) {
    add('variable', { start, end }, role === 'declaration' ? 'declaration' : undefined);
  }
  return flat(tokens);
}

function addInstruction(
  instruction: Instruction,
  add: (type: TokenType, span: Span | undefined, modifier?: TokenModifier) => void,
): void {
  const { name, keyword, flags, args, heredocs } = instruction;
  add('keyword', keyword, name === 'MAINTAINER' ? 'deprecated' : undefined);
  for (const flag of flags) {
    add('parameter', { start: flag.start, end: flag.name.end });
    for (const { keySpan, known } of mountFields(instruction, flag)) if (known) add('property', keySpan);
  }
  if (name === 'FROM' && args[1] && args[1].value.toUpperCase() === 'AS') add('keyword', args[1]);
  if (name === 'HEALTHCHECK') add('keyword', args[0]);
  if (name === 'EXPOSE') for (const port of args) if (/^\d/.test(port.value)) add('number', port);
  if (name === 'LABEL') for (const pair of instruction.pairs) add('property', pair.name);
  for (const { marker, terminator } of heredocs) {
    add('keyword', marker);
    add('keyword', terminator);
  }
}

/** In order; where two overlap, the one inside cuts the one around it. */
function flat(tokens: readonly SemanticToken[]): readonly SemanticToken[] {
  const sorted = tokens.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const out: SemanticToken[] = [];
  /** Those that are still open, the innermost last. */
  const open: SemanticToken[] = [];
  let at = 0;
  const emit = (token: SemanticToken, end: number): void => {
    const start = Math.max(at, token.start);
    // Few are cut: most are taken as they are.
    if (start === token.start && end === token.end) out.push(token);
    else if (end > start) out.push({ type: token.type, modifier: token.modifier, start, end });
    at = Math.max(at, end);
  };
  const closeBefore = (offset: number): void => {
    for (let last = open[open.length - 1]; last && last.end <= offset; last = open[open.length - 1]) {
      emit(last, last.end);
      open.pop();
    }
  };
  for (const token of sorted) {
    closeBefore(token.start);
    const around = open[open.length - 1];
    if (around) emit(around, token.start);
    open.push(token);
  }
  closeBefore(Number.POSITIVE_INFINITY);
  return out;
}
