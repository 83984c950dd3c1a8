import { READINGS } from '../../syntax/keywords.ts';
import type { Instruction, Span, Token } from '../../syntax/tree.ts';

/** A part of an instruction that stays as it is; the blanks around it mean nothing to BuildKit. */
export interface Piece extends Span {
  /** Set when it is a keyword that BuildKit knows. */
  readonly keyword?: Token;
  /** Set when it is one of the signs of a JSON array. */
  readonly sign?: '[' | ']' | ',';
}

/**
 * The pieces of an instruction in the order of the file: keywords, flags, words, pairs, JSON strings, or a shell
 * text as a whole. Undefined when they cannot be told apart in the file itself, as with text that is no UTF-8.
 */
export function piecesOf(text: string, instruction: Instruction): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  for (let at: Instruction | undefined = instruction; at; at = at.trigger) {
    const { start, end, value } = at.keyword;
    const known = READINGS.has(at.name) && text.slice(start, end) === value;
    pieces.push(known ? { start, end, keyword: at.keyword } : { start, end });
    for (const flag of at.flags) pieces.push({ start: flag.start, end: flag.end });
    if (at.form === 'exec') {
      if (!addArray(text, at, pieces)) return undefined;
    } else if (at.legacyPair) {
      for (const { name, value: rest } of at.pairs) pieces.push(...(rest ? [name, rest] : [name]));
    } else if (at.form === 'words' && at.args[0]?.value.startsWith('[')) {
      // Almost JSON: other blanks could make it so.
      pieces.push({ start: at.args[0].start, end: at.args.at(-1)?.end ?? 0 });
    } else {
      addWords(at, pieces);
      for (const piece of at.pairs) pieces.push(piece);
    }
  }
  let last = pieces[0]?.start ?? 0;
  for (const { start, end } of pieces) {
    if (start < last || end <= start) return undefined;
    last = end;
  }
  return pieces;
}

/** Words, those in quotes that name a here-document together. */
function addWords({ args, heredocs }: Instruction, pieces: Piece[]): void {
  let at = 0;
  for (const arg of args) {
    while ((heredocs[at]?.marker.end ?? Infinity) <= arg.start) at++;
    const last = pieces.at(-1);
    const marker = heredocs[at]?.marker;
    if (last && marker && marker.start <= last.start && last.start < marker.end && arg.start < marker.end) {
      pieces[pieces.length - 1] = { start: last.start, end: arg.end };
    } else pieces.push({ start: arg.start, end: arg.end });
  }
}

/** What stands between two pieces of one line. */
export function separator(left: Piece, right: Piece): '' | ' ' {
  return left.sign === '[' || right.sign === ']' || right.sign === ',' ? '' : ' ';
}

/** Behind such a piece a blank can be more than a blank: the escape may be there for it. */
export function endsInEscape(text: string, { end }: Span): boolean {
  return text[end - 1] === '\\' || text[end - 1] === '`';
}

/** The strings of a JSON array with the signs between them. */
function addArray(text: string, { name, args, logical }: Instruction, pieces: Piece[]): boolean {
  const strings = name === 'HEALTHCHECK' ? args.slice(1) : args;
  if (name === 'HEALTHCHECK' && args[0]) pieces.push(args[0]);
  for (const string of [...strings, undefined]) {
    const from = logical.toLogical(pieces.at(-1)?.end ?? 0);
    const to = string ? logical.toLogical(string.start) : logical.text.length;
    for (let at = from; at < to; at++) {
      const sign = logical.text[at];
      if (sign === ' ' || sign === '\t' || sign === '\r' || sign === '\n') continue;
      const start = logical.toSource(at);
      if ((sign !== '[' && sign !== ']' && sign !== ',') || text[start] !== sign) return string === undefined;
      pieces.push({ start, end: start + 1, sign });
    }
    if (string) pieces.push({ start: string.start, end: string.end });
  }
  return true;
}
