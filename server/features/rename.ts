import type { Stage } from '../semantics/model.ts';
import type { Message } from '../syntax/message.ts';
import type { Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import { stageOccurrenceAt, stageOccurrences } from './stages.ts';
import { groupAt, variableOccurrences } from './variables.ts';

export type RenameTarget =
  | { readonly ok: true; readonly span: Span; readonly name: string }
  | { readonly ok: false; readonly message: Message };

export type Rename =
  | { readonly ok: true; readonly edits: readonly { readonly span: Span; readonly newText: string }[] }
  | { readonly ok: false; readonly message: Message };

/** What would be renamed at the offset; undefined when there is nothing to rename. */
export function prepareRename(document: DockerfileDocument, offset: number): RenameTarget | undefined {
  const stage = stageOccurrenceAt(document, offset);
  if (stage) {
    const { name } = stage.stage;
    if (name === undefined || isNumber(document.file.text.slice(stage.start, stage.end))) {
      return refuse('A stage without a name is known by its number. Give it one with `AS` to rename it.');
    }
    return obstacleOf(document, stage.stage) ?? { ok: true, span: spanOf(stage), name };
  }
  const group = groupAt(document, offset);
  if (!group) return undefined;
  if (!group.declared) {
    return refuse('{name} is not set in this file: it comes from BuildKit, the base image or the shell.', {
      name: group.name,
    });
  }
  const at = group.occurrences.find(
    ({ start, end, whole }) => Math.min(start, whole.start) <= offset && offset <= end,
  );
  return at && { ok: true, span: spanOf(at), name: group.name };
}

/** The edits of a rename; nothing is changed when any of them would not be safe. */
export function rename(document: DockerfileDocument, offset: number, newName: string): Rename | undefined {
  const target = prepareRename(document, offset);
  if (!target?.ok) return target;
  const stage = stageOccurrenceAt(document, offset);
  if (stage) return renameStage(document, stage.stage, newName);
  const group = groupAt(document, offset);
  if (!group) return undefined;
  if (!/^[A-Za-z_]\w*$/.test(newName)) {
    return refuse('{name} cannot be a variable: use letters, digits and underscores, no digit first.', {
      name: newName,
    });
  }
  const taken = variableOccurrences(document).some(({ name }) => name === newName);
  if (taken && newName !== group.name) {
    return refuse('{name} is used in this file already: the two would become one.', { name: newName });
  }
  return {
    ok: true,
    edits: group.occurrences.map(({ start, end }) => ({ span: { start, end }, newText: newName })),
  };
}

function renameStage(document: DockerfileDocument, stage: Stage, newName: string): Rename {
  if (!/^[a-z][a-z0-9-_.]*$/i.test(newName)) {
    return refuse(
      '{name} cannot be a stage: start with a letter, go on with letters, digits, `-`, `_` and `.`.',
      {
        name: newName,
      },
    );
  }
  const other = document.model.findStage(newName);
  if (other && other !== stage) return refuse('There is a stage {name} already.', { name: newName });
  const edits = stageOccurrences(document, stage)
    .filter(({ start, end }) => !isNumber(document.file.text.slice(start, end)))
    .map(({ start, end }) => ({ span: { start, end }, newText: newName }));
  return { ok: true, edits };
}

/** A reference whose text is not the name of the stage, but a variable that holds it. */
function obstacleOf(document: DockerfileDocument, stage: Stage): RenameTarget | undefined {
  for (const { start, end, reference } of stageOccurrences(document, stage)) {
    const written = document.file.text.slice(start, end);
    if (!reference || isNumber(written) || written.toLowerCase() === stage.name) continue;
    return refuse('Line {line} names this stage through a variable: rename it there first.', {
      line: reference.instruction.lines.first + 1,
    });
  }
  return undefined;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);
const spanOf = ({ start, end }: Span): Span => ({ start, end });

function refuse(
  template: string,
  args: Message['args'] = {},
): { readonly ok: false; readonly message: Message } {
  return { ok: false, message: { template, args } };
}
