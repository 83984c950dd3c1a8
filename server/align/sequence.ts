/** Two lists, and what it is worth to pair or to leave out their members. */
export interface Sequences {
  readonly rows: number;
  readonly columns: number;
  /** Worth of a pair; 0 or less: they do not go together. */
  score(row: number, column: number): number;
  /** Cost of a row without a partner. */
  skipRow(row: number): number;
  /** Cost of a column without a partner that stands before `row`; `row` is `rows` after the last. */
  skipColumn(column: number, row: number): number;
}

export interface SequenceAlignment {
  /** Partner of each row, -1 for none. */
  readonly partner: Int32Array;
  readonly score: number;
}

/** Most cells of the table; what is beyond it at the start of the rows stays without partners. */
const MOST_CELLS = 2_000_000;

const PAIR = 1;
const SKIP_ROW = 2;
const SKIP_COLUMN = 3;

/** The best order-preserving pairing; of several as good as each other, the one whose pairs stand furthest down. */
export function alignSequences(sequences: Sequences): SequenceAlignment {
  const { rows, columns } = sequences;
  const partner = new Int32Array(rows).fill(-1);
  const width = columns + 1;
  const first = Math.max(0, rows - Math.floor(MOST_CELLS / width));
  const taken = rows - first;
  const moves = new Uint8Array((taken + 1) * width);
  let before = new Float64Array(width);
  let now = new Float64Array(width);
  for (let column = 1; column <= columns; column++) {
    before[column] = (before[column - 1] ?? 0) - sequences.skipColumn(column - 1, first);
    moves[column] = SKIP_COLUMN;
  }
  for (let row = 1; row <= taken; row++) {
    const at = first + row - 1;
    const rowCost = sequences.skipRow(at);
    now[0] = (before[0] ?? 0) - rowCost;
    moves[row * width] = SKIP_ROW;
    for (let column = 1; column <= columns; column++) {
      let best = (before[column] ?? 0) - rowCost;
      let move = SKIP_ROW;
      const without = (now[column - 1] ?? 0) - sequences.skipColumn(column - 1, at + 1);
      if (without > best) {
        best = without;
        move = SKIP_COLUMN;
      }
      const worth = sequences.score(at, column - 1);
      // Of two pairings as good as each other the later one is taken: what comes last is surely the file's own.
      if (worth > 0 && (before[column - 1] ?? 0) + worth >= best) {
        best = (before[column - 1] ?? 0) + worth;
        move = PAIR;
      }
      now[column] = best;
      moves[row * width + column] = move;
    }
    [before, now] = [now, before];
  }
  let row = taken;
  let column = columns;
  while (row > 0 || column > 0) {
    const move = moves[row * width + column];
    if (move === PAIR) partner[first + row - 1] = column - 1;
    if (move !== SKIP_COLUMN) row--;
    if (move !== SKIP_ROW) column--;
  }
  let score = before[columns] ?? 0;
  for (let skipped = 0; skipped < first; skipped++) score -= sequences.skipRow(skipped);
  return { partner, score };
}
