import type { Model } from '../../semantics/model.ts';
import type { Word } from '../../shell/model.ts';
import { countUpTo } from '../../syntax/search.ts';
import { once } from '../memo.ts';
import type { ShellStep } from './code.ts';
import type { ShellCommand } from './commands.ts';

/** What the variables of a step hold, as far as the file tells. */
export interface Variables {
  /** A variable as a command sees it, its own assignments first; undefined when it is not set or not known. */
  valueAt(name: string, command: ShellCommand): string | undefined;
  /** The words that a word becomes: variables put in, split at blanks where the shell would split. */
  expand(word: Word, command: ShellCommand): readonly ExpandedWord[];
}

export interface ExpandedWord {
  readonly word: Word;
  /** Without quotes; what is not known stays as it is written. */
  readonly value: string;
  /** Nothing in it is left to the shell. */
  readonly isKnown: boolean;
}

/** Longest text that is put in for variables, in a word and in all words of a step: it keeps hostile files cheap. */
const MAXIMUM_WORD = 4096;
const MAXIMUM_STEP = 262_144;

const NAMED = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-([^{}$`]*))?\})/g;

/** Reads the assignments of the step's scripts; what they do not set comes from ENV and ARG. */
export function readVariables(step: ShellStep, model: Model): Variables {
  const assigned = assignmentsOf(step);
  const { start } = step.instruction;
  const scope = model.scopeAt(start);
  const fragment = step.stage ? undefined : fragmentEnvironment(model);
  let budget = MAXIMUM_STEP;

  function valueAt(name: string, command: ShellCommand): string | undefined {
    const own = ownAssignments(command).findLast(each => each.name === name);
    if (own) return textOf(own.value, command);
    return lookUp(name, command);
  }

  function textOf(word: string | Word, command: ShellCommand): string | undefined {
    if (typeof word === 'string') return word;
    const { value, isKnown } = substitute(word, command);
    return isKnown ? value : undefined;
  }

  function substitute(word: Word, command: ShellCommand): ExpandedWord {
    if (word.isStatic) return { word, value: word.value, isKnown: true };
    if (!word.value.includes('$')) return { word, value: word.value, isKnown: !hasSubstitution(word) };
    let isKnown = !hasSubstitution(word);
    let room = MAXIMUM_WORD;
    const value = word.value.replace(
      NAMED,
      (written: string, plain?: string, braced?: string, other?: string) => {
        const name = plain ?? braced ?? '';
        const found = command.step === step ? lookUp(name, command) : undefined;
        const text = found || other || found;
        if (text === undefined || text.length > room || text.length > budget) {
          isKnown = false;
          return written;
        }
        room -= text.length;
        budget -= text.length;
        return text;
      },
    );
    // `${x%y}`, `$1`, `$((…))`: for the shell to tell.
    return { word, value, isKnown: isKnown && !/\$[\w{(@*#?!-]/.test(word.value.replace(NAMED, '')) };
  }

  function lookUp(name: string, command: ShellCommand): string | undefined {
    const own = assigned.get(name) ?? [];
    const earlier = own[countUpTo(own, each => each.index < command.index) - 1];
    if (earlier) return earlier.value;
    const set = fragment?.get(name) ?? [];
    return set[countUpTo(set, each => each.from <= start) - 1]?.value ?? scope.get(name)?.value;
  }

  return {
    valueAt,
    expand(word, command) {
      const expanded = substitute(word, command);
      const splits = !word.isStatic && word.parts.some(({ kind }) => kind === 'variable');
      if (!splits || !/\s/.test(expanded.value)) return expanded.value === '' && splits ? [] : [expanded];
      return expanded.value
        .split(/\s+/)
        .filter(value => value !== '')
        .map(value => ({ word, value, isKnown: expanded.isKnown || !/[$`]/.test(value) }));
    },
  };
}

interface FragmentVariable {
  readonly from: number;
  readonly value: string;
}

/** ENV in a file without stages, which the model's scopes know nothing of. Values with variables are left out. */
const fragmentEnvironment = once((model: Model): ReadonlyMap<string, readonly FragmentVariable[]> => {
  const found = new Map<string, FragmentVariable[]>();
  for (const { name: instruction, pairs, end } of model.preamble) {
    if (instruction !== 'ENV') continue;
    for (const { name, value } of pairs) {
      if (!value || value.value.includes('$')) continue;
      const variable = { from: end, value: value.value.replace(/["']/g, '') };
      const list = found.get(name.value);
      if (list) list.push(variable);
      else found.set(name.value, [variable]);
    }
  }
  return found;
});

function hasSubstitution({ parts, text }: Word): boolean {
  return (
    text.includes('`') ||
    parts.some(
      part => part.kind === 'substitution' || (part.kind === 'quoted' && part.parts.some(isSubstitution)),
    )
  );
}

const isSubstitution = ({ kind }: { readonly kind: string }): boolean => kind === 'substitution';

interface Assigned {
  /** Of the command that assigns, or behind which it stands. */
  readonly index: number;
  readonly value: string | undefined;
}

const DECLARING: ReadonlySet<string> = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

/** What is assigned in the scripts of a step, by name, in the order of the text. */
function assignmentsOf({ commands }: ShellStep): ReadonlyMap<string, readonly Assigned[]> {
  const assigned = new Map<string, Assigned[]>();
  const add = (name: string, index: number, value: Word | undefined, text?: string): void => {
    const known = text ?? (value?.isStatic ? value.value : undefined);
    const list = assigned.get(name);
    if (list) list.push({ index, value: known });
    else assigned.set(name, [{ index, value: known }]);
  };
  const loops = new Set<unknown>();
  for (const command of commands) {
    for (let around = command.parent; around && !loops.has(around.statement); around = around.parent) {
      loops.add(around.statement);
      const { statement } = around;
      if (statement.kind !== 'for' || !statement.variable) continue;
      const words = statement.words ?? [];
      const list = words.every(({ isStatic }) => isStatic) && words.length > 0;
      const text = list ? words.map(({ value }) => value).join(' ') : undefined;
      add(statement.variable.value, command.index - 1, undefined, text);
    }
    const { statement, name, args, index } = command;
    if (!statement.name)
      for (const each of statement.assignments) add(each.name, index, each.append ? undefined : each.value);
    if (DECLARING.has(name)) for (const arg of args) addDeclared(arg, index, add);
    if (name === 'read') for (const arg of args) add(arg.value, index, undefined);
  }
  return assigned;
}

function addDeclared(
  { value, isStatic }: Word,
  index: number,
  add: (name: string, index: number, value: undefined, text?: string) => void,
): void {
  const equals = value.indexOf('=');
  if (equals > 0)
    add(value.slice(0, equals), index, undefined, isStatic ? value.slice(equals + 1) : undefined);
}

/** `A=b` before a command, and behind `env` and `sudo`. */
export function ownAssignments({
  statement,
  nameWord,
}: ShellCommand): readonly { readonly name: string; readonly value: string | Word }[] {
  const own: { readonly name: string; readonly value: string | Word }[] = [...statement.assignments];
  if (statement.name === nameWord) return own;
  for (const { value, start } of statement.args) {
    if (nameWord && start >= nameWord.start) break;
    const equals = value.indexOf('=');
    if (equals > 0 && !value.startsWith('-'))
      own.push({ name: value.slice(0, equals), value: value.slice(equals + 1) });
  }
  return own;
}
