import type { BuildEvent, BuildStep } from '../../../protocol/engine.ts';
import { type BuildReader, KEPT_OUTPUT, lastLines } from './reader.ts';

/** `Step 2/5 : RUN x`, and Podman's `STEP 2/5: RUN x` or `[1/2] STEP 2/5: RUN x` where there are several stages. */
const STEP = /^(?:\[(\d+)\/\d+\] )?step (\d+)\/(\d+) ?: (.+)$/i;
const CACHED = /^ ?---> Using cache|^--> Using cache/;
/** What the builder says of itself between the lines of a step's output. */
const FRAME = /^ ?--+> |^Removing intermediate container|^COMMIT |^Successfully (?:built|tagged)/;

/**
 * Reads builds of the builder before BuildKit, and Podman's: text in which steps begin by a line of their own. One
 * step runs at a time, and each waits for the one before it.
 */
export function createClassicReader(
  onEvent: (event: BuildEvent) => void,
  now: () => number = Date.now,
): Omit<BuildReader, 'readTrace'> {
  const steps: BuildStep[] = [];
  const outputs = new Map<string, string>();
  let rest = '';
  let imageId: string | undefined;
  let error: string | undefined;

  function change(step: BuildStep): void {
    const index = steps.findIndex(({ id }) => id === step.id);
    if (index < 0) steps.push(step);
    else steps[index] = step;
    onEvent({ kind: 'step', step });
  }

  function endStep(failed?: string): void {
    const step = steps.at(-1);
    if (step && step.completed === undefined) change({ ...step, completed: now(), error: failed });
  }

  function readLine(line: string): void {
    const [, stage, index, total, text] = STEP.exec(line) ?? [];
    const before = steps.at(-1);
    if (text !== undefined) {
      endStep();
      const id = `${stage ?? ''}:${index}:${steps.length}`;
      const place =
        stage === undefined ? `${index}/${total}` : `stage-${Number(stage) - 1} ${index}/${total}`;
      const inputs = before ? [before.id] : [];
      const state = { started: now(), completed: undefined, cached: false, error: undefined };
      change({ id, name: `[${place}] ${text}`, inputs, ...state });
    } else if (before && CACHED.test(line)) change({ ...before, cached: true });
    else if (before && !FRAME.test(line)) {
      outputs.set(before.id, `${outputs.get(before.id) ?? ''}${line}\n`.slice(-KEPT_OUTPUT));
      onEvent({ kind: 'log', step: before.id, stream: 1, text: `${line}\n` });
    }
    // Podman says the whole id at the end, and nothing else of it.
    if (/^[0-9a-f]{64}$/.test(line)) imageId = `sha256:${line}`;
  }

  return {
    read(message) {
      const { stream, aux, errorDetail, error: plain } = asRecord(message);
      if (typeof stream === 'string') {
        // A step whose output does not end its last line is followed at once by the builder's own words.
        const [first = ''] = stream.split('\n', 1);
        if (rest !== '' && (FRAME.test(first) || STEP.test(first))) {
          readLine(rest);
          rest = '';
        }
        const lines = (rest + stream).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) readLine(line.endsWith('\r') ? line.slice(0, -1) : line);
      }
      const { ID } = asRecord(aux);
      if (typeof ID === 'string') imageId = ID;
      const said = asRecord(errorDetail).message ?? plain;
      if (typeof said === 'string') error ??= said;
    },
    end() {
      if (rest !== '') readLine(rest);
      rest = '';
      endStep(error);
      const failed = error === undefined ? undefined : steps.at(-1);
      return { imageId, error, failed, steps, output: lastLines(outputs.get(failed?.id ?? '') ?? '') };
    },
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
