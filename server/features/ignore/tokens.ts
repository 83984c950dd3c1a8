import type { IgnoreFile, IgnorePattern } from '../../ignore/tree.ts';
import type { SemanticToken, TokenType } from '../semanticTokens.ts';

/** Comments, the `!` of exceptions, wildcards, ranges, escapes, and the names around them; in their order. */
export function ignoreTokens(file: IgnoreFile): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const add = (type: TokenType, start: number, end: number): void => {
    if (end > start) tokens.push({ type, modifier: undefined, start, end });
  };
  for (const { start, end } of file.comments) add('comment', start, end);
  for (const pattern of file.patterns) {
    if (pattern.bang) add('keyword', pattern.bang.start, pattern.bang.end);
    addBody(file.text, pattern, add);
  }
  return tokens.sort((a, b) => a.start - b.start);
}

function addBody(
  text: string,
  { body }: IgnorePattern,
  add: (type: TokenType, start: number, end: number) => void,
): void {
  let plain = body.start;
  let at = body.start;
  const special = (type: TokenType, end: number): void => {
    add('string', plain, at);
    add(type, at, end);
    plain = end;
    at = end;
  };
  while (at < body.end) {
    const sign = text[at];
    if (sign === '*' || sign === '?') {
      let end = at + 1;
      while (end < body.end && text[end] === sign) end++;
      special('regexp', end);
    } else if (sign === '[') {
      let close = at + 2;
      while (close < body.end && text[close] !== ']') close++;
      special('regexp', Math.min(close + 1, body.end));
    } else if (sign === '\\') special('operator', Math.min(at + 2, body.end));
    else at++;
  }
  add('string', plain, body.end);
}
