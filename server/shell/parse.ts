import type { Command, Script, Word } from './model.ts';
import type { ShellParser } from './parser.ts';
import { readPosixScript } from './posix/read.ts';
import { readPowerShellScript } from './powershell/read.ts';
import type { ExecWord, ScriptSource } from './source.ts';

/**
 * Reads a script with the grammar of its shell. An exec form gives its one command. Where no grammar is at hand
 * (cmd, Python, PowerShell without a parser) the script has no statements. Never throws.
 */
export function parseScript(source: ScriptSource, powershell?: ShellParser): Script {
  if (source.words) return execScript(source, source.words);
  if (source.shell.dialect === 'posix') return readPosixScript(source);
  const script =
    source.shell.dialect === 'powershell' && powershell && readPowerShellScript(source, powershell);
  return script || emptyScript(source);
}

function emptyScript(source: ScriptSource): Script {
  return { source, statements: [], comments: [], keywords: [], variables: [], errors: [] };
}

function execScript(source: ScriptSource, words: readonly ExecWord[]): Script {
  const [name, ...args] = words.map(execWord);
  const command: Command = {
    kind: 'command',
    start: name?.start ?? 0,
    end: args.at(-1)?.end ?? name?.end ?? 0,
    background: false,
    redirections: [],
    assignments: [],
    name,
    args,
  };
  return { ...emptyScript(source), statements: [command] };
}

const execWord = ({ start, end, value }: ExecWord): Word => ({
  start,
  end,
  text: value,
  value,
  isStatic: true,
  parts: [],
});
