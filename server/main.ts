import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

// A bug must not take the editor's server away: it is told and the process lives on.
process.on('uncaughtException', error => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
});
process.on('unhandledRejection', reason => {
  process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
});

// What one document leaves behind is small and soon gone: space for tens of megabytes of it stays small, too.
// Electron's own flags are for it alone to set.
if (process.versions['electron'] === undefined) setFlagsFromString('--semi-space-growth-factor=1');

// What an earlier process compiled is taken from Node's own cache, which must be there before the rest is loaded.
module.enableCompileCache?.();
void import('./lsp/nodeServer.ts').then(() => {
  // Most processes end of themselves and leave it behind then; some are killed.
  setTimeout(() => module.flushCompileCache?.(), FLUSH_MILLISECONDS).unref();
});

const FLUSH_MILLISECONDS = 10_000;
