import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodePorts } from './lsp/nodePorts.ts';
import { startServer } from './lsp/server.ts';

// A bug must not take the editor's server away: it is told and the process lives on.
process.on('uncaughtException', error => {
  process.stderr.write(`${error.stack ?? error.message}\n`);
});
process.on('unhandledRejection', reason => {
  process.stderr.write(`${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}\n`);
});

startServer(createConnection(ProposedFeatures.all), nodePorts);
