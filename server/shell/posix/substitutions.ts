import type { Substitution } from '../model.ts';
import { picked } from '../source.ts';
import { withoutEscapes } from '../unescape.ts';
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
  const hidden = quoted ? [DOLLAR, BACKTICK, BACKSLASH, QUOTE] : [DOLLAR, BACKTICK, BACKSLASH];
  const { text, starts, ends } = withoutEscapes(reader.text, start, end, hidden);
  const positions = picked(reader.positions, starts, ends);
  return { ...subReader(reader, 0, text.length), text, positions };
}
