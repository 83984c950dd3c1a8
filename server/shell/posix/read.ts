import type { Script } from '../model.ts';
import type { ScriptSource } from '../source.ts';
import { readCommand } from './commands.ts';
import type { Reader } from './reader.ts';
import { readList } from './statements.ts';

/**
 * Reads a script of sh, bash and their kin. One pass, linear in the text, whatever the text is. It reads what
 * any of them has: what `sh` lacks is for rules to say.
 */
export function readPosixScript(source: ScriptSource): Script {
  const found: Reader['found'] = { comments: [], keywords: [], variables: [], errors: [] };
  const reader: Reader = {
    text: source.text,
    positions: source.positions,
    end: source.text.length,
    at: 0,
    last: 0,
    depth: 0,
    parens: 0,
    cases: 0,
    expected: [],
    pending: [],
    found,
    grammar: { list: readList, command: readCommand },
  };
  const statements = readList(reader, []);
  return { source, statements, ...found };
}
