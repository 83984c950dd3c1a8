import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';
import { NO_PORTS } from './lsp/ports.ts';
import { startServer } from './lsp/server.ts';

/** A worker's global scope is also its port to the page. */
type Port = ConstructorParameters<typeof BrowserMessageReader>[0];
const port = globalThis as unknown as Port;

startServer(
  createConnection(ProposedFeatures.all, new BrowserMessageReader(port), new BrowserMessageWriter(port)),
  NO_PORTS,
);
