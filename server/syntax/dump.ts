import { lowerCase } from './characters.ts';
import { READINGS } from './keywords.ts';
import { quote, quoteList } from './quote.ts';
import type { Dockerfile, Instruction } from './tree.ts';

/** What BuildKit's own parser tells of a file. */
export interface BuildkitReading {
  /** One parenthesised line for each instruction; empty when there is an error. */
  readonly dump: string;
  /** 1-based first and last line of each instruction. */
  readonly lines: readonly (readonly [number, number])[];
  /** The words of the error at which the parser stops. */
  readonly error: string | null;
}

/** The reading of BuildKit's parser; what only its later parts complain of is no error here. */
export function dumpBuildkit(file: Dockerfile): BuildkitReading {
  const error = file.errors.find(({ phase }) => phase === 'read');
  if (error) return { dump: '', lines: [], error: error.buildkit ?? '' };
  return {
    dump: file.instructions.map(instruction => `(${dumpInstruction(instruction)})`).join('\n'),
    lines: file.instructions.map(({ lines }) => [lines.first + 1, lines.last + 1]),
    error: null,
  };
}

/** Atoms of an instruction without the parentheses around it. */
function dumpInstruction(instruction: Instruction): string {
  const { name, keyword, flags, trigger } = instruction;
  let out = lowerCase(keyword.value);
  if (flags.length > 0) {
    out += ` ${quoteList(flags.map(flag => `--${flag.name.value}${flag.value ? `=${flag.value.value}` : ''}`))}`;
  }
  if (!READINGS.has(name)) return out === '' ? '""' : `${out} ""`;
  if (trigger) return `${out} (${dumpInstruction(trigger)})`;
  for (const atom of atoms(instruction)) out += ` ${quote(atom)}`;
  return out;
}

function* atoms({ name, args, pairs, legacyPair }: Instruction): Iterable<string> {
  for (const { value } of args) yield value;
  for (const pair of pairs) {
    if (name === 'ARG') {
      yield pair.value ? `${pair.name.value}=${pair.value.value}` : pair.name.value;
      continue;
    }
    yield pair.name.value;
    yield pair.value?.value ?? '';
    yield legacyPair ? '' : '=';
  }
}
