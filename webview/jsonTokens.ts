export type JsonTokenKind = 'key' | 'string' | 'number' | 'word' | 'plain';

export interface JsonToken {
  readonly kind: JsonTokenKind;
  readonly text: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;
const COLON = /\s*:/y;

/** Cuts JSON text into pieces to be coloured; put together again they are the text, whatever it is. */
export function jsonTokens(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = [];
  let from = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (index > from) tokens.push({ kind: 'plain', text: text.slice(from, index) });
    from = index + token.length;
    tokens.push({ kind: kindOf(token, text, from), text: token });
  }
  if (from < text.length) tokens.push({ kind: 'plain', text: text.slice(from) });
  return tokens;
}

function kindOf(token: string, text: string, end: number): JsonTokenKind {
  if (token.startsWith('"')) {
    COLON.lastIndex = end;
    return COLON.test(text) ? 'key' : 'string';
  }
  return /^[-\d]/.test(token) ? 'number' : 'word';
}
