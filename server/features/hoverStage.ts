import type { Stage } from '../semantics/model.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import type { Hover } from './hover.ts';
import { fill, inlineCode } from './markdown.ts';
import { stageOccurrenceAt, stageOccurrences } from './stages.ts';

/** A stage where it is named or referred to: what it is based on and who uses it. */
export function stageHover(document: DockerfileDocument, offset: number, texts: Texts): Hover | undefined {
  const occurrence = stageOccurrenceAt(document, offset);
  if (!occurrence) return undefined;
  const { stage, start, end } = occurrence;
  const { headings } = texts;
  const title = fill(headings.stage, { index: stage.index });
  const lines = stageOccurrences(document, stage)
    .flatMap(({ reference }) => (reference ? [reference.instruction.lines.first + 1] : []))
    .filter((line, index, all) => all.indexOf(line) === index);
  const parts = [
    stage.name === undefined ? `**${title}**` : `**${title}** ${inlineCode(stage.name)}`,
    baseLine(stage, texts),
    lines.length > 0 ? fill(headings.usedOnLines, { lines: lines.join(', ') }) : headings.unused,
  ];
  return { span: { start, end }, markdown: parts.filter(part => part !== '').join('\n\n') };
}

function baseLine({ base }: Stage, { headings }: Texts): string {
  switch (base.kind) {
    case 'stage':
      return fill(headings.stageOfStage, { base: inlineCode(base.stage.name ?? String(base.stage.index)) });
    case 'image':
    case 'scratch':
      return fill(headings.stageBase, { base: inlineCode(base.reference) });
    default:
      return '';
  }
}
