import {
  type AlignedInstruction,
  type Alignment,
  alignImage,
  type Evidence,
  type ImageFacts,
} from '../align/align.ts';
import { stagesOf } from '../align/byHistory.ts';
import { shellCode } from '../lint/shell/code.ts';
import type { Stage } from '../semantics/model.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { type LostFix, lostFixes } from './lostFixes.ts';

/** What is known of an image: its layers, and how it was built. */
export interface KnownLayers {
  readonly facts: ImageFacts;
  readonly evidence: Evidence;
  /** Of a build that was watched, by the 0-based first line of the instruction in the file that was built. */
  readonly steps: ReadonlyMap<
    number,
    { readonly cached: boolean; readonly milliseconds: number | undefined }
  >;
  /** For each layer: bytes that later ones take back. */
  readonly lost: readonly (readonly Lost[])[];
}

export interface Lost {
  readonly by: number;
  readonly bytes: number;
  readonly deleted: boolean;
  readonly paths: readonly { readonly path: string; readonly bytes: number }[];
}

/** One instruction that is in the image. */
export interface AlignedLine {
  readonly instruction: Instruction;
  readonly aligned: AlignedInstruction;
  /** Bytes more than in the image before. */
  readonly grown: number | undefined;
  readonly step: { readonly cached: boolean; readonly milliseconds: number | undefined } | undefined;
}

export interface LineLayers {
  readonly source: Alignment['source'];
  readonly lines: readonly AlignedLine[];
  readonly stages: readonly {
    readonly stage: Stage;
    readonly bytes: number;
    readonly layers: number;
    readonly base: { readonly bytes: number; readonly layers: number } | undefined;
  }[];
  /** Stages that the image was not built upon. */
  readonly otherStages: readonly Stage[];
  /** Places in `lines`. */
  readonly lost: readonly (Omit<Lost, 'by'> & {
    readonly line: number;
    readonly by: number;
    /** Best first. */
    readonly fixes: readonly LostFix[];
  })[];
}

/** What each line of a document did in an image, and what changed since the image before. */
export function lineLayers(
  document: DockerfileDocument,
  known: KnownLayers,
  previous: Pick<KnownLayers, 'facts' | 'evidence'> | undefined,
): LineLayers {
  const { model } = document;
  const { facts } = known;
  const alignment = alignImage(model, facts, known.evidence);
  const target = model.stages[alignment.stage ?? -1];
  if (alignment.source === 'none' || !target)
    return { source: 'none', lines: [], stages: [], otherStages: [], lost: [] };
  const before = previous && alignImage(model, previous.facts, previous.evidence);
  const lines = alignment.instructions.flatMap((aligned, index): AlignedLine[] => {
    const { instruction, made } = aligned;
    if (made === 'elsewhere' || instruction.name === 'FROM' || !model.stageAt(instruction.start)) return [];
    return [
      {
        instruction,
        aligned,
        grown: previous && grownBy(aligned, before?.instructions[index], facts, previous.facts),
        step: aligned.origin && known.steps.get(aligned.origin.lines.first),
      },
    ];
  });
  const own = stagesOf(target);
  const stages = own.map((stage, index) => ({
    stage,
    ...ownBytes(stage, alignment, facts),
    base: index === 0 ? baseBytes(alignment, facts) : undefined,
  }));
  const otherStages = model.stages.filter(stage => !own.includes(stage));
  return { source: alignment.source, lines, stages, otherStages, lost: lostLines(document, lines, known) };
}

function grownBy(
  now: AlignedInstruction,
  before: AlignedInstruction | undefined,
  facts: ImageFacts,
  factsBefore: ImageFacts,
): number | undefined {
  const bytes = facts.layers[now.layer ?? -1]?.bytes;
  if (bytes === undefined || !before || before.made === 'unknown') {
    const edited = factsBefore.layers[before?.before ?? -1]?.bytes;
    return bytes === undefined || edited === undefined ? undefined : bytes - edited;
  }
  return bytes - (before.layer === undefined ? 0 : (factsBefore.layers[before.layer]?.bytes ?? bytes));
}

function ownBytes(
  stage: Stage,
  { instructions }: Alignment,
  facts: ImageFacts,
): { bytes: number; layers: number } {
  let bytes = 0;
  let layers = 0;
  const own = new Set(stage.instructions);
  for (const { instruction, layer } of instructions) {
    if (layer === undefined || !own.has(instruction)) continue;
    bytes += facts.layers[layer]?.bytes ?? 0;
    layers++;
  }
  return { bytes, layers };
}

function baseBytes({ baseLayers }: Alignment, { layers }: ImageFacts) {
  if (baseLayers === undefined) return undefined;
  const bytes = layers.slice(0, baseLayers).reduce((sum, layer) => sum + (layer.bytes ?? 0), 0);
  return { bytes, layers: baseLayers };
}

/** Below this nobody changes a file for it. */
const LEAST_LOST = 64 * 1024;

function lostLines(
  document: DockerfileDocument,
  lines: readonly AlignedLine[],
  { lost }: KnownLayers,
): LineLayers['lost'] {
  const byLayer = new Map(lines.map(({ aligned }, index) => [aligned.layer, index]));
  const shell = shellCode(document.file, document.model);
  const fixesOf = (line: number, by: number, what: Pick<Lost, 'deleted' | 'paths'>): readonly LostFix[] => {
    const [writer, taker] = [lines[line]?.instruction, lines[by]?.instruction];
    if (!writer || !taker) return [];
    const between = document.file.instructions.filter(
      ({ start }) => start > writer.start && start < taker.start,
    );
    return lostFixes(document, shell, { ...what, writer, taker, between });
  };
  const found = lines.flatMap(({ aligned }, line) =>
    (lost[aligned.layer ?? -1] ?? []).flatMap(({ by, bytes, deleted, paths }) => {
      const taker = byLayer.get(by);
      if (taker === undefined || bytes < LEAST_LOST || aligned.confidence < 0.9) return [];
      return [{ line, by: taker, bytes, deleted, paths, fixes: fixesOf(line, taker, { deleted, paths }) }];
    }),
  );
  return found.sort((a, b) => b.bytes - a.bytes);
}
