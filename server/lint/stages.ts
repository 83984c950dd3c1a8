import type { Model, Stage } from '../semantics/model.ts';
import type { Instruction, Span } from '../syntax/tree.ts';

/** A stage as a build runs it. */
export interface BuildStage {
  /** Undefined for a fragment that has no FROM. */
  readonly stage: Stage | undefined;
  /** The earlier stage that this one is built upon. */
  readonly base: BuildStage | undefined;
  /** The stage that this one is in the end built upon: its FROM names an image. */
  readonly bottom: Stage | undefined;
  /** In the order of execution. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly instruction: Instruction;
  /**
   * For an instruction that an ONBUILD of the base stage left here: the FROM that runs it. BuildKit reports
   * there what it finds in it.
   */
  readonly triggeredBy: Span | undefined;
}

/** Whatever `--platform` says, a stage from scratch is one for the system of the build, which is linux. */
export function runsOnWindows({ bottom }: BuildStage): boolean {
  return bottom?.os === 'windows' && bottom.base.kind === 'image';
}

/**
 * The stages of a file with what each executes. As in BuildKit, the ONBUILD instructions of a stage run in the
 * stages directly upon it, and only where the last stage needs these.
 */
export function buildStages(model: Model): readonly BuildStage[] {
  if (model.stages.length === 0) {
    const steps = model.preamble.map(instruction => ({ instruction, triggeredBy: undefined }));
    return [{ stage: undefined, base: undefined, bottom: undefined, steps }];
  }
  const built: BuildStage[] = [];
  for (const stage of model.stages) {
    const base = stage.base.kind === 'stage' ? built[stage.base.stage.index] : undefined;
    const { from } = stage;
    const triggeredBy: Span = { start: from.keyword.start, end: from.args.at(-1)?.end ?? from.keyword.end };
    const triggers = stage.reachable ? (base?.stage?.instructions ?? []) : [];
    built.push({
      stage,
      base,
      bottom: base ? base.bottom : stage,
      steps: [
        ...triggers.flatMap(({ trigger }) => (trigger ? [{ instruction: trigger, triggeredBy }] : [])),
        ...stage.instructions.map(instruction => ({ instruction, triggeredBy: undefined })),
      ],
    });
  }
  return built;
}
