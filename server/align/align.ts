import { buildModel } from '../semantics/buildModel.ts';
import type { Model } from '../semantics/model.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import {
  type AlignedInstruction,
  type Alignment,
  type AlignOptions,
  type ImageFacts,
  NO_CLAIM,
} from './alignment.ts';
import { alignByHistory, isComplete, outside, stagesOf } from './byHistory.ts';
import { carryOver } from './carry.ts';
import type { Provenance } from './provenance.ts';
import { CONFIGURING } from './steps.ts';

export type { AlignedInstruction, Alignment, ImageFacts } from './alignment.ts';

/** What is known of the build beside the image itself. */
export interface Evidence extends AlignOptions {
  /** Text of the Dockerfile that made exactly this image. */
  readonly built?: string | undefined;
  readonly provenance?: Provenance | undefined;
}

/**
 * Tells of each instruction of a Dockerfile which layer of an image it made: from a build that was watched, else
 * from the builder's attestation, else from the image's history. Pure; linear but for the part of the file that
 * differs from the image.
 */
export function alignImage(model: Model, image: ImageFacts, evidence: Evidence = {}): Alignment {
  const { built, provenance } = evidence;
  if (built !== undefined) {
    const from = built === model.file.text ? modelWith(model, evidence) : modelOf(built, evidence);
    const found = asExact(alignByHistory(from, image, evidence.target), from, image, evidence.target);
    const carried = found.source === 'build' ? carryOver(found, from, model) : found;
    if (carried.source !== 'none') return carried;
  }
  if (provenance) {
    const options = { target: provenance.target, buildArguments: provenance.buildArguments };
    const from = modelOf(provenance.dockerfile, options);
    const proven = alignByProvenance(from, image, provenance);
    const carried = proven ? carryOver(proven, from, model) : undefined;
    if (carried && carried.source !== 'none') return carried;
  }
  return alignByHistory(modelWith(model, evidence), image, evidence.target);
}

function modelWith(model: Model, options: AlignOptions): Model {
  return options.buildArguments || options.target !== undefined || options.platform !== undefined
    ? buildModel(model.file, modelOptions(options))
    : model;
}

const modelOf = (text: string, options: AlignOptions): Model =>
  buildModel(parseDockerfile(text), modelOptions(options));

function modelOptions({ target, buildArguments, platform }: AlignOptions) {
  return {
    ...(target !== undefined && { target }),
    ...(buildArguments && { buildArguments }),
    ...(platform !== undefined && { targetPlatform: platform }),
  };
}

/** A file that is known to have made the image leaves no doubt where every instruction and every entry has its partner. */
function asExact(found: Alignment, model: Model, image: ImageFacts, target: string | undefined): Alignment {
  if (found.source !== 'history') return found;
  const exact = isComplete(model, image, target);
  return {
    ...found,
    source: 'build',
    instructions: found.instructions.map(one =>
      exact && one.made !== 'unknown' ? { ...one, exact, confidence: 1 } : one,
    ),
  };
}

/** From lines and layers that the builder attests. Undefined when they are not those of this image. */
function alignByProvenance(
  model: Model,
  image: ImageFacts,
  { target, steps }: Provenance,
): Alignment | undefined {
  const stage = target === undefined ? model.stages.at(-1) : model.findStage(target);
  if (!stage) return undefined;
  const stages = new Set(stagesOf(stage));
  const digests = image.layers.map(({ digest, diffId }) => digest ?? diffId);
  const byLine = new Map<number, number>();
  let base: number | undefined;
  const fromLines = new Set([...stages].map(({ from }) => from.lines.first));
  for (const { line, layers } of steps) {
    const layer = layerOf(layers, digests);
    if (layer === undefined) continue;
    if (fromLines.has(line)) base = Math.max(base ?? 0, layer + 1);
    else byLine.set(line, layer);
  }
  if (byLine.size === 0 && base === undefined) return undefined;
  const byHistory = new Map(
    alignByHistory(model, image, target).instructions.map(one => [one.instruction, one]),
  );
  const instructions = model.file.instructions.map((instruction): AlignedInstruction => {
    const own = model.stageAt(instruction.start);
    if (!own || !stages.has(own) || instruction.name === 'FROM')
      return { ...outside(instruction, model, stages), exact: true, confidence: 1 };
    if (CONFIGURING.has(instruction.name))
      return { ...NO_CLAIM, instruction, made: 'nothing', exact: true, confidence: 1 };
    const layer = byLine.get(instruction.lines.first);
    if (layer !== undefined)
      return { ...NO_CLAIM, instruction, made: 'layer', layer, exact: true, confidence: 1 };
    return byHistory.get(instruction) ?? { ...NO_CLAIM, instruction };
  });
  return { source: 'provenance', stage: stage.index, baseLayers: base, instructions };
}

/** Place in the image of the last layer of a chain; what was made upon other layers is found by its digest alone. */
function layerOf(chain: readonly string[], digests: readonly string[]): number | undefined {
  const last = chain.length - 1;
  if (last >= 0 && chain.every((digest, index) => digest === digests[index])) return last;
  const found = digests.indexOf(chain[last] ?? '');
  return found >= 0 && digests.lastIndexOf(chain[last] ?? '') === found ? found : undefined;
}
