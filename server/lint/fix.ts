import type { Diagnostic, Edit } from './diagnostic.ts';

/** The text after the edits, which must not overlap. Insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { span, newText } of inOrder(edits)) {
    parts.push(text.slice(from, span.start), newText);
    from = span.end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

export interface Fixed {
  readonly text: string;
  /** The diagnostics whose fix was applied, in order of application. */
  readonly applied: readonly Diagnostic[];
  /** What is still found in `text`. */
  readonly left: readonly Diagnostic[];
}

/** More rounds than any chain of fixes needs; a pair of rules that undo each other ends here. */
const MAXIMUM_ROUNDS = 20;

/**
 * Applies the first eligible fix of each diagnostic, again and again until nothing more can be fixed. In each
 * round fixes that touch each other's text wait for the next one.
 */
export function fixAll(
  text: string,
  lint: (text: string) => readonly Diagnostic[],
  options: { readonly unsafe: boolean },
): Fixed {
  const applied: Diagnostic[] = [];
  let current = text;
  let left = lint(current);
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const chosen = chooseFixes(left, options);
    if (chosen.length === 0) break;
    const next = applyEdits(
      current,
      chosen.flatMap(choice => choice.edits),
    );
    if (next === current) break;
    applied.push(...chosen.map(choice => choice.diagnostic));
    current = next;
    left = lint(current);
  }
  return { text: current, applied, left };
}

interface Choice {
  readonly diagnostic: Diagnostic;
  readonly edits: readonly Edit[];
}

/** Fixes that can be applied together: by the place of their first edit, each beyond the end of the last. */
function chooseFixes(diagnostics: readonly Diagnostic[], options: { readonly unsafe: boolean }): Choice[] {
  const candidates: { start: number; end: number; choice: Choice }[] = [];
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find(({ safe }) => safe || options.unsafe);
    if (!fix) continue;
    const edits = inOrder(fix.edits);
    const start = edits[0]?.span.start;
    const end = edits.at(-1)?.span.end;
    if (start === undefined || end === undefined) continue;
    candidates.push({ start, end, choice: { diagnostic, edits } });
  }
  candidates.sort((a, b) => a.start - b.start || a.end - b.end);
  const chosen: Choice[] = [];
  let free = -1;
  for (const { start, end, choice } of candidates) {
    if (start <= free) continue;
    chosen.push(choice);
    free = end;
  }
  return chosen;
}

function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
