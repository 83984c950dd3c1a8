import type { SemanticTokensBuilder } from 'vscode-languageserver';
import { type SemanticToken, TOKEN_MODIFIERS, TOKEN_TYPES } from '../features/semanticTokens.ts';
import type { Span } from '../syntax/tree.ts';
import { ascendingPositions } from './convert.ts';

/** Tokens for the wire: one per line, since most clients know no others. They come in ascending order. */
export function pushTokens(
  builder: SemanticTokensBuilder,
  text: string,
  tokens: readonly SemanticToken[],
  within: Span = { start: 0, end: text.length },
): void {
  const position = ascendingPositions(text);
  for (const { type, modifier, start, end } of tokens) {
    if (end <= within.start || start >= within.end) continue;
    const typeIndex = TOKEN_TYPES.indexOf(type);
    const modifiers = modifier === undefined ? 0 : 1 << TOKEN_MODIFIERS.indexOf(modifier);
    for (const line of linesOf(text, start, end)) {
      const { line: row, character } = position(line.start);
      builder.push(row, character, line.end - line.start, typeIndex, modifiers);
    }
  }
}

/** The pieces of a span on each of its lines, without line ends and without what is blank before them. */
function* linesOf(text: string, start: number, end: number): Generator<Span> {
  let from = start;
  while (from < end) {
    let to = from;
    while (to < end && text[to] !== '\n' && text[to] !== '\r') to++;
    if (to > from) yield { start: from, end: to };
    from = to + 1;
  }
}
