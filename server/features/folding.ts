import { lineAt } from '../lint/lines.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';

export interface Fold {
  /** 0-based lines, by line feeds. */
  readonly first: number;
  readonly last: number;
  readonly kind: 'comment' | 'region' | undefined;
}

/** Stages, instructions over several lines, heredocs, comment blocks and `# region` pairs. */
export function folds({ file, model }: DockerfileDocument): readonly Fold[] {
  const found: Fold[] = [];
  const add = (first: number, last: number, kind: Fold['kind'] = undefined): void => {
    if (last > first) found.push({ first, last, kind });
  };
  const lines = (offset: number): number => lineAt(file.lineStarts, offset);
  // A body without its end stops where the next line begins: that one is not of it.
  const lastLine = (end: number): number => lines(file.text[end - 1] === '\n' ? end - 1 : end);
  for (const stage of model.stages) {
    add(stage.from.lines.first, lastLine(stage.span.end));
  }
  for (const instruction of file.instructions) {
    const last = lastLine(instruction.end);
    add(instruction.lines.first, last);
    const heredocs = heredocsOf(instruction);
    let behind = -1;
    for (const [index, { body, terminator }] of heredocs.entries()) {
      // The line that ends one body is the head of the next, and editors drop folds that share a line.
      const isHead = index < heredocs.length - 1;
      const end = terminator ? lines(terminator.start) - (isHead ? 1 : 0) : lastLine(body.end);
      const head = lines(body.start) - 1;
      // Behind one without an end, and at the end of the text, there are no lines.
      if (head <= behind || file.text[body.start - 1] !== '\n') continue;
      behind = end;
      if (head !== instruction.lines.first || end !== last) add(head, end);
    }
  }
  addComments(file, add);
  return found.sort((a, b) => a.first - b.first || b.last - a.last);
}

function heredocsOf(instruction: Instruction): Instruction['heredocs'] {
  return instruction.heredocs.length > 0 ? instruction.heredocs : (instruction.trigger?.heredocs ?? []);
}

function addComments(
  { comments }: DockerfileDocument['file'],
  add: (first: number, last: number, kind: Fold['kind']) => void,
): void {
  const regions: number[] = [];
  let blockStart: number | undefined;
  let before = -2;
  for (const { text, line } of comments) {
    const region = /^#?(end)?region\b/.exec(text);
    if (region) {
      if (blockStart !== undefined) add(blockStart, before, 'comment');
      blockStart = undefined;
      if (!region[1]) regions.push(line);
      else {
        const start = regions.pop();
        if (start !== undefined) add(start, line, 'region');
      }
    } else if (blockStart === undefined || line !== before + 1) {
      if (blockStart !== undefined) add(blockStart, before, 'comment');
      blockStart = line;
    }
    before = line;
  }
  if (blockStart !== undefined) add(blockStart, before, 'comment');
}
