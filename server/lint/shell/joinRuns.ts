import type { Statement } from '../../shell/model.ts';
import { countUpTo } from '../../syntax/search.ts';
import type { Comment, Dockerfile, Instruction } from '../../syntax/tree.ts';
import type { Edit } from '../diagnostic.ts';
import { lineEndOf } from '../lines.ts';
import type { ShellStep } from './code.ts';

/** True when two RUN have the same flags, written alike. */
export function haveSameFlags(first: ShellStep, second: ShellStep): boolean {
  return flagsOf(first) === flagsOf(second);
}

/**
 * Makes one RUN of two neighbours with `&&`; comments between them stay on lines of their own. Undefined where
 * that would change what runs: each must be one command, one pipe, or commands that are joined by `&&` already.
 */
export function joinRuns(file: Dockerfile, first: ShellStep, second: ShellStep): readonly Edit[] | undefined {
  const [from, ...more] = first.script.statements;
  const [to, ...others] = second.script.statements;
  if (!from || !to || more.length + others.length > 0 || !isJoinable(from) || !isJoinable(to))
    return undefined;
  if ([first, second].some(({ script }) => script.source.shell.dialect !== 'posix')) return undefined;
  if (first.instruction.heredocs.length + second.instruction.heredocs.length > 0) return undefined;
  const isOpen =
    first.script.comments.length > 0 || first.script.errors.length + second.script.errors.length > 0;
  if (isOpen || second.script.comments.some(({ start }) => start < to.start)) return undefined;
  if (file.text.slice(from.end, endOf(first.instruction)).trim() !== '') return undefined;
  const lineEnd = lineEndOf(file);
  const { first: firstLine } = second.instruction.lines;
  const comments = commentsBetween(file, first.instruction.lines.last, firstLine).map(
    comment => `${file.text.slice(comment.start, comment.end)}${lineEnd}`,
  );
  const newText = ` ${file.escape}${lineEnd}${comments.join('')}    && `;
  return [{ span: { start: from.end, end: to.start }, newText }];
}

/** The comments on lines between two. */
function commentsBetween({ comments }: Dockerfile, after: number, before: number): readonly Comment[] {
  const from = countUpTo(comments, ({ line }) => line <= after);
  let to = from;
  while ((comments[to]?.line ?? before) < before) to++;
  return comments.slice(from, to);
}

function isJoinable(statement: Statement): boolean {
  if (statement.background) return false;
  if (statement.kind === 'list') return statement.operators.every(({ text }) => text === '&&');
  return statement.kind === 'command' || statement.kind === 'pipeline';
}

function flagsOf({ instruction }: ShellStep): string {
  return instruction.flags.map(({ name, value }) => `${name.value}=${value?.value ?? ''}`).join(' ');
}

const endOf = ({ args, end }: Instruction): number => args.at(-1)?.end ?? end;
