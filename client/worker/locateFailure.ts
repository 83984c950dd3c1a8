import type { Dockerfile, Instruction } from '../../server/syntax/tree.ts';
import type { BuildTrouble, LineRange } from '../engine/build/build.ts';

/**
 * Finds the lines that a failed build is about. BuildKit tells people the place, but not its API: what comes
 * over that is a line in some messages, and the failing step's name, which counts the steps of its stage.
 * Undefined when nothing points into the file.
 */
export function locateFailure(
  file: Dockerfile,
  { message, step = '', steps }: BuildTrouble,
): LineRange | undefined {
  return atLine(file, message) ?? atStep(file, step, steps) ?? atError(file, message);
}

/** The lines of each step of a build; undefined for those that are no instruction of the file. */
export function locateSteps(file: Dockerfile, names: readonly string[]): readonly (LineRange | undefined)[] {
  const stages = stagesOf(file);
  const totals = stageTotals(names);
  return names.map(name => {
    const counted = stepCount(name);
    if (counted) return atCounted(stages, counted, totals);
    return atPulled(file, name);
  });
}

/** `dockerfile parse error on line 2: …`, without `on` before BuildKit 0.9. */
function atLine(file: Dockerfile, message: string): LineRange | undefined {
  const line = Number(/dockerfile parse error (?:on )?line (\d+):/.exec(message)?.[1]) - 1;
  if (!(line >= 0 && line < file.lineStarts.length)) return undefined;
  const found = file.instructions.find(({ lines }) => lines.first === line);
  return found?.lines ?? { first: line, last: line };
}

function atStep(file: Dockerfile, name: string, all: readonly string[]): LineRange | undefined {
  const counted = stepCount(name);
  return counted ? atCounted(stagesOf(file), counted, stageTotals(all)) : atPulled(file, name);
}

function atPulled(file: Dockerfile, name: string): LineRange | undefined {
  const pulled =
    /^(?:\[internal\] load metadata for|resolve image config for|FROM) (?:docker-image:\/\/)?(\S+)/.exec(
      name,
    );
  return pulled?.[1] ? atImage(file, pulled[1]) : undefined;
}

interface StepCount {
  /** Empty when there is only one stage. */
  readonly stage: string;
  readonly index: number;
  readonly total: number;
  readonly keyword: string;
}

/** `[linux/arm64 build  2/12] RUN …`: platform and stage only where there are several. */
function stepCount(name: string): StepCount | undefined {
  const close = name.indexOf('] ');
  if (!name.startsWith('[') || close < 0) return undefined;
  const words = name.slice(1, close).split(' ').filter(Boolean);
  const [, index, total] = /^(\d+)\/(\d+)$/.exec(words.pop() ?? '') ?? [];
  const stage = words.pop() ?? '';
  const keyword = name.slice(close + 2).split(/\s/, 1)[0] ?? '';
  return index && total
    ? { stage: stage.includes('/') ? '' : stage, index: Number(index), total: Number(total), keyword }
    : undefined;
}

interface Stage {
  readonly from: Instruction;
  /** As BuildKit shows it, lower case. */
  readonly name: string;
  readonly steps: readonly Instruction[];
}

const COUNTED = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** Only what changes files is a step; FROM is one when it brings in an image. */
function stagesOf(file: Dockerfile): Stage[] {
  const stages: { from: Instruction; name: string; steps: Instruction[] }[] = [];
  const names = new Set<string>();
  for (const instruction of file.instructions) {
    if (instruction.name === 'FROM') {
      const base = instruction.args[0]?.value ?? '';
      const brings = base !== 'scratch' && !names.has(base.toLowerCase());
      const own = stageName(instruction);
      if (own) names.add(own);
      stages.push({
        from: instruction,
        name: own || `stage-${stages.length}`,
        steps: brings ? [instruction] : [],
      });
    } else if (COUNTED.has(instruction.name)) stages.at(-1)?.steps.push(instruction);
  }
  return stages;
}

const stageName = ({ args }: Instruction): string =>
  args[1]?.value.toUpperCase() === 'AS' ? (args[2]?.value.toLowerCase() ?? '') : '';

/** The highest number of a step in each stage: older engines count a base image's triggers beyond the total. */
function stageTotals(names: readonly string[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const name of names) {
    const step = stepCount(name);
    if (step) totals.set(step.stage, Math.max(totals.get(step.stage) ?? 0, step.index));
  }
  return totals;
}

function atCounted(
  stages: readonly Stage[],
  failed: StepCount,
  totals: ReadonlyMap<string, number>,
): LineRange | undefined {
  const stage =
    stages.find(({ name }) => name === failed.stage) ?? (stages.length === 1 ? stages[0] : undefined);
  if (!stage) return undefined;
  const total = Math.max(failed.total, totals.get(failed.stage) ?? 0);
  const { from } = stage;
  // A variable may have stood for `scratch` or for another stage.
  const steps = stage.steps.length > total && stage.steps[0] === from ? stage.steps.slice(1) : stage.steps;
  const triggers = total - steps.length;
  if (triggers < 0) return undefined;
  // Triggers come after FROM and before our own steps.
  const brings = steps[0] === from ? 1 : 0;
  const at = failed.index - 1;
  if (at >= brings && at < brings + triggers) return from.lines;
  const step = steps[at < brings ? at : at - triggers];
  return step?.name === failed.keyword.toUpperCase() ? step.lines : undefined;
}

/** An image that could not be had: the frontend's, a base image, or one that is copied from. */
function atImage(file: Dockerfile, reference: string): LineRange | undefined {
  const frontend = file.directives.find(({ name }) => name === 'syntax');
  if (frontend && fullName(frontend.value.value) === fullName(reference)) {
    const line = file.lineStarts.findLastIndex(start => start <= frontend.start);
    return { first: line, last: line };
  }
  const uses = file.instructions.flatMap(instruction =>
    imagesOf(instruction).map(image => ({ image, lines: instruction.lines })),
  );
  const exact = uses.find(({ image }) => fullName(image) === fullName(reference));
  if (exact) return exact.lines;
  const variable = uses.filter(({ image }) => image.includes('$'));
  return variable.length === 1 ? variable[0]?.lines : undefined;
}

function imagesOf({ name, args, flags }: Instruction): string[] {
  if (name === 'FROM') return [args[0]?.value ?? ''];
  const from = flags.find(flag => flag.name.value === 'from');
  const mounted = flags
    .filter(flag => flag.name.value === 'mount')
    .map(flag => /(?:^|,)from=([^,]+)/.exec(flag.value?.value ?? '')?.[1] ?? '');
  return [from?.value?.value ?? '', ...mounted].filter(Boolean);
}

/** `busybox` is `docker.io/library/busybox:latest`. */
function fullName(reference: string): string {
  const [name = '', digest] = reference.split('@');
  const parts = name.split('/');
  const [first = ''] = parts;
  const hasHost = parts.length > 1 && (/[.:]/.test(first) || first === 'localhost');
  if (!hasHost) parts.unshift('docker.io');
  if (parts.length === 2 && parts[0] === 'docker.io') parts.splice(1, 0, 'library');
  const full = parts.join('/');
  const tagged = digest !== undefined || /:[^/]*$/.test(full) ? full : `${full}:latest`;
  return digest === undefined ? tagged : `${tagged}@${digest}`;
}

/** A message without a line about something that our own reader stumbles over in the same words. */
function atError(file: Dockerfile, message: string): LineRange | undefined {
  const error = file.errors.find(({ buildkit }) => buildkit !== undefined && message.includes(buildkit));
  if (!error) return undefined;
  const line = (offset: number): number => file.lineStarts.findLastIndex(start => start <= offset);
  return { first: line(error.start), last: line(Math.max(error.start, error.end - 1)) };
}
