import type { Message } from '../syntax/message.ts';
import { type CharacterTest, readClass, readEscape } from './expression.ts';
import type { CompiledPattern } from './pattern.ts';

/**
 * A pattern as moby compiles it, by way of a regular expression: `*` becomes `[^/]*`, `?` becomes `[^/]`, `**`
 * any number of folders; ranges and escapes stay, so they mean what they mean in Go's expressions and not in
 * its globs (`[^a]` can match `/`). Matching is linear in path times pattern: all states advance together.
 */
export function compileGlob(pattern: string, windows: boolean): CompiledPattern {
  const program = compile(rewrite(pattern, windows));
  if (!program) return { ok: false, message: badExpression };
  const { prefix, suffix } = fixedEnds(program);
  return {
    ok: true,
    test: path => path.startsWith(prefix) && path.endsWith(suffix) && run(program, path),
  };
}

type Step =
  | { readonly op: 'character'; readonly test: CharacterTest; readonly literal: string | undefined }
  /** Goes on at both places. */
  | { readonly op: 'split'; readonly to: readonly [number, number] }
  | { readonly op: 'goto'; readonly to: number }
  | { readonly op: 'assert'; readonly holds: (path: string, at: number) => boolean };

function rewrite(pattern: string, windows: boolean): string {
  let out = '';
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at] ?? '';
    if (sign === '*') {
      if (pattern[at + 1] !== '*') out += '[^/]*';
      else {
        at += pattern[at + 2] === '/' ? 2 : 1;
        out += at + 1 < pattern.length ? '(.*/)?' : '.*';
      }
    } else if (sign === '?') out += '[^/]';
    else if ('.+()|{}$'.includes(sign)) out += `\\${sign}`;
    else if (sign === '\\' && !windows) out += sign + (pattern[++at] ?? '');
    else out += sign;
  }
  return out;
}

/** Undefined when Go would refuse the expression. */
function compile(expression: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const repeat = (test: CharacterTest): void => {
    const start = steps.length;
    steps.push({ op: 'split', to: [start + 1, start + 3] });
    steps.push({ op: 'character', test, literal: undefined }, { op: 'goto', to: start });
  };
  const one = (test: CharacterTest, literal?: string): void => {
    steps.push({ op: 'character', test, literal });
  };
  for (let at = 0; at < expression.length; ) {
    const sign = expression[at];
    if (sign === '(') {
      const start = steps.length;
      steps.push({ op: 'split', to: [start + 1, start + 5] });
      repeat(notNewline);
      one(code => code === SLASH);
      at += '(.*/)?'.length;
    } else if (sign === '.') {
      repeat(notNewline);
      at += '.*'.length;
    } else if (sign === '[') {
      const range = readClass(expression, at);
      if (!range) return undefined;
      at = range.next;
      if (expression[at] === '*') {
        repeat(range.test);
        at++;
      } else one(range.test);
    } else if (sign === '\\') {
      const escaped = readEscape(expression, at);
      if (!escaped) return undefined;
      at = escaped.next;
      if ('holds' in escaped) steps.push({ op: 'assert', holds: escaped.holds });
      else if ('text' in escaped) for (const character of escaped.text) one(sameAs(character), character);
      else one(escaped.test);
    } else if (sign === '^') {
      steps.push({ op: 'assert', holds: (_, position) => position === 0 });
      at++;
    } else {
      const character = String.fromCodePoint(expression.codePointAt(at) ?? 0);
      one(sameAs(character), character);
      at += character.length;
    }
  }
  return steps;
}

const SLASH = 0x2f;
const notNewline: CharacterTest = code => code !== 0x0a;

function sameAs(character: string): CharacterTest {
  const wanted = character.codePointAt(0);
  return code => code === wanted;
}

/** What every match starts and ends with: refuses most paths before the steps are run. */
function fixedEnds(steps: readonly Step[]): { readonly prefix: string; readonly suffix: string } {
  let prefix = '';
  for (const step of steps) {
    if (step.op !== 'character' || step.literal === undefined) break;
    prefix += step.literal;
  }
  let suffix = '';
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index];
    if (step?.op !== 'character' || step.literal === undefined) break;
    suffix = step.literal + suffix;
  }
  return { prefix, suffix };
}

function run(steps: readonly Step[], path: string): boolean {
  let states: number[] = [];
  let next: number[] = [];
  /** The round (path offset + 1) in which a state was last entered: each is entered once a round. */
  const entered = new Uint32Array(steps.length + 1);

  function enter(state: number, at: number, into: number[]): void {
    const open = [state];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (entered[index] === at + 1) continue;
      entered[index] = at + 1;
      const step = steps[index];
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
    next = [];
    for (const state of states) {
      const step = steps[state];
      if (step?.op === 'character' && step.test(code)) enter(state + 1, at, next);
    }
    if (next.length === 0) return false;
    states = next;
  }
  return states.includes(steps.length);
}

const badExpression: Message = {
  template:
    'Docker cannot read this pattern and refuses the whole file: a `\\` before a letter or a digit does not stand for itself, and a range must go from the lower to the higher character. Use `/` between folders.',
  args: {},
};
