import type { Program, Step } from './program.ts';

/** After so many characters of a path: which patterns match it as it is, and what more would do. Opaque. */
export interface AutomatonState {
  /** Indexes of the patterns that match a path which ends here, in their order. */
  readonly matches: readonly number[];
  /** The places in the programs of all patterns that are reached here. */
  readonly places: readonly number[];
  /** Where each of the first 128 characters leads, as far as anybody has asked. */
  readonly next: (AutomatonState | undefined)[];
  others: Map<number, AutomatonState> | undefined;
}

/** All patterns of a file as one machine: each character of a path costs one look-up, however many patterns there are. */
export interface Automaton {
  readonly start: AutomatonState;
  /** The state after the characters of `text` between two offsets. */
  run(state: AutomatonState, text: string, start: number, end: number): AutomatonState;
}

/** So many states are kept: what hostile patterns have beyond that is found anew when it is needed again. */
const MOST_STATES = 5000;
const ASCII = 128;

/**
 * Joins the programs of patterns, each pattern matching when one of its programs does. States are found when a
 * path first leads there; finding one takes no longer than running every program for one character would.
 * Programs that look at their surroundings (`assert`) are not for this.
 */
export function createAutomaton(patterns: readonly (readonly Program[])[]): Automaton {
  const steps: Step[] = [];
  /** By place: the pattern whose program ends there. */
  const ends = new Map<number, number>();
  const starts: number[] = [];
  for (const [pattern, programs] of patterns.entries()) {
    for (const program of programs) {
      const base = steps.length;
      starts.push(base);
      for (const step of program) steps.push(moved(step, base));
      ends.set(steps.length, pattern);
      steps.push(END);
    }
  }
  let known = new Map<string, AutomatonState>();
  /** The round in which a place was last entered: each is entered once a round. */
  const entered = new Uint32Array(steps.length);
  let round = 0;

  function stateOf(entries: readonly number[]): AutomatonState {
    round++;
    const places: number[] = [];
    const open = [...entries];
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (entered[place] === round) continue;
      entered[place] = round;
      const step = steps[place];
      if (step?.op === 'split') open.push(...step.to);
      else if (step?.op === 'goto') open.push(step.to);
      else places.push(place);
    }
    places.sort((a, b) => a - b);
    const key = places.join();
    const found = known.get(key);
    if (found) return found;
    const matches = new Set(places.flatMap(place => ends.get(place) ?? []));
    const state: AutomatonState = {
      matches: [...matches].sort((a, b) => a - b),
      places,
      next: [],
      others: undefined,
    };
    if (known.size >= MOST_STATES) known = new Map();
    known.set(key, state);
    return state;
  }

  function after(state: AutomatonState, code: number): AutomatonState {
    const reached: number[] = [];
    for (const place of state.places) {
      const step = steps[place];
      if (step?.op === 'test' && step !== END && step.test(code)) reached.push(place + 1);
    }
    const found = stateOf(reached);
    if (code < ASCII) {
      if (state.next.length === 0) state.next.length = ASCII;
      state.next[code] = found;
    } else {
      state.others ??= new Map();
      if (state.others.size > MOST_STATES) state.others.clear();
      state.others.set(code, found);
    }
    return found;
  }

  return {
    start: stateOf(starts),
    run(from, text, start, end) {
      let state = from;
      for (let at = start; at < end; at++) {
        let code = text.charCodeAt(at);
        if (code < ASCII) {
          state = state.next[code] ?? after(state, code);
          continue;
        }
        if (code >= 0xd800 && code < 0xdc00) {
          code = text.codePointAt(at) ?? code;
          if (code > 0xffff) at++;
        }
        state = state.others?.get(code) ?? after(state, code);
      }
      return state;
    },
  };
}

const END: Step = { op: 'test', test: () => false };

function moved(step: Step, by: number): Step {
  if (step.op === 'goto') return { op: 'goto', to: step.to + by };
  if (step.op === 'split') return { op: 'split', to: [step.to[0] + by, step.to[1] + by] };
  return step;
}
