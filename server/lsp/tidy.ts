import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Electron's own flags are for it alone to set. */
const OWN_FLAGS = process.versions['electron'] === undefined;

/** What one document leaves behind is small and soon gone: space for tens of megabytes of it stays small, too. */
export function keepSmall(): void {
  if (OWN_FLAGS) setFlagsFromString('--semi-space-growth-factor=1');
}

let collect: unknown;

/** Collects garbage now. V8 by itself lets tens of megabytes pile up before it does, and keeps that memory. */
export function tidy(): void {
  if (!OWN_FLAGS) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  if (typeof collect === 'function') collect();
}
