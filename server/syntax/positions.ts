import type { LogicalLine, Span, Token } from './tree.ts';

/** Source span of [from, to) of a token's value. */
export type ValuePositions = (from: number, to: number) => Span;

/**
 * Where the characters of a token's value stand in the source. Where quotes, escapes or continuations were taken
 * out, each character is looked for after the one before it.
 */
export function valuePositions(line: LogicalLine, token: Token): ValuePositions {
  const base = line.toLogical(token.start);
  const raw = line.text.slice(base, Math.max(base, line.toLogical(token.end)));
  const offsets = raw.startsWith(token.value) ? undefined : align(raw, token.value);
  const at = (offset: number): number => {
    const inRaw = offsets ? (offsets[offset] ?? raw.length) : offset;
    return inRaw >= raw.length ? token.end : Math.min(line.toSource(base + inRaw), token.end);
  };
  return (from, to) => {
    const start = at(from);
    if (to <= from) return { start, end: start };
    return { start, end: Math.max(start, Math.min(at(to - 1) + 1, token.end)) };
  };
}

function align(raw: string, value: string): number[] {
  const offsets: number[] = [];
  let from = 0;
  for (const unit of value.split('')) {
    const found = raw.indexOf(unit, from);
    if (found < 0) break;
    offsets.push(found);
    from = found + 1;
  }
  return offsets;
}
