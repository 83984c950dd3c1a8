// Runs the end-to-end scenarios, each file in a process and a VS Code of its own: one that breaks hides no other.
// `node scripts/testScenarios.ts [FILE…]`
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { inProject, ownProgram, projectRoot } from './parts/project.ts';
import { nodeEnvironment } from './parts/vscodeServer.ts';

/**
 * A person's clicks are played on a machine that may be busy: what fails is played once more, and a scenario that
 * passes only then is named at the end.
 */
const TRIES = 2;

interface Played {
  readonly code: number;
  readonly passed: number;
  readonly failed: number;
}

function play(file: string): Promise<Played> {
  return new Promise(resolve => {
    const child = spawn(ownProgram('mocha'), ['--reporter', 'spec', file], {
      cwd: projectRoot,
      env: nodeEnvironment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += stripVTControlCharacters(text);
      process.stdout.write(text);
    });
    const count = (word: string): number =>
      Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].at(-1)?.[1] ?? 0);
    child.on('error', () => resolve({ code: 127, passed: 0, failed: 1 }));
    child.on('close', code =>
      resolve({ code: code ?? 128, passed: count('passing'), failed: count('failing') }),
    );
  });
}

const given = process.argv.slice(2);
const found = await readdir(inProject('test', 'e2e'));
const files =
  given.length > 0
    ? given
    : found
        .filter(name => name.endsWith('.test.ts'))
        .sort()
        .map(name => `test/e2e/${name}`);
let passed = 0;
let failed = 0;
const second: string[] = [];
for (const file of files) {
  let played: Played = { code: 1, passed: 0, failed: 1 };
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    played = await play(file);
    if (played.code === 0) {
      if (attempt > 1) second.push(file);
      break;
    }
    if (attempt < TRIES) console.log(`\n!! ${file} failed and is played once more`);
  }
  passed += played.passed;
  failed += played.code === 0 ? 0 : Math.max(1, played.failed);
}
for (const file of second) console.log(`!! ${file} passed only when it was played again`);
// Both, also when it is none: who counts takes the last of each, and the first play of a scenario has printed its own.
console.log(`\n  ${passed} passing\n  ${failed} failing`);
process.exit(failed > 0 ? 1 : 0);
