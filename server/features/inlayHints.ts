import type { Edit } from '../lint/diagnostic.ts';
import { expandWord } from '../semantics/expansion.ts';
import type { Variable } from '../semantics/model.ts';
import type { Dockerfile, Instruction, Span } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { variableMarkdown } from './hoverVariable.ts';
import { occurrencesIn, type VariableOccurrence } from './variables.ts';

/** A few words that an editor shows behind the text at an offset. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly markdown: string | undefined;
  /** What accepting the hint writes. */
  readonly edits?: readonly Edit[];
}

export interface InlayHintKinds {
  readonly variables: boolean;
  readonly stages: boolean;
}

/**
 * Values of variables and names of numbered stages in a span, where they are certain and cannot be read right above.
 * In the order of the file.
 */
export function inlayHints(
  document: DockerfileDocument,
  span: Span,
  kinds: InlayHintKinds,
  texts: Texts,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  if (kinds.variables) {
    for (const instruction of document.file.instructions) {
      if (instruction.start > span.end) break;
      // What stands below ONBUILD gets its values in another build.
      if (instruction.end >= span.start && !instruction.trigger) {
        hints.push(...valueHints(document, instruction, texts));
      }
    }
  }
  if (kinds.stages) hints.push(...stageHints(document));
  return hints
    .filter(({ offset }) => span.start <= offset && offset <= span.end)
    .sort((a, b) => a.offset - b.offset);
}

function valueHints(
  document: DockerfileDocument,
  instruction: Instruction,
  texts: Texts,
): readonly InlayHint[] {
  // ARG is gone when these run, and ENV may be another.
  if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.name)) return [];
  const seen = new Set<string>();
  const hints: InlayHint[] = [];
  let own: ReadonlySet<string> | undefined;
  const setsItself = (name: string): boolean => {
    own ??= namesSetIn(document.file, instruction);
    return own.has(name);
  };
  for (const occurrence of occurrencesIn(document, instruction)) {
    if (seen.has(occurrence.name)) continue;
    seen.add(occurrence.name);
    const hint = valueHint(document, instruction, occurrence, texts, setsItself);
    if (hint) hints.push(hint);
  }
  return hints;
}

/** `setsItself` says of a name whether the script of the instruction gives it a value of its own. */
function valueHint(
  { file, model }: DockerfileDocument,
  instruction: Instruction,
  { name, role, pair, whole, start, end, inShell }: VariableOccurrence,
  texts: Texts,
  setsItself: (name: string) => boolean,
): InlayHint | undefined {
  if (role === 'declaration') {
    // `ARG NAME`, which takes over the value from above the first FROM.
    if (instruction.name !== 'ARG' || pair?.value) return undefined;
    const variable = model.scopeAt(end).get(name);
    return variable?.origin?.kind === 'global' && isCertain(variable)
      ? { offset: end, label: `= ${shown(variable.value)}`, markdown: variableMarkdown(variable, texts) }
      : undefined;
  }
  const scope = model.scopeAt(start);
  const variable = scope.get(name);
  if (!variable || !isCertain(variable) || isRightAbove(variable, instruction)) return undefined;
  if (whole.end - whole.start > MOST_WRITTEN) return undefined;
  const written = file.text.slice(whole.start, whole.end);
  let { value } = variable;
  if (inShell) {
    const isPlain = written === `$${name}` || written === `\${${name}}`;
    if (!isPlain || setsItself(name)) return undefined;
  } else value = expandWord(written, file.escape, asked => scope.get(asked)?.value).value ?? '';
  if (value === '') return undefined;
  return { offset: whole.end, label: shown(value), markdown: variableMarkdown(variable, texts) };
}

/** What is longer is no place to look for one value. */
const MOST_WRITTEN = 500;

function isCertain(variable: Variable): variable is Variable & { readonly value: string } {
  const { kind, value, assumed } = variable;
  return !assumed && value !== undefined && value !== '' && kind !== 'base' && kind !== 'platform';
}

/** The value stands in the instruction on the line before. */
function isRightAbove({ pair, instruction }: Variable, user: Instruction): boolean {
  return (
    pair?.value !== undefined && instruction !== undefined && user.lines.first - instruction.lines.last <= 1
  );
}

/** Names to which a script gives values of its own. */
function namesSetIn(file: Dockerfile, { args, heredocs }: Instruction): ReadonlySet<string> {
  const names = new Set<string>();
  const texts = [
    ...args.map(({ value }) => value),
    ...heredocs.map(({ body }) => file.text.slice(body.start, body.end)),
  ];
  for (const text of texts) {
    for (const [, set = ''] of text.matchAll(SET)) names.add(set);
    for (const [, list = ''] of text.matchAll(READ)) for (const name of list.split(/\s+/)) names.add(name);
  }
  return names;
}

const SET = /(?<![\w$])([A-Za-z_]\w*)(?:\+?=|\s+in\s)/g;
const READ = /(?<![\w-])(?:read|unset|mapfile|readarray)\s([^;&|\n]*)/g;

function stageHints({ model }: DockerfileDocument): readonly InlayHint[] {
  return model.references.flatMap(({ kind, value, token, stage, onbuild }) => {
    if (kind !== 'copy' || !stage || onbuild || !/^[+-]?\d+$/.test(value)) return [];
    if (stage.index >= (model.stageAt(token.start)?.index ?? 0)) return [];
    const { base } = stage;
    const label = stage.name ?? (base.kind === 'missing' ? undefined : base.token.value);
    return label === undefined ? [] : [{ offset: token.end, label: shown(label), markdown: undefined }];
  });
}

const MOST_CHARACTERS = 40;

/** On one line, and not longer than can be taken in beside the text. */
function shown(value: string): string {
  const start = value.slice(0, 4 * MOST_CHARACTERS);
  const characters = [...start.replace(/\s+/g, ' ')];
  if (characters.length <= MOST_CHARACTERS && start === value) return characters.join('');
  return `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`;
}
