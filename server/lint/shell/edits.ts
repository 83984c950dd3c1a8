import type { Statement, Word } from '../../shell/model.ts';
import type { Dockerfile } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import type { ShellCommand, ShellStep } from './code.ts';

/** Puts an option behind a word of a command, as its form asks for. */
export function optionBehind(command: ShellCommand, word: Word, option: string): Edit {
  const inserted = command.script.source.words ? `, ${JSON.stringify(option)}` : ` ${option}`;
  return { span: { start: word.end, end: word.end }, newText: inserted };
}

/**
 * Puts a command behind everything the script of a command does, laid out like what stands there. `added` must mean
 * the same within any quotes. Undefined where that cannot be done without changing more.
 */
export function commandAtEnd(
  file: Dockerfile,
  { script, host, step }: ShellCommand,
  added: string,
): Edit | undefined {
  const last = script.statements.at(-1);
  // What `&&` is to a POSIX shell is an error to older PowerShells.
  if (script.source.shell.dialect !== 'posix') return undefined;
  if (!last || script.errors.length > 0 || last.background) return undefined;
  if (hasHeredoc(last) || leavesTheShell(last)) return undefined;
  const at = last.end;
  const inserted =
    host || !script.source.heredoc
      ? joined(file, step, script.statements, added)
      : belowLine(file, last, added);
  return { span: { start: at, end: at }, newText: inserted };
}

/** ` && added`, on a line of its own where the others are. */
function joined(file: Dockerfile, step: ShellStep, statements: readonly Statement[], added: string): string {
  const last = statements.at(-1);
  const first = statements[0];
  const isSequence = statements.length > 1 && first !== undefined;
  // `set -e; a; b`: one more of them. A list with `||` would take `&&` for its own.
  const sign = isSequence || (last && endsAlternative(last)) ? ';' : '&&';
  const { text } = file;
  const around = last?.kind === 'list' && !isSequence ? last.items : statements;
  const previous = around.at(-2);
  const current = around.at(-1);
  const between = previous && current ? text.slice(previous.end, current.start) : '';
  const newline = between.lastIndexOf('\n');
  if (newline < 0 || step.instruction.lines.first === step.instruction.lines.last) {
    return sign === ';' ? `; ${added}` : ` && ${added}`;
  }
  const lineEnd = between.charAt(newline - 1) === '\r' ? '\r\n' : '\n';
  const indent = /^[ \t]*/.exec(between.slice(newline + 1))?.[0] ?? '';
  const continuation = ` ${file.escape}${lineEnd}${indent}`;
  if (sign === ';') return `;${continuation}${added}`;
  // `a && \⏎ b` keeps its sign at the end of the line.
  return between.slice(newline).includes('&&') ? `${continuation}&& ${added}` : ` &&${continuation}${added}`;
}

function belowLine({ text }: Dockerfile, { start }: Statement, added: string): string {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, start))?.[0] ?? '';
  return `${text.charAt(lineStart - 2) === '\r' ? '\r\n' : '\n'}${indent}${added}`;
}

function endsAlternative(statement: Statement): boolean {
  return statement.kind === 'list' && statement.operators.some(({ text }) => text === '||');
}

function hasHeredoc(statement: Statement): boolean {
  if (statement.redirections.some(({ heredoc }) => heredoc)) return true;
  if (statement.kind === 'list') return statement.items.some(hasHeredoc);
  return statement.kind === 'pipeline' && statement.stages.some(hasHeredoc);
}

/** What would stand behind it would never run. */
function leavesTheShell(statement: Statement): boolean {
  const last = statement.kind === 'list' ? statement.items.at(-1) : statement;
  if (last?.kind !== 'command') return false;
  const name = last.name?.value;
  return name === 'exec' || name === 'exit';
}
