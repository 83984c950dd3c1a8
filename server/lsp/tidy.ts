import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: unknown;

/**
 * Collects garbage now. V8 by itself lets tens of megabytes pile up before it does, and keeps that memory. Nothing
 * in Electron, whose flags are not ours to change.
 */
export function tidy(): void {
  if (process.versions['electron'] !== undefined) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
  }
  if (typeof collect === 'function') collect();
}
