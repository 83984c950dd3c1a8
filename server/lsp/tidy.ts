import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Electron's own flags are for it alone to set. */
const OWN_FLAGS = process.versions['electron'] === undefined;

/** What one document leaves behind is small and soon gone: space for tens of megabytes of it stays small, too. */
export function keepSmall(): void {
  if (OWN_FLAGS) setFlagsFromString('--semi-space-growth-factor=1');
}

let collect: ((how?: object) => void) | undefined;
let later: ReturnType<typeof setTimeout> | undefined;

/**
 * Collects garbage now, and gives back what is left over once nobody has asked for a while. V8 by itself lets tens of
 * megabytes pile up before it collects, and keeps that memory.
 */
export function tidy(): void {
  if (!OWN_FLAGS) return;
  collect ??= exposedCollector();
  collect();
  clearTimeout(later);
  later = setTimeout(() => collect?.(THOROUGHLY), QUIET_MILLISECONDS);
  later.unref();
}

const QUIET_MILLISECONDS = 400;
/** Takes several times as long, and shrinks the spaces themselves. An older V8 collects as ever. */
const THOROUGHLY = { type: 'major', execution: 'sync', flavor: 'last-resort' };

function exposedCollector(): (how?: object) => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  return typeof found === 'function' ? how => void found(how) : () => {};
}
