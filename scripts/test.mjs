import { runUnderOwnNode } from './bootstrap.mjs';

await runUnderOwnNode('verify.ts');
