import { execNestedSources, nestedSources } from '../../shell/nested.ts';
import type { ScriptSource } from '../../shell/source.ts';
import type { Dockerfile } from '../../syntax/tree.ts';
import type { ShellCode, ShellStep } from '../shell/code.ts';

/** A script as ShellCheck gets it. */
export interface CheckedScript {
  /** A first line that names the shell, and the script behind it. The same text always gives the same findings. */
  readonly text: string;
  /** What stands before the script in `text`, less what of the script is left out there. */
  readonly shift: number;
  readonly source: ScriptSource;
  readonly step: ShellStep;
  /** It is handed to a shell by another script, whose variables may be its own too. */
  readonly isNested: boolean;
  /** As the file has to write it: the strings of an exec form escape some signs. Undefined where it cannot. */
  readonly write: (text: string) => string | undefined;
}

/** Beyond this, in UTF-16 units, ShellCheck takes longer than anybody waits. */
const MAXIMUM_LENGTH = 100_000;

/**
 * The scripts of a file that ShellCheck can read, in the order of the file: the shell forms and here-documents of RUN,
 * CMD, ENTRYPOINT and HEALTHCHECK, `["sh", "-c", "…"]`, and `bash -c '…'` within them. Nothing else is parsed for it.
 */
export function* scriptsToCheck(file: Dockerfile, { steps }: ShellCode): Iterable<CheckedScript> {
  for (const step of steps) {
    const { source } = step;
    const form = source.words ? IN_JSON : AS_IS;
    const sources = source.words ? execNestedSources(source, source.words) : [source];
    for (const each of sources) {
      const script = checkedScript(step, each, form);
      if (script) yield script;
    }
    if (source.words || !mayNest(source.text)) continue;
    for (const nested of nestedSources(step.script)) {
      // In double quotes the outer shell has its say first.
      const isQuoted = file.text[nested.positions.startOf(0) - 1] === "'";
      const script = isQuoted ? checkedScript(step, nested, IN_SINGLE_QUOTES) : undefined;
      if (script) yield script;
    }
  }
}

/** An exec form with something wrong in it, which makes it no shell script. */
const FAILED_JSON = /^\[["']/;

function checkedScript(step: ShellStep, source: ScriptSource, form: Form): CheckedScript | undefined {
  const { text } = source;
  if (text.length > MAXIMUM_LENGTH || text.trim() === '' || FAILED_JSON.test(text)) return undefined;
  const program = programOf(source);
  if (program === undefined) return undefined;
  const header = `#!${[program, ...optionsOf(source)].join(' ')}\n`;
  // A line of its own that says the same would be a remark to ShellCheck when it came second.
  const from = text.startsWith('#!') ? text.indexOf('\n') + 1 || text.length : 0;
  return { text: header + text.slice(from), shift: header.length - from, source, step, ...form };
}

/** The line that makes ShellCheck read the dialect; undefined for shells that it does not know. */
function programOf({ shell: { name, words, dialect } }: ScriptSource): string | undefined {
  if (dialect !== 'posix') return undefined;
  const isBusybox = name === 'ash' || words.some(word => /(?:^|\/)busybox$/.test(word));
  return isBusybox
    ? '/bin/busybox sh'
    : (PROGRAMS.get(name) ?? (name.endsWith('.sh') ? '/bin/sh' : undefined));
}

const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['sh', '/bin/sh'],
  ['bash', '/bin/bash'],
  ['rbash', '/bin/bash'],
  ['dash', '/bin/dash'],
  ['ksh', '/bin/ksh'],
  ['ksh93', '/bin/ksh'],
  ['mksh', '/bin/ksh'],
]);

/** `-e` and its kin, which decide what may go unchecked; `-c` and what is no option say nothing. */
function optionsOf({ shell: { words } }: ScriptSource): readonly string[] {
  const isSet = (name: string, letter: string): boolean =>
    words.some(
      (word, index) =>
        new RegExp(`^-[a-z]*${letter}`).test(word) || (words[index - 1] === '-o' && word === name),
    );
  return isSet('errexit', 'e') ? ['-e'] : [];
}

type Form = Pick<CheckedScript, 'isNested' | 'write'>;
const AS_IS: Form = { isNested: false, write: text => text };
const IN_JSON: Form = { isNested: false, write: text => JSON.stringify(text).slice(1, -1) };
const IN_SINGLE_QUOTES: Form = { isNested: true, write: text => (text.includes("'") ? undefined : text) };

/** Cheap, and never false where there is something. */
const mayNest = (text: string): boolean => text.includes("'") && /sh\s+-/.test(text);
