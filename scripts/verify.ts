import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { runningEngines, startEngines, stopEngines } from './engines.ts';
import { PartMissing } from './parts/process.ts';
import { inProject, projectRoot } from './parts/project.ts';
import { nodeEnvironment } from './parts/vscodeServer.ts';
import { PARTS, type PartName } from './parts.ts';

/** One line of the closing table. */
interface Step {
  readonly name: string;
  /** Script of package.json that runs it, or the work itself. */
  readonly script: string;
  /** What must be there first. */
  readonly needs: readonly (PartName | 'engines')[];
  /** `tests` counts what mocha ran and fails when that is nothing; `check` is one passed or failed. */
  readonly kind: 'check' | 'tests';
}

const check = (name: string, script: string): Step => ({ name, script, needs: [], kind: 'check' });
const tests = (name: string, script: string, ...needs: Step['needs']): Step => ({
  name,
  script,
  needs,
  kind: 'tests',
});

const STEPS: readonly Step[] = [
  check('format and lint', 'check:style'),
  check('types', 'check:types'),
  check('package', 'package'),
  tests('units', 'test:unit'),
  tests('thorough units', 'test:thorough'),
  tests('command line', 'test:cli', 'shellcheck'),
  tests('language server', 'test:lsp', 'shellcheck'),
  tests('against BuildKit', 'test:differential', 'engines'),
  tests('engine', 'test:engine', 'engines', 'registry', 'skopeo', 'umoci'),
  tests('registry', 'test:registry', 'registry', 'skopeo'),
  tests('webview', 'test:webview', 'chromium'),
  tests('extension host', 'test:extension', 'vscode-server', 'chromium', 'engines'),
  tests('end to end', 'test:e2e', 'vscode-server', 'chromium', 'engines'),
];

interface Result {
  readonly step: Step;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** Why it did not run, or what is wrong beside failed tests. */
  readonly note: string;
}

/** Sets up every part, runs every check and suite, and prints one table; true when all is well. */
async function verify(steps: readonly Step[]): Promise<boolean> {
  const started = Date.now();
  const wereRunning = Object.keys(await runningEngines()).length > 0;
  const parts = setUp(steps);
  const results: Result[] = [];
  try {
    for (const step of steps) {
      console.log(`\n── ${step.name} ──`);
      const result = await runStep(step, parts);
      results.push(result);
      console.log(`${step.name}: ${verdict(result)}`);
    }
  } finally {
    await Promise.allSettled(parts.values());
    if (!wereRunning && parts.has('engines')) await stopEngines();
  }
  return printTable(results, started);
}

type Parts = ReadonlyMap<PartName | 'engines', Promise<unknown>>;

/** Starts all installs at once, behind the checks that need none of them. */
function setUp(steps: readonly Step[]): Parts {
  const parts = new Map<PartName | 'engines', Promise<unknown>>();
  for (const need of new Set(steps.flatMap(step => step.needs))) {
    const part = need === 'engines' ? startEngines() : PARTS[need]();
    // Looked at by the step that needs it; until then a failure is no unhandled rejection.
    part.catch(() => {});
    parts.set(need, part);
  }
  return parts;
}

async function runStep(step: Step, parts: Parts): Promise<Result> {
  const from = Date.now();
  const seconds = (): number => Math.round((Date.now() - from) / 100) / 10;
  for (const need of step.needs) {
    try {
      await parts.get(need);
    } catch (error) {
      const reason = error instanceof PartMissing ? error.message : String(error);
      console.error(`!! "${step.name}" cannot run, ${need} is missing:\n${reason}`);
      const failed = process.env.CI === 'true' ? 1 : 0;
      return { step, passed: 0, failed, seconds: seconds(), note: `NOT RUN: ${need} is missing` };
    }
  }
  const counts = judge(step.kind, await runScript(step.script));
  return { step, ...counts, seconds: seconds() };
}

/** What a finished step counts as. A suite in which nothing passed is a failure, whatever it ended with. */
export function judge(
  kind: Step['kind'],
  { code, output }: { readonly code: number; readonly output: string },
): { readonly passed: number; readonly failed: number; readonly note: string } {
  if (kind === 'check') return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, note: '' };
  const passed = lastCount(output, 'passing');
  const failed = lastCount(output, 'failing');
  if (code === 0 && passed > 0 && failed === 0) return { passed, failed, note: '' };
  // mocha counts failed hooks and tests; anything else that went wrong counts as one.
  const note = failed > 0 ? '' : passed === 0 ? 'no test passed' : `ended with ${code}`;
  return { passed, failed: Math.max(failed, 1), note };
}

function lastCount(output: string, word: string): number {
  const counts = [...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))];
  return Number(counts.at(-1)?.[1] ?? 0);
}

/** Runs a script of package.json, passing on what it prints as it comes. */
async function runScript(name: string): Promise<{ readonly code: number; readonly output: string }> {
  const manifest: { scripts: Record<string, string | undefined> } = JSON.parse(
    await readFile(inProject('package.json'), 'utf8'),
  );
  const command = manifest.scripts[name];
  if (command === undefined) return { code: 1, output: `package.json has no script ${name}` };
  return new Promise(resolve => {
    const child = spawn(command, {
      cwd: projectRoot,
      env: nodeEnvironment(),
      shell: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const plain = stripVTControlCharacters(text);
      output += plain;
      // Colours are for terminals; a log is read as text.
      process.stdout.write(process.stdout.isTTY ? text : plain);
    });
    child.on('error', error => resolve({ code: 127, output: error.message }));
    child.on('close', code => resolve({ code: code ?? 128, output }));
  });
}

function verdict(result: Result): string {
  const counts = `${result.passed} passed, ${result.failed} failed`;
  return `${counts} in ${result.seconds} s${result.note && ` (${result.note})`}`;
}

function printTable(results: readonly Result[], started: number): boolean {
  const width = Math.max(...results.map(result => result.step.name.length));
  console.log(`\n${'suite'.padEnd(width)}  passed  failed   seconds`);
  for (const { step, passed, failed, seconds, note } of results) {
    const row = [step.name.padEnd(width), String(passed).padStart(6), String(failed).padStart(6)];
    console.log(`${row.join('  ')}  ${seconds.toFixed(1).padStart(8)}  ${note}`.trimEnd());
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const minutes = ((Date.now() - started) / 60_000).toFixed(1);
  const absent = results.filter(result => result.note.startsWith('NOT RUN'));
  if (absent.length > 0) console.log(`\n!! not run: ${absent.map(result => result.step.name).join(', ')}`);
  console.log(`\n${minutes} minutes in all\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

if (import.meta.main) {
  const wanted = process.argv.slice(2);
  const steps = STEPS.filter(
    step => wanted.length === 0 || wanted.includes(step.name) || wanted.includes(step.script),
  );
  if (steps.length === 0) {
    console.error(`no such suite; there are: ${STEPS.map(step => step.script).join(', ')}`);
    process.exit(2);
  }
  try {
    process.exit((await verify(steps)) ? 0 : 1);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}
