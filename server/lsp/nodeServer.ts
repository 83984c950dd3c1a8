import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodePorts } from './nodePorts.ts';
import { startServer } from './server.ts';

// The library reads from the process's arguments how the client talks: --stdio, --node-ipc, --socket or --pipe.
startServer(createConnection(ProposedFeatures.all), nodePorts);
