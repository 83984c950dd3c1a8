import { byteLength } from './bytes.ts';

/** A field of one line of comma-separated values: offsets with its quotes, and the text without them. */
export interface CsvField {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

export interface CsvLine {
  readonly fields: readonly CsvField[];
  /** The words of Go's csv package. The fields before the error are there. */
  readonly error: string | undefined;
  /** Where the error is. */
  readonly errorAt: number;
}

/** Splits the value of `--mount` or `--device` as BuildKit does. An empty text is an error there. */
export function readCsv(text: string): CsvLine {
  const fields: CsvField[] = [];
  if (text === '') return { fields, error: 'EOF', errorAt: 0 };
  let at = 0;
  let quote = nextQuote(text, 0);
  for (;;) {
    if (text[at] === '"') {
      const field = readQuoted(text, at);
      if (typeof field === 'number')
        return { fields, ...failure(text, field, 'extraneous or missing " in quoted-field') };
      fields.push(field);
      at = field.end;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      // Looked for once, not again for every field.
      if (quote < at) quote = nextQuote(text, at);
      if (quote < end) return { fields, ...failure(text, quote, 'bare " in non-quoted-field') };
      fields.push({ start: at, end, value: text.slice(at, end) });
      at = end;
    }
    if (at >= text.length) return { fields, error: undefined, errorAt: 0 };
    at++;
  }
}

function nextQuote(text: string, from: number): number {
  const found = text.indexOf('"', from);
  return found < 0 ? text.length : found;
}

/** The quoted field at an offset, or where it goes wrong. */
function readQuoted(text: string, start: number): CsvField | number {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return from;
    value += text.slice(from, quote);
    const next = text[quote + 1];
    if (next === undefined || next === ',') return { start, end: quote + 1, value };
    if (next !== '"') return quote;
    value += '"';
    from = quote + 2;
  }
}

function failure(text: string, at: number, what: string): { error: string; errorAt: number } {
  const column = byteLength(text, 0, at) + 1;
  return { error: `parse error on line 1, column ${column}: ${what}`, errorAt: at };
}
