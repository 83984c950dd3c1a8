import { commandName, invocationOf } from './commands.ts';
import { type Shell, shellOf, takesScript } from './dialect.ts';
import type { Command, Script, Word } from './model.ts';
import { type ExecWord, picked, type ScriptSource, within } from './source.ts';
import { withoutEscapes } from './unescape.ts';
import { walkCommands } from './walk.ts';

/**
 * The scripts that a script hands to shells of its own: `bash -c '…'`, `sh <<EOF`, and `["sh", "-c", "…"]` of an
 * exec form. What the outer shell would expand in them is left as it is written.
 */
export function nestedSources(script: Script): readonly ScriptSource[] {
  const { source } = script;
  if (source.words) return execNestedSources(source, source.words);
  if (source.shell.dialect !== 'posix') return [];
  const sources: ScriptSource[] = [];
  walkCommands(script, command => {
    const nested = nestedSource(source, command);
    if (nested) sources.push(nested);
  });
  return sources;
}

/** The script that one command of a source in a POSIX shell hands to a shell of its own. */
export function nestedSource(source: ScriptSource, command: Command): ScriptSource | undefined {
  const invocation = invocationOf(command);
  const { name, args } = invocation;
  if (!name || shellOf([commandName(invocation) ?? '']).dialect === 'none') return undefined;
  const words = [name, ...args];
  const values = words.map(({ value }) => value);
  const index = scriptIndex(values, 1);
  const script = words[index];
  if (script) return quotedSource(source, shellOf(values.slice(0, index)), script);
  if (index < 0) return undefined;
  const body = command.redirections.findLast(({ fd }) => fd === undefined || fd === 0)?.heredoc;
  if (!body) return undefined;
  const from = source.positions.toScript(body.start);
  if (source.text.slice(from, from + body.text.length) !== body.text) return undefined;
  return part(source, { text: body.text, shell: shellOf(values), positions: within(source.positions, from) });
}

/** The script in a word that is one quoted string. */
function quotedSource(source: ScriptSource, shell: Shell, word: Word): ScriptSource | undefined {
  const [quoted] = word.parts;
  if (quoted?.kind !== 'quoted' || quoted.start !== word.start || quoted.end !== word.end) return undefined;
  const from = source.positions.toScript(word.start) + 1;
  const to = from + word.text.length - 2;
  const { text } = source;
  if (quoted.quote === "'") {
    return part(source, { text: text.slice(from, to), shell, positions: within(source.positions, from) });
  }
  if (quoted.quote !== '"') return undefined;
  const inside = withoutEscapes(text, from, to, DOUBLE_ESCAPES);
  return part(source, {
    text: inside.text,
    shell,
    positions: picked(source.positions, inside.starts, inside.ends),
  });
}

/** `$`, `` ` ``, `"` and `\`. */
const DOUBLE_ESCAPES = [36, 96, 34, 92];

/** The script that the words of an exec form hand to a shell. */
export function execNestedSources(source: ScriptSource, words: readonly ExecWord[]): readonly ScriptSource[] {
  const values = words.map(({ value }) => value);
  const program = values.findIndex((_, index) => shellOf(values.slice(0, index + 1)).dialect !== 'none');
  const index = program < 0 ? -1 : scriptIndex(values, program + 1);
  const word = words[index];
  return word ? [jsonSource(source, shellOf(values.slice(0, index)), word)] : [];
}

/**
 * Index of the script behind `-c`, where the options of a shell start at `from`; the number of words when the shell
 * reads its input, and -1 when it runs a file.
 */
function scriptIndex(values: readonly string[], from: number): number {
  for (let index = from; index < values.length; index++) {
    const value = values[index] ?? '';
    if (takesScript(shellOf(values.slice(0, index + 1)))) return index + 1;
    if (value === '-' || value === '-s') return values.length;
    if (!/^[-+]/.test(value)) return -1;
    // `-o pipefail`
    if (/^[-+][A-Za-z]*[oO]$/.test(value)) index++;
  }
  return values.length;
}

/** The script in a JSON string. */
function jsonSource(source: ScriptSource, shell: Shell, word: ExecWord): ScriptSource {
  const { logical } = source.instruction;
  const starts: number[] = [];
  const ends: number[] = [];
  let at = logical.toLogical(word.start) + 1;
  for (let index = 0; index < word.value.length; index++) {
    starts.push(at);
    at += logical.text[at] !== '\\' ? 1 : logical.text[at + 1] === 'u' ? 6 : 2;
    ends.push(at);
  }
  const outer = {
    startOf: (offset: number) => logical.toSource(offset),
    endOf: (offset: number) => (offset <= 0 ? logical.toSource(0) : logical.toSource(offset - 1) + 1),
    toScript: (offset: number) => logical.toLogical(offset),
  };
  return part(source, { text: word.value, shell, positions: picked(outer, starts, ends) });
}

function part(
  { instruction, heredoc }: ScriptSource,
  own: Pick<ScriptSource, 'text' | 'shell' | 'positions'>,
): ScriptSource {
  return { ...own, instruction, heredoc, words: undefined };
}
