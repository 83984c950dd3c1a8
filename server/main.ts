import module from 'node:module';

// A bug must not take the editor's server away: it is told and the process lives on.
process.on('uncaughtException', error => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
});
process.on('unhandledRejection', reason => {
  process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
});

// What an earlier process compiled is taken from Node's own cache, which must be there before the rest is loaded.
module.enableCompileCache?.();
void import('./lsp/nodeServer.ts').then(() => {
  // The first document comes before it: to load what sets it takes milliseconds.
  setTimeout(() => {
    void import('./lsp/tidy.ts').then(({ keepSmall }) => keepSmall());
  }, START_MILLISECONDS).unref();
  // Most processes end of themselves and leave it behind then; some are killed.
  setTimeout(() => module.flushCompileCache?.(), FLUSH_MILLISECONDS).unref();
});

/** How long a client may take from the start to its first document. */
const START_MILLISECONDS = 150;
const FLUSH_MILLISECONDS = 10_000;
