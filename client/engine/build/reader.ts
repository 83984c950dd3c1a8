import { StringDecoder } from 'node:string_decoder';
import type { BuildEvent, BuildStep } from '../../../protocol/engine.ts';
import { decodeTrace, type Trace, type TraceVertex } from './trace.ts';

/** What the engine's messages have said when the stream ends. */
export interface BuildEnd {
  readonly imageId: string | undefined;
  /** The engine's words for the failure. */
  readonly error: string | undefined;
  /** The step that failed, when one is to blame. */
  readonly failed: BuildStep | undefined;
  /** All steps in their last state, in the order in which they were first told of. */
  readonly steps: readonly BuildStep[];
  /** Last lines that the failed step printed. */
  readonly output: readonly string[];
}

/** Reads what a build says. */
export interface BuildReader {
  /** Takes one message of the answer of `POST /build`. */
  read(message: unknown): void;
  /** Takes what BuildKit itself says, from wherever it comes. */
  readTrace(trace: Trace): void;
  end(): BuildEnd;
}

/** Characters of each step's output that are kept for the failure. */
export const KEPT_OUTPUT = 16 * 1024;
const KEPT_LINES = 20;

/**
 * Turns the messages of a BuildKit build into events, in their order. `tellsContext`: what of the context was sent is
 * known from BuildKit alone, because others send it.
 */
export function createBuildReader(
  onEvent: (event: BuildEvent) => void,
  { tellsContext = false }: { readonly tellsContext?: boolean } = {},
): BuildReader {
  const states = new Map<string, Omit<TraceVertex, 'digest'>>();
  const steps = new Map<string, BuildStep>();
  const outputs = new Map<string, string>();
  const decoders = new Map<string, StringDecoder>();
  const worked = new Map<string, number>();
  let imageId: string | undefined;
  let error: string | undefined;

  function readTrace({ vertexes, statuses, logs, warnings }: Trace): void {
    for (const vertex of vertexes) readVertex(vertex);
    for (const { vertex, id, name, current, total, completed } of statuses) {
      if (tellsContext && id.startsWith('transferring context'))
        onEvent({ kind: 'context', files: undefined, bytes: current, done: completed !== undefined });
      onEvent({ kind: 'progress', step: vertex, id: id || name, current, total });
    }
    for (const { vertex, stream, bytes } of logs) log(vertex, stream, decoderOf(vertex, stream).write(bytes));
    for (const { message, url, ranges } of warnings) {
      const line = ranges[0] && ranges[0].first > 0 ? ranges[0].first - 1 : undefined;
      onEvent({ kind: 'warning', message, url, line });
    }
  }

  function readVertex({ digest, ...state }: TraceVertex): void {
    const before = states.get(digest);
    if (before && sameState(before, state)) return;
    states.set(digest, state);
    // Some steps work in several goes: the start is moved so that the time between it and the end is right.
    if (before?.started && before.completed && state.started !== before.started) {
      worked.set(digest, (worked.get(digest) ?? 0) + before.completed - before.started);
    }
    const started = state.started && state.started - (worked.get(digest) ?? 0);
    const step: BuildStep = { id: digest, ...state, started };
    steps.set(digest, step);
    if (step.completed !== undefined) flush(digest);
    onEvent({ kind: 'step', step });
  }

  function decoderOf(step: string, stream: 1 | 2): StringDecoder {
    const key = `${stream}${step}`;
    const decoder = decoders.get(key) ?? new StringDecoder('utf8');
    decoders.set(key, decoder);
    return decoder;
  }

  /** What remains is the beginning of a character that never came. */
  function flush(step: string): void {
    for (const stream of [1, 2] as const) log(step, stream, decoders.get(`${stream}${step}`)?.end() ?? '');
  }

  function log(step: string, stream: 1 | 2, text: string): void {
    if (!text) return;
    outputs.set(step, ((outputs.get(step) ?? '') + text).slice(-KEPT_OUTPUT));
    onEvent({ kind: 'log', step, stream, text });
  }

  return {
    readTrace,
    read(message) {
      const { id, aux, errorDetail, error: errorText } = asRecord(message);
      if (id === 'moby.buildkit.trace' && typeof aux === 'string')
        readTrace(decodeTrace(Buffer.from(aux, 'base64')));
      else if (typeof asRecord(aux).ID === 'string') imageId = (asRecord(aux).ID as string) || imageId;
      const said = asRecord(errorDetail).message ?? errorText;
      if (typeof said === 'string') error ??= said.replace(FRONTEND, '');
    },
    end() {
      for (const step of steps.keys()) flush(step);
      const all = [...steps.values()];
      const failed = error === undefined ? undefined : failedStep(all, error);
      const output = lastLines(outputs.get(failed?.id ?? '') ?? '');
      return { imageId, error, failed, steps: all, output };
    },
  };
}

/** Which part of BuildKit speaks is of no use to people. */
const FRONTEND = /^(?:failed to solve with frontend \S+: )+(?:failed to create LLB definition: )?/;

function sameState(a: Omit<TraceVertex, 'digest'>, b: Omit<TraceVertex, 'digest'>): boolean {
  return (
    a.started === b.started &&
    a.completed === b.completed &&
    a.cached === b.cached &&
    a.error === b.error &&
    a.name === b.name
  );
}

/** Steps that run beside the failing one end with errors of their own: they were only cancelled. */
function failedStep(steps: readonly BuildStep[], error: string): BuildStep | undefined {
  const failed = steps.filter(step => step.error !== undefined);
  return (
    failed.find(step => step.error !== undefined && error.includes(step.error)) ??
    failed.find(step => !step.error?.includes('context canceled'))
  );
}

/** The last lines of an output as a terminal would show them: what a line return overwrote is gone, as are colours. */
export function lastLines(output: string): string[] {
  const lines = output.split('\n').map(line => {
    const shown = line.endsWith('\r') ? line.slice(0, -1) : line;
    return withoutEscapes(shown.slice(shown.lastIndexOf('\r') + 1));
  });
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(-KEPT_LINES);
}

function withoutEscapes(text: string): string {
  const [first = '', ...rest] = text.split('\u001b');
  return first + rest.map(part => part.replace(/^\[[0-?]*[ -/]*[@-~]/, '')).join('');
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
