import { runUnderOwnNode } from './bootstrap.mjs';

await runUnderOwnNode('start.ts');
