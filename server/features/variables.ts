import type { Model, Stage, Variable } from '../semantics/model.ts';
import { shellOf } from '../shell/dialect.ts';
import { lexShell } from '../syntax/shellLexer.ts';
import type { Dockerfile, Instruction, Pair, Span, Token } from '../syntax/tree.ts';
import { type ShellVariable, shellVariables } from './shellVariables.ts';
import { cmdVariables, powershellVariables } from './windowsVariables.ts';

/** A place where a variable is declared or used. The span is that of its name. */
export interface VariableOccurrence extends Span {
  readonly name: string;
  readonly instruction: Instruction;
  readonly role: 'declaration' | 'use';
  /** Of a declaration. */
  readonly pair: Pair | undefined;
  /** `$name` or `${name…}`, of a use. */
  readonly whole: Span;
  /** In a text that the shell expands, not BuildKit. */
  readonly inShell: boolean;
}

/** All occurrences in the file, in its order. Linear. */
export function variableOccurrences({
  file,
  model,
}: {
  file: Dockerfile;
  model: Model;
}): readonly VariableOccurrence[] {
  const found: VariableOccurrence[] = [];
  for (const instruction of file.instructions) collect(file, model, instruction, found);
  return found.sort((a, b) => a.start - b.start);
}

/** Those of one instruction, its trigger's when it is an ONBUILD. */
export function occurrencesIn(
  { file, model }: { file: Dockerfile; model: Model },
  instruction: Instruction,
): readonly VariableOccurrence[] {
  const found: VariableOccurrence[] = [];
  collect(file, model, instruction, found);
  return found;
}

const IN_WORDS = new Set(['ADD', 'COPY', 'EXPOSE', 'FROM', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);
const IN_PAIRS = new Set(['ARG', 'ENV', 'LABEL']);
const IN_SHELL = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function collect(file: Dockerfile, model: Model, outer: Instruction, found: VariableOccurrence[]): void {
  const instruction = outer.trigger ?? outer;
  const { name, logical } = instruction;

  const use = (
    variable: { name: string; start: number; end: number; nameStart: number },
    base: number,
    inShell: boolean,
    toSource: (at: number) => number,
  ): void => {
    if (variable.name === '' || !/^[A-Za-z_]/.test(variable.name)) return;
    const start = toSource(base + variable.nameStart);
    // The name may be cut by a continuation: its end is that of its last character.
    const end = toSource(base + variable.nameStart + variable.name.length - 1) + 1;
    const whole = { start: toSource(base + variable.start), end: toSource(base + variable.end - 1) + 1 };
    found.push({
      name: variable.name,
      instruction,
      role: 'use',
      pair: undefined,
      whole,
      inShell,
      start,
      end,
    });
  };
  const inLogical = (at: number): number => logical.toSource(at);
  const inFile = (at: number): number => at;
  const expanded = (token: Token, skipQuotes = false): void => {
    if (!token.value.includes('$')) return;
    const base = logical.toLogical(token.start);
    const text = logical.text.slice(base, logical.toLogical(token.end));
    for (const variable of lex(file.escape, text, skipQuotes)) use(variable, base, false, inLogical);
  };
  const inShell = (token: Token): void => {
    const base = logical.toLogical(token.start);
    for (const variable of variablesOfShell(file, model, instruction, token.value)) {
      use(variable, base, true, inLogical);
    }
  };

  for (const flag of instruction.flags) if (flag.value) expanded(flag.value);
  if (IN_WORDS.has(name)) for (const token of instruction.args) expanded(token, instruction.form === 'exec');
  else if (IN_PAIRS.has(name)) {
    for (const pair of instruction.pairs) {
      if (pair.name.value.includes('$')) expanded(pair.name);
      else if (name !== 'LABEL') {
        const { start, end } = pair.name;
        const whole = { start, end };
        found.push({
          name: pair.name.value,
          instruction,
          role: 'declaration',
          pair,
          whole,
          inShell: false,
          start,
          end,
        });
      }
      if (pair.value) expanded(pair.value);
    }
  } else if (IN_SHELL.has(name) && instruction.form === 'shell') {
    for (const token of instruction.args) inShell(token);
  } else if (IN_SHELL.has(name)) {
    const script = scriptOfShell(instruction);
    if (script?.value.includes('$')) {
      const base = logical.toLogical(script.start) + 1;
      for (const variable of shellVariables(script.value)) use(variable, base, true, inLogical);
    }
  }
  for (const heredoc of instruction.heredocs) {
    const text = file.text.slice(heredoc.body.start, heredoc.body.end);
    if (name === 'RUN') {
      for (const variable of variablesOfShell(file, model, instruction, text)) {
        use(variable, heredoc.body.start, true, inFile);
      }
    } else if (heredoc.expand && text.includes('$')) {
      // Backslash escapes in a body, whatever the directive says.
      for (const variable of lex('\\', text, true)) use(variable, heredoc.body.start, false, inFile);
    }
  }
}

/** The script of `["sh", "-c", "script"]`, when it stands there as it is, without escapes of JSON. */
function scriptOfShell({ name, args, logical }: Instruction): Token | undefined {
  const [shell, option, script] = name === 'HEALTHCHECK' ? args.slice(1) : args;
  if (!shell || !script || !POSIX_SHELL.test(shell.value) || !/^-[a-z]*c$/.test(option?.value ?? '')) return;
  const written = logical.text.slice(logical.toLogical(script.start), logical.toLogical(script.end));
  return written === `"${script.value}"` ? script : undefined;
}

const POSIX_SHELL = /(?:^|[/\\])(?:ba|da|a|k|z|fi)?sh(?:\.exe)?$/;

function lex(escapeSign: Dockerfile['escape'], text: string, skipQuotes: boolean): readonly ShellVariable[] {
  return lexShell(text, { escape: escapeSign, get: () => 'x', skipQuotes }).variables;
}

/** What the shell in force replaces. In Windows the case of a name means nothing: it is that of the file's own. */
function variablesOfShell(
  file: Dockerfile,
  model: Model,
  { start }: Instruction,
  text: string,
): readonly ShellVariable[] {
  const kind = shellKindAt(file, model, start);
  if (kind === 'posix') return text.includes('$') ? shellVariables(text) : [];
  if (kind === undefined || !/[$%]/.test(text)) return [];
  const found = kind === 'powershell' ? powershellVariables(text) : cmdVariables(text);
  if (found.length === 0) return [];
  const names = new Map(
    model
      .scopeAt(start)
      .all()
      .map(({ name }) => [name.toLowerCase(), name]),
  );
  return found.map(variable => ({
    ...variable,
    name: names.get(variable.name.toLowerCase()) ?? variable.name,
  }));
}

export type ShellKind = 'posix' | 'powershell' | 'cmd';

/** The kind of shell that runs a RUN at an offset, undefined for what is none of them. */
export function shellKindAt(file: Dockerfile, model: Model, offset: number): ShellKind | undefined {
  const { shell } = model.settingsAt(offset);
  const isWindows = file.escape === '`' || model.stageAt(offset)?.os === 'windows';
  if (!shell) return isWindows ? 'cmd' : 'posix';
  const { dialect, name } = shellOf(shell);
  if (dialect !== 'none') return dialect;
  return name === 'cmd' ? 'cmd' : undefined;
}

/** Declarations that a rename has to change together, and what uses them. */
export interface VariableGroup {
  readonly name: string;
  readonly occurrences: readonly VariableOccurrence[];
  /** None: BuildKit or the base image sets it. */
  readonly declared: boolean;
}

/**
 * The group of the occurrence at an offset. Two declarations of one name belong together when one shadows the
 * other, or when an ARG takes its value from the other: renaming one of them alone would change the build.
 */
export function groupAt(
  document: { file: Dockerfile; model: Model },
  offset: number,
): VariableGroup | undefined {
  const occurrences = variableOccurrences(document);
  const at = occurrences.find(
    ({ start, end, whole }) =>
      (start <= offset && offset <= end) || (whole.start <= offset && offset < start),
  );
  if (!at) return undefined;
  const { model } = document;
  const same = occurrences.filter(({ name }) => name === at.name);
  const keys = new Groups();
  const globals = new Map<string, Pair>();
  for (const { pair, instruction, role } of same) {
    if (role !== 'declaration' || !pair) continue;
    const stage = model.stageAt(instruction.start);
    if (!stage) globals.set(at.name, pair);
    const before = model.scopeAt(instruction.start).get(at.name);
    if (before && stage) keys.join(pair, keyOf(before, stage));
    const origin = globals.get(at.name);
    if (stage && instruction.name === 'ARG' && !pair.value && origin) keys.join(pair, origin);
  }
  const keyAt = (occurrence: VariableOccurrence): Key => {
    if (occurrence.pair) return occurrence.pair;
    const variable = model.scopeAt(occurrence.start).get(occurrence.name);
    const key = keyOf(variable, model.stageAt(occurrence.start));
    if (variable?.origin) keys.join(key, keyOf(variable.origin, undefined));
    return key;
  };
  const located = same.map(occurrence => ({ occurrence, key: keyAt(occurrence) }));
  const root = keys.root(keyAt(at));
  const members = located.filter(({ key }) => keys.root(key) === root).map(({ occurrence }) => occurrence);
  return {
    name: at.name,
    occurrences: members,
    declared: members.some(({ role }) => role === 'declaration'),
  };
}

type Key = Pair | Stage | 'unknown';

/** What nobody declares is one variable per stage. */
function keyOf(variable: Variable | undefined, stage: Stage | undefined): Key {
  return variable?.pair ?? stage ?? 'unknown';
}

class Groups {
  readonly #parent = new Map<Key, Key>();

  root(key: Key): Key {
    let at = key;
    for (let up = this.#parent.get(at); up !== undefined; up = this.#parent.get(at)) at = up;
    return at;
  }

  join(a: Key, b: Key): void {
    const [rootA, rootB] = [this.root(a), this.root(b)];
    if (rootA !== rootB) this.#parent.set(rootA, rootB);
  }
}
