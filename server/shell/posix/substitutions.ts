import type { Substitution } from '../model.ts';
import type { Positions } from '../source.ts';
import {
  BACKSLASH,
  BACKTICK,
  CLOSE,
  codeAt,
  DOLLAR,
  nested,
  QUOTE,
  type Reader,
  report,
  spanOf,
  subReader,
} from './reader.ts';

/** Reads `$( … )`, `<( … )` or `>( … )`; the reader stands on its first sign. */
export function readSubstitution(reader: Reader, open: '$(' | '<(' | '>('): Substitution {
  const start = reader.at;
  reader.at += 2;
  const body = nested(reader, 1, () => reader.grammar.list(reader, [])) ?? [];
  if (codeAt(reader, reader.at) === CLOSE) reader.at++;
  else report(reader, 'unterminated-substitution', start, start + 2);
  return { kind: 'substitution', ...spanOf(reader, start, reader.at), open, body };
}

/** Reads `` `…` ``, inside which a backslash hides `$`, `` ` ``, itself and, between double quotes, `"`. */
export function readBackticks(reader: Reader, quoted: boolean): Substitution {
  const start = reader.at;
  let escaped = false;
  let close = start + 1;
  while (close < reader.end && reader.text.charCodeAt(close) !== BACKTICK) {
    if (reader.text.charCodeAt(close) === BACKSLASH) {
      escaped = true;
      close++;
    }
    close++;
  }
  const closed = close < reader.end;
  close = Math.min(close, reader.end);
  if (!closed) report(reader, 'unterminated-substitution', start, start + 1);
  const body =
    nested(reader, 0, () => {
      const inner = escaped
        ? unescaped(reader, start + 1, close, quoted)
        : subReader(reader, start + 1, close);
      return reader.grammar.list(inner, []);
    }) ?? [];
  reader.at = closed ? close + 1 : close;
  return { kind: 'substitution', ...spanOf(reader, start, reader.at), open: '`', body };
}

/** A reader of the text that remains when the backslashes that belong to the backticks are gone. */
function unescaped(reader: Reader, start: number, end: number, quoted: boolean): Reader {
  const origin: number[] = [];
  let text = '';
  let run = start;
  const keep = (to: number): void => {
    text += reader.text.slice(run, to);
    for (let at = run; at < to; at++) origin.push(at);
  };
  for (let at = start; at < end; at++) {
    if (reader.text.charCodeAt(at) !== BACKSLASH) continue;
    const next = at + 1 < end ? reader.text.charCodeAt(at + 1) : -1;
    if (next === DOLLAR || next === BACKTICK || next === BACKSLASH || (quoted && next === QUOTE)) {
      keep(at);
      run = at + 1;
    }
    at++;
  }
  keep(end);
  const outer = reader.positions;
  const positions: Positions = {
    startOf: offset => outer.startOf(origin[offset] ?? end),
    endOf: offset => (offset <= 0 ? outer.startOf(start) : outer.endOf((origin[offset - 1] ?? end - 1) + 1)),
  };
  return { ...subReader(reader, 0, text.length), text, positions };
}
