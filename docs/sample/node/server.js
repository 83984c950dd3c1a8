import { createServer } from 'node:http';

createServer((_request, response) => response.end('Hello from Node\n')).listen(3000);
