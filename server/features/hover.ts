import type { Instruction, Span } from '../syntax/tree.ts';
import { isInstructionName } from './docs/instructions.ts';
import type { Texts } from './docs/texts.ts';
import { renderTopic, type Topic } from './docs/topic.ts';
import type { DockerfileDocument } from './document.ts';
import { contains, instructionAt } from './find.ts';
import { commentHover } from './hoverComment.ts';
import { heredocHover } from './hoverHeredoc.ts';
import { imageAt, imageHover } from './hoverImage.ts';
import { modeMarkdown } from './hoverMode.ts';
import { pathHover } from './hoverPath.ts';
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
  const comment = commentHover(document, offset, texts) ?? directiveValueHover(document, offset, texts);
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
    heredocHover(instruction, offset, texts) ??
    pathHover(document, outer, offset, texts) ??
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
  for (const { keySpan, valueSpan, known, value } of fields) {
    if (!known || !type) continue;
    if (known.name === 'type' && valueSpan && contains(valueSpan, offset) && offset > keySpan.end) {
      return topicHover(valueSpan, { kind: 'mount', type }, texts);
    }
    const topic: Topic = { kind: 'mountKey', type, key: known.name };
    if (contains(keySpan, offset)) return topicHover(keySpan, topic, texts);
    const isHere = valueSpan !== undefined && contains(valueSpan, offset);
    // A stage, an image and a path of the build context are more than a value.
    if (!isHere || value === undefined || known.name === 'from' || known.name === 'source') continue;
    const mode = known.name === 'mode' ? modeMarkdown(value, texts) : undefined;
    return mode === undefined ? topicHover(valueSpan, topic, texts) : { span: valueSpan, markdown: mode };
  }
  const topic: Topic = { kind: 'flag', instruction: instruction.name, name: flag.name.value };
  const { value } = flag;
  if (offset <= flag.name.end) return topicHover({ start: flag.start, end: flag.name.end }, topic, texts);
  if (!value || !contains(value, offset)) return undefined;
  // Those name things of the file, and have been looked at.
  if (flag.name.value === 'mount' || flag.name.value === 'from') return undefined;
  const mode = flag.name.value === 'chmod' ? modeMarkdown(value.value, texts) : undefined;
  if (mode !== undefined) return { span: { start: value.start, end: value.end }, markdown: mode };
  return topicHover(value, topic, texts);
}

/** The one character of `escape`, and what else stands behind the `=` of a directive. */
function directiveValueHover({ file }: DockerfileDocument, offset: number, texts: Texts): Hover | undefined {
  const directive = file.directives.find(({ value }) => contains(value, offset));
  if (!directive || directive.name === 'syntax') return undefined;
  return topicHover(directive.value, { kind: 'directive', name: directive.name }, texts);
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
