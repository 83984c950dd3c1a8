import { env, l10n, type Uri } from 'vscode';
import { formatBytes } from '../format.ts';
import { filesText } from './contextItems.ts';
import type { CurrentContext } from './currentContext.ts';

/** Milliseconds: who wants to build does not wait for a number. */
const PATIENCE = 400;

/** The folder of a context with what a build would be sent of it, when that is known in time. */
export async function contextWithTotal(
  current: Pick<CurrentContext, 'summaryOf'>,
  dockerfile: Uri,
  path: string,
): Promise<string> {
  const late = new Promise<undefined>(resolve => {
    setTimeout(() => resolve(undefined), PATIENCE);
  });
  const summary = await Promise.race([current.summaryOf(dockerfile), late]);
  if (!summary) return path;
  return l10n.t('{path} ({files}, {size})', {
    path,
    files: filesText(summary.sent.files, env.language),
    size: formatBytes(summary.sent.bytes, env.language),
  });
}
