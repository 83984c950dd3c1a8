import type { BuildEvent, BuildFailurePlace } from '../../protocol/engine.ts';
import { formatDuration } from '../format.ts';
import type { BuildProgress, StepProgress, StepState } from './buildProgress.ts';

/** What a terminal shows of a build; lines end in CR LF. Texts of the log's own frame are passed in translated. */
export interface BuildLog {
  /** To be called after the progress took the event in. */
  add(event: BuildEvent, step: StepProgress | undefined): void;
  addLine(text: string, colour?: Colour): void;
  /** Writes out lines that have not ended. */
  flush(): void;
  /** Puts in what an earlier log held. */
  restore(text: string): void;
  /** All that is kept, in order. */
  text(): string;
}

export type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const CODES: Record<Colour, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };
/** UTF-16 units after which output without a line break is written as it is. */
const LONGEST_LINE = 65_536;
const ESCAPE = String.fromCharCode(27);

/**
 * A log that keeps at most `limit` UTF-16 units, dropping the oldest lines, and hands each new piece of text to
 * `onText`. Output of steps that run side by side is told apart by their number, as `docker build` does.
 */
export function newBuildLog(onText: (text: string) => void, limit = 4_000_000): BuildLog {
  const kept: string[] = [];
  let first = 0;
  let size = 0;
  const unfinished = new Map<string, { readonly prefix: string; readonly text: string }>();
  const told = new Map<string, StepState>();

  const write = (text: string): void => {
    kept.push(text);
    size += text.length;
    while (size > limit && first < kept.length - 1) size -= kept[first++]?.length ?? 0;
    if (first > 1000 && first * 2 > kept.length) {
      kept.splice(0, first);
      first = 0;
    }
    onText(text);
  };
  const addLine = (text: string, colour?: Colour): void => write(`${paint(text, colour)}\r\n`);

  const outputLine = (prefix: string, line: string): void => {
    // Progress bars redraw their line with carriage returns: the last drawing is what counts.
    const shown = afterLastReturn(line.endsWith('\r') ? line.slice(0, -1) : line);
    // A program may leave its colours on: they end with its line.
    write(`${paint(prefix, 'dim')} ${shown}${shown.includes(ESCAPE) ? `${ESCAPE}[0m` : ''}\r\n`);
  };

  const addOutput = (key: string, prefix: string, text: string): void => {
    const lines = ((unfinished.get(key)?.text ?? '') + text).split('\n');
    let rest = lines.pop() ?? '';
    for (const line of lines) outputLine(prefix, line);
    if (rest.length > LONGEST_LINE) {
      outputLine(prefix, rest);
      rest = '';
    }
    if (rest === '') unfinished.delete(key);
    else unfinished.set(key, { prefix, text: rest });
  };

  const flushStep = (id: string): void => {
    for (const key of [`${id} 1`, `${id} 2`]) {
      const rest = unfinished.get(key);
      if (rest) outputLine(rest.prefix, rest.text);
      unfinished.delete(key);
    }
  };

  const addState = (step: StepProgress): void => {
    const before = told.get(step.id);
    if (before === step.state || step.state === 'waiting') return;
    told.set(step.id, step.state);
    const number = `#${step.number}`;
    if (before === undefined) addLine(`${number} ${oneLine(step.name)}`, 'cyan');
    if (step.state !== 'running') flushStep(step.id);
    if (step.state === 'cached') addLine(`${number} CACHED`, 'dim');
    else if (step.state === 'done') addLine(`${number} DONE ${duration(step)}`, 'green');
    else if (step.state === 'failed') addLine(`${number} ERROR: ${step.error ?? ''}`, 'red');
    else if (step.state === 'cancelled') addLine(`${number} CANCELED`, 'yellow');
  };

  return {
    addLine,
    restore: write,
    add: (event, step) => {
      if (event.kind === 'step' && step) addState(step);
      else if (event.kind === 'log')
        addOutput(`${event.step} ${event.stream}`, step ? `#${step.number}` : '#?', event.text);
      else if (event.kind === 'warning') addLine(`WARNING: ${event.message}`, 'yellow');
    },
    flush: () => {
      for (const { prefix, text } of unfinished.values()) outputLine(prefix, text);
      unfinished.clear();
    },
    text: () => kept.slice(first).join(''),
  };
}

/** The end of a failed build: the failing step's last words once more, as the last thing on the screen. */
export function failureLines(
  place: BuildFailurePlace | undefined,
  progress: BuildProgress,
): readonly string[] {
  const named = place?.step === undefined ? undefined : progress.byId.get(place.step);
  const name = (named ?? progress.steps.find(step => step.state === 'failed'))?.name;
  return [...(name ? [`> ${oneLine(name)}`] : []), ...(place?.output ?? []).map(line => `  ${line}`)];
}

function paint(text: string, colour: Colour | undefined): string {
  return colour ? `${ESCAPE}[${CODES[colour]}m${text}${ESCAPE}[0m` : text;
}

function duration({ started, completed }: StepProgress): string {
  return started !== undefined && completed !== undefined ? formatDuration(completed - started) : '';
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ⏎ ').replace(/[ \t]{2,}/g, ' ');
}

function afterLastReturn(line: string): string {
  return line.slice(line.lastIndexOf('\r') + 1);
}
