import type { Instruction, Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { contains, instructionAt } from './find.ts';
import { mountFields } from './mountFields.ts';

/** The spans around the offset, from the smallest to the whole file; each holds the one before it. */
export function selectionAt({ file, model }: DockerfileDocument, offset: number): readonly Span[] {
  const spans: Span[] = [];
  const add = (span: Span | undefined): void => {
    if (span && contains(span, offset)) spans.push({ start: span.start, end: span.end });
  };
  const comment = file.comments.find(candidate => contains(candidate, offset));
  add(comment);
  const instruction = instructionAt(file, offset);
  if (instruction) {
    const inner =
      instruction.trigger && offset >= instruction.trigger.start ? instruction.trigger : undefined;
    if (inner) addInstruction(inner, offset, file.text, add);
    addInstruction(instruction, offset, file.text, add);
  }
  add(model.stageAt(offset)?.span);
  add({ start: 0, end: file.text.length });
  return nested(spans);
}

function addInstruction(
  instruction: Instruction,
  offset: number,
  text: string,
  add: (span: Span | undefined) => void,
): void {
  add(wordAround(text, offset));
  add(instruction.keyword);
  for (const flag of instruction.flags) {
    if (!contains(flag, offset)) continue;
    for (const field of mountFields(instruction, flag)) {
      add(field.valueSpan);
      add(field);
    }
    add(flag.value);
    add(flag);
  }
  for (const pair of instruction.pairs) {
    if (!contains(pair, offset)) continue;
    add(pair.name);
    add(pair.value);
    add(pair);
  }
  for (const argument of instruction.args) add(argument);
  for (const { body, terminator } of instruction.heredocs) {
    add({ start: body.start, end: body.end });
    add({ start: body.start, end: (terminator ?? body).end });
  }
  const [first] = instruction.args.length > 0 ? instruction.args : instruction.pairs;
  const last =
    instruction.args[instruction.args.length - 1] ?? instruction.pairs[instruction.pairs.length - 1];
  if (first && last) add({ start: first.start, end: last.end });
  add(instruction);
}

/** Letters, digits and underscores: names in larger words. */
function wordAround(text: string, offset: number): Span {
  const isPart = (at: number): boolean => /\w/.test(text[at] ?? '');
  let start = offset;
  let end = offset;
  while (start > 0 && isPart(start - 1)) start--;
  while (isPart(end)) end++;
  return { start, end };
}

/** Sorted by size, without doubles and without those that cross another. */
function nested(spans: readonly Span[]): readonly Span[] {
  const chain: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.end - a.start - (b.end - b.start))) {
    const inner = chain[chain.length - 1];
    if (span.start === span.end) continue;
    if (
      !inner ||
      (span.start <= inner.start && span.end >= inner.end && span.end - span.start > inner.end - inner.start)
    ) {
      chain.push(span);
    }
  }
  return chain;
}
