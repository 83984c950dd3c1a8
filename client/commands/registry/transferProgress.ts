import { env, l10n } from 'vscode';
import type { TransferProgress } from '../../../protocol/engine.ts';
import { formatBytes } from '../../format.ts';

/** Bytes of each layer, as far as the engine has told. */
export type TransferTotals = Map<string, { readonly current: number; readonly total: number }>;

/** One line for the whole: how much of what is known so far has gone. */
export function transferMessage(
  totals: TransferTotals,
  { status, layer, current, total }: TransferProgress,
): string {
  if (layer !== '' && total !== undefined)
    totals.set(layer, { current: Math.min(current ?? 0, total), total });
  if (totals.size === 0) return status;
  let done = 0;
  let all = 0;
  for (const sizes of totals.values()) {
    done += sizes.current;
    all += sizes.total;
  }
  return l10n.t('{done} of {all}', {
    done: formatBytes(done, env.language),
    all: formatBytes(all, env.language),
  });
}
