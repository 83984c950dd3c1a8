import type { Instruction, Span } from '../syntax/tree.ts';
import { isInstructionName } from './docs/instructions.ts';
import type { Texts } from './docs/texts.ts';
import { renderTopic, type Topic } from './docs/topic.ts';
import type { DockerfileDocument } from './document.ts';
import { contains, instructionAt } from './find.ts';
import { commentHover } from './hoverComment.ts';
import { imageAt, imageHover } from './hoverImage.ts';
import { stageHover } from './hoverStage.ts';
import { variableHover } from './hoverVariable.ts';
import { wordHover } from './hoverWord.ts';
import type { ImageAnswer } from './images/localImage.ts';
import { mountFields, mountTypeOf } from './mountFields.ts';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

/** What is known of the thing at the offset; `image` is what the engine says of the one that is named there. */
export function hoverAt(
  document: DockerfileDocument,
  offset: number,
  texts: Texts,
  image: ImageAnswer = { kind: 'unknown' },
): Hover | undefined {
  const { file } = document;
  const directive = file.directives.find(({ nameSpan }) => contains(nameSpan, offset));
  if (directive) return topicHover(directive.nameSpan, { kind: 'directive', name: directive.name }, texts);
  const comment = commentHover(document, offset);
  if (comment) return comment;
  const named = imageAt(document, offset);
  const outer = instructionAt(file, offset);
  if (!outer) return named && imageHover(named, image, texts);
  const instruction = outer.trigger && offset >= outer.trigger.start ? outer.trigger : outer;
  return (
    keywordHover(instruction, offset, texts) ??
    variableHover(document, outer, offset, texts) ??
    stageHover(document, offset, texts) ??
    (named && imageHover(named, image, texts)) ??
    flagHover(instruction, offset, texts) ??
    healthcheckHover(instruction, offset, texts) ??
    wordHover(instruction, offset, texts)
  );
}

function keywordHover({ keyword, name }: Instruction, offset: number, texts: Texts): Hover | undefined {
  if (!contains(keyword, offset) || !isInstructionName(name)) return undefined;
  return topicHover(keyword, { kind: 'instruction', name }, texts);
}

function flagHover(instruction: Instruction, offset: number, texts: Texts): Hover | undefined {
  const flag = instruction.flags.find(candidate => contains(candidate, offset));
  if (!flag) return undefined;
  const fields = mountFields(instruction, flag);
  const type = mountTypeOf(fields.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`)));
  for (const { keySpan, valueSpan, known } of fields) {
    if (!known || !type) continue;
    if (known.name === 'type' && valueSpan && contains(valueSpan, offset) && offset > keySpan.end) {
      return topicHover(valueSpan, { kind: 'mount', type }, texts);
    }
    if (contains(keySpan, offset))
      return topicHover(keySpan, { kind: 'mountKey', type, key: known.name }, texts);
  }
  if (offset > flag.name.end) return undefined;
  const span = { start: flag.start, end: flag.name.end };
  return topicHover(span, { kind: 'flag', instruction: instruction.name, name: flag.name.value }, texts);
}

/** `CMD` and `NONE` behind HEALTHCHECK. */
function healthcheckHover({ name, args }: Instruction, offset: number, texts: Texts): Hover | undefined {
  const word = args[0];
  if (name !== 'HEALTHCHECK' || !word || !contains(word, offset)) return undefined;
  return topicHover(word, { kind: 'instruction', name }, texts);
}

function topicHover({ start, end }: Span, topic: Topic, texts: Texts): Hover | undefined {
  const markdown = renderTopic(topic, texts);
  return markdown === undefined ? undefined : { span: { start, end }, markdown };
}
