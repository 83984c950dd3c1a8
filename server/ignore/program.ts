import type { CharacterTest } from './expression.ts';

/** One piece of an expression and how often it stands there; no maximum is any number. */
export type Piece = {
  readonly minimum: number;
  readonly maximum: number | undefined;
} & (
  | { readonly kind: 'test'; readonly test: CharacterTest; readonly literal: string | undefined }
  /** Anything that ends with a `/`. */
  | { readonly kind: 'folders' }
  | { readonly kind: 'assert'; readonly holds: (path: string, at: number) => boolean }
);

export type Step =
  | { readonly op: 'test'; readonly test: CharacterTest }
  /** Goes on at both places. */
  | { readonly op: 'split'; readonly to: readonly [number, number] }
  | { readonly op: 'goto'; readonly to: number }
  | { readonly op: 'assert'; readonly holds: (path: string, at: number) => boolean };

export type Program = readonly Step[];

/** Where a match has to begin and end; not bound to an end of the path it may stand anywhere. */
export interface Bounds {
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/** The steps for plain text. */
export function literalProgram(text: string, bounds: Bounds): Program {
  return programOf(Array.from(text, literalPiece), bounds);
}

/** One character that stands for itself, once. */
export function literalPiece(character: string): Piece {
  const wanted = character.codePointAt(0);
  return { kind: 'test', test: code => code === wanted, literal: character, minimum: 1, maximum: 1 };
}

/** The steps for pieces one after the other. */
export function programOf(pieces: readonly Piece[], { fromStart, toEnd }: Bounds): Program {
  const steps: Step[] = [];
  const loop = (body: () => void): void => {
    const start = steps.length;
    steps.push({ op: 'goto', to: 0 });
    body();
    steps.push({ op: 'goto', to: start });
    steps[start] = { op: 'split', to: [start + 1, steps.length] };
  };
  const option = (body: () => void): void => {
    const start = steps.length;
    steps.push({ op: 'goto', to: 0 });
    body();
    steps[start] = { op: 'split', to: [start + 1, steps.length] };
  };
  const one = (test: CharacterTest): void => {
    steps.push({ op: 'test', test });
  };
  const once = (piece: Piece): void => {
    if (piece.kind === 'test') one(piece.test);
    else if (piece.kind === 'assert') steps.push({ op: 'assert', holds: piece.holds });
    else {
      loop(() => one(code => code !== 0x0a));
      one(code => code === 0x2f);
    }
  };
  if (!fromStart) loop(() => one(() => true));
  for (const piece of pieces) {
    for (let count = 0; count < piece.minimum; count++) once(piece);
    if (piece.maximum === undefined) loop(() => once(piece));
    else for (let count = piece.minimum; count < piece.maximum; count++) option(() => once(piece));
  }
  if (!toEnd) loop(() => one(() => true));
  return steps;
}

/** True when the program can end at the end of the path. */
export function runs(program: Program, path: string): boolean {
  let states: number[] = [];
  /** The round (path offset + 1) in which a state was last entered: each is entered once a round. */
  const entered = new Uint32Array(program.length + 1);

  function enter(state: number, at: number, into: number[]): void {
    const open = [state];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (entered[index] === at + 1) continue;
      entered[index] = at + 1;
      const step = program[index];
      if (step?.op === 'split') open.push(step.to[1], step.to[0]);
      else if (step?.op === 'goto') open.push(step.to);
      else if (step?.op === 'assert') {
        if (step.holds(path, at)) open.push(index + 1);
      } else into.push(index);
    }
  }

  enter(0, 0, states);
  for (let at = 0; at < path.length; ) {
    const code = path.codePointAt(at) ?? 0;
    at += code > 0xffff ? 2 : 1;
    const next: number[] = [];
    for (const state of states) {
      const step = program[state];
      if (step?.op === 'test' && step.test(code)) enter(state + 1, at, next);
    }
    if (next.length === 0) return false;
    states = next;
  }
  return states.includes(program.length);
}
