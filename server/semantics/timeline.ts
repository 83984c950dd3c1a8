import { countUpTo } from '../syntax/search.ts';
import type { Scope, Variable } from './model.ts';

/** The variables of a stage, or of the lines before the first FROM, as they come up one after the other. */
export interface Timeline {
  /** How many timelines this one inherits from, one through the other. */
  readonly depth: number;
  readonly complete: boolean;
  /** From this offset on the variable is seen. Offsets must not go down. */
  declare(from: number, variable: Variable): void;
  /** What a name means at an offset. */
  get(name: string, offset: number): Variable | undefined;
  /** What a name means at the end, as a stage built upon this one inherits it. */
  last(name: string): Variable | undefined;
  /** Adds the names that are declared at an offset, inherited ones too. */
  names(offset: number, into: Set<string>): void;
}

/** Further up a chain of stages nothing is looked for: it keeps hostile files cheap. */
const MAX_DEPTH = 1000;

/** Inherited variables come from `parent`, and without one from `base`. `complete` as in {@link Scope}. */
export function timeline(
  parent: Timeline | undefined,
  base: ReadonlyMap<string, Variable>,
  complete: boolean,
): Timeline {
  const depth = parent ? parent.depth + 1 : 0;
  const above = depth > MAX_DEPTH ? undefined : parent;
  const declared = new Map<string, { readonly from: number; readonly variable: Variable }[]>();
  const inherited = new Map<string, Variable | undefined>();

  function inherit(name: string): Variable | undefined {
    if (!above) return base.get(name);
    if (!inherited.has(name)) inherited.set(name, above.last(name));
    return inherited.get(name);
  }

  return {
    depth: above ? depth : 0,
    complete: above ? above.complete : complete && parent === undefined,
    declare(from, variable) {
      const list = declared.get(variable.name);
      if (list) list.push({ from, variable });
      else declared.set(variable.name, [{ from, variable }]);
    },
    get(name, offset) {
      const list = declared.get(name) ?? [];
      const index = countUpTo(list, entry => entry.from <= offset);
      return list[index - 1]?.variable ?? inherit(name);
    },
    last: name => declared.get(name)?.at(-1)?.variable ?? inherit(name),
    names(offset, into) {
      for (const [name, [first]] of declared) if (first && first.from <= offset) into.add(name);
      if (above) above.names(Number.POSITIVE_INFINITY, into);
      else for (const name of base.keys()) into.add(name);
    },
  };
}

/** A timeline as it looks from one offset. */
export function scopeOf(line: Timeline, offset: number): Scope {
  return {
    complete: line.complete,
    get: name => line.get(name, offset),
    all() {
      const names = new Set<string>();
      line.names(offset, names);
      return [...names].sort().flatMap(name => line.get(name, offset) ?? []);
    },
  };
}
