import type { Message } from '../syntax/message.ts';
import { type CharacterTest, readClass, readEscape, readRepetition } from './expression.ts';
import type { CompiledPattern } from './pattern.ts';
import { literalPiece, type Piece, type Program, programOf, runs } from './program.ts';

/**
 * A pattern as moby compiles it, by way of a regular expression: `*` becomes `[^/]*`, `?` becomes `[^/]`, `**`
 * any number of folders. Ranges and escapes stay, so they mean what they mean in Go's expressions and not in
 * its globs (`[^a]` can match `/`); so do `|`, `{` and `}`, which moby means to escape but does not. Matching
 * is linear in path times pattern: all states advance together.
 */
export function compileGlob(pattern: string, windows: boolean): CompiledPattern {
  const read = parse(rewrite(pattern, windows));
  if (!read) return { ok: false, message: badExpression, late: true };
  const { alternatives, open } = read;
  if (stepsOf(alternatives) > MOST_STEPS) return { ok: false, message: badExpression, late: true };
  let made: readonly Program[] | undefined;
  const programs = (): readonly Program[] => {
    made ??= alternatives.map((pieces, index) =>
      programOf(pieces, {
        // `^` and `$` stand at the two ends of the whole, so that of `a*|b*|c` only `b*` may stand anywhere.
        fromStart: index === 0,
        toEnd: index === alternatives.length - 1 && !open,
      }),
    );
    return made;
  };
  const { prefix, suffix } =
    alternatives.length === 1 ? fixedEnds(alternatives[0] ?? []) : { prefix: '', suffix: '' };
  return {
    ok: true,
    test: path =>
      path.startsWith(prefix) &&
      (open || path.endsWith(suffix)) &&
      programs().some(program => runs(program, path)),
    programs,
  };
}

/** Go refuses expressions that would need more: 128 MiB, of which each step takes 40 bytes. */
const MOST_STEPS = 3_355_443;

/** Steps that the expression stands for once its repetitions are written out. */
function stepsOf(alternatives: readonly (readonly Piece[])[]): number {
  let steps = 0;
  for (const pieces of alternatives) {
    for (const { minimum, maximum } of pieces) steps += maximum ?? minimum + 1;
  }
  return steps;
}

function rewrite(pattern: string, windows: boolean): string {
  let out = '';
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at] ?? '';
    if (sign === '*') {
      if (pattern[at + 1] !== '*') out += '[^/]*';
      else {
        at += pattern[at + 2] === '/' ? 2 : 1;
        out += at + 1 < pattern.length ? FOLDERS : REST;
      }
    } else if (sign === '?') out += '[^/]';
    else if ('.+()$'.includes(sign)) out += `\\${sign}`;
    else if (sign === '\\' && !windows) out += sign + (pattern[++at] ?? '');
    else out += sign;
  }
  return out;
}

const FOLDERS = '(.*/)?';
const REST = '.*';

interface Expression {
  readonly alternatives: readonly (readonly Piece[])[];
  /** Nothing binds the last one to the end of the path. */
  readonly open: boolean;
}

/** Undefined when Go would refuse the expression. */
function parse(expression: string): Expression | undefined {
  let pieces: Piece[] = [];
  const alternatives: Piece[][] = [pieces];
  /** What stands before is repeated already: Go takes no second repetition. */
  let repeated = false;
  let open = false;
  for (let at = 0; at < expression.length; ) {
    const sign = expression[at];
    const repetition = sign === '{' ? readRepetition(expression, at) : undefined;
    if (repetition) {
      const last = pieces.pop();
      // A `^` stands before the very first piece.
      const nothing = !last && alternatives.length > 1;
      if (nothing || repeated || repetition.bad) return undefined;
      if (last) pieces.push({ ...last, minimum: repetition.minimum, maximum: repetition.maximum });
      repeated = true;
      at = repetition.next;
      continue;
    }
    repeated = false;
    if (sign === '|') {
      pieces = [];
      alternatives.push(pieces);
      at++;
    } else if (expression.startsWith(FOLDERS, at)) {
      pieces.push({ kind: 'folders', ...OPTIONAL });
      repeated = true;
      at += FOLDERS.length;
    } else if (sign === '.') {
      pieces.push({ kind: 'test', test: notNewline, literal: undefined, ...ANY });
      repeated = true;
      at += REST.length;
    } else if (sign === '[') {
      const range = readClass(expression, at);
      if (!range) return undefined;
      repeated = expression[range.next] === '*';
      pieces.push({ kind: 'test', test: range.test, literal: undefined, ...(repeated ? ANY : ONCE) });
      at = repeated ? range.next + 1 : range.next;
    } else if (sign === '\\') {
      const escaped = readEscape(expression, at);
      if (!escaped) return undefined;
      at = escaped.next;
      if ('open' in escaped) open = true;
      if ('holds' in escaped) pieces.push({ kind: 'assert', holds: escaped.holds, ...ONCE });
      else if ('test' in escaped)
        pieces.push({ kind: 'test', test: escaped.test, literal: undefined, ...ONCE });
      else for (const character of escaped.text) pieces.push(literalPiece(character));
    } else if (sign === '^') {
      pieces.push({ kind: 'assert', holds: (_, position) => position === 0, ...ONCE });
      at++;
    } else {
      const character = String.fromCodePoint(expression.codePointAt(at) ?? 0);
      pieces.push(literalPiece(character));
      at += character.length;
    }
  }
  return { alternatives, open };
}

const ONCE = { minimum: 1, maximum: 1 } as const;
const OPTIONAL = { minimum: 0, maximum: 1 } as const;
const ANY = { minimum: 0, maximum: undefined } as const;

const notNewline: CharacterTest = code => code !== 0x0a;

/** What every match starts and ends with: refuses most paths before anything is run. */
function fixedEnds(pieces: readonly Piece[]): { readonly prefix: string; readonly suffix: string } {
  const literalOf = (piece: Piece | undefined): string | undefined =>
    piece?.kind === 'test' && piece.minimum === 1 && piece.maximum === 1 ? piece.literal : undefined;
  let prefix = '';
  for (const piece of pieces) {
    const literal = literalOf(piece);
    if (literal === undefined) break;
    prefix += literal;
  }
  let suffix = '';
  for (let index = pieces.length - 1; index >= 0; index--) {
    const literal = literalOf(pieces[index]);
    if (literal === undefined) break;
    suffix = literal + suffix;
  }
  return { prefix, suffix };
}

const badExpression: Message = {
  template:
    'Docker cannot read this pattern and refuses the whole file. It reads patterns as regular expressions in places: write `/` and not `\\` between folders, `\\{` and `\\|` for the signs themselves, and ranges from the lower to the higher character.',
  args: {},
};
