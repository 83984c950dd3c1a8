import { env, l10n, ProgressLocation, window } from 'vscode';
import type { ReadProgress } from '../../protocol/image.ts';
import type { CallOptions } from '../../protocol/rpc.ts';
import { formatBytes } from '../format.ts';

/** Milliseconds that work may take before anything is said of it. */
const PATIENCE = 800;

/** Runs work that is often quick: a message with its progress and a way to stop it comes only when it is not. */
export async function slowly<T>(
  title: string,
  work: (options: Required<CallOptions<ReadProgress>>) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let report: (progress: ReadProgress) => void = () => {};
  const working = work({ signal: controller.signal, onProgress: progress => report(progress) });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<true>(resolve => {
    timer = setTimeout(() => resolve(true), PATIENCE);
  });
  const isLate = await Promise.race([working.then(() => false), late]);
  clearTimeout(timer);
  if (!isLate) return working;
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (shown, token) => {
      token.onCancellationRequested(() => controller.abort());
      let before = 0;
      report = ({ phase, bytes, total }) => {
        const share = total ? (100 * bytes) / total : 0;
        const done = formatBytes(bytes, env.language);
        const message =
          phase === 'read'
            ? l10n.t('{0} read', done)
            : bytes === 0
              ? l10n.t('the engine prepares the image')
              : l10n.t('{0} received from the engine', done);
        shown.report({ message, increment: Math.max(0, share - before) });
        before = Math.max(before, share);
      };
      return working;
    },
  );
}
