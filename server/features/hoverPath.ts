import { expandWord } from '../semantics/expansion.ts';
import { joinWorkdir } from '../semantics/paths.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import type { DockerfileDocument } from './document.ts';
import { contains } from './find.ts';
import type { Hover } from './hover.ts';
import { fill, inlineCode } from './markdown.ts';

/** Where a WORKDIR, or the destination of COPY and ADD, lies in the image, when that is not what is written. */
export function pathHover(
  { file, model }: DockerfileDocument,
  { name, args, trigger, end }: Instruction,
  offset: number,
  { values }: Texts,
): Hover | undefined {
  const token = trigger ? undefined : args.at(-1);
  if (!token || !contains(token, offset)) return undefined;
  const hover = (template: string, path: string | undefined): Hover | undefined =>
    path === undefined || path === token.value
      ? undefined
      : {
          span: { start: token.start, end: token.end },
          markdown: fill(template, { path: inlineCode(path) }),
        };
  if (name === 'WORKDIR') return hover(values.workdir, model.settingsAt(end).workdir);
  if ((name !== 'COPY' && name !== 'ADD') || args.length < 2) return undefined;
  const scope = model.scopeAt(token.start);
  const { value, unset } = expandWord(token.value, file.escape, variable => scope.get(variable)?.value);
  const stage = model.stageAt(token.start);
  if (value === undefined || unset.length > 0 || !stage) return undefined;
  const path = joinWorkdir(model.settingsAt(token.start).workdir, value, stage.os);
  // The slash at the end says that it is a folder.
  return hover(values.destination, path && /[^/]\/$/.test(value) ? `${path}/` : path);
}
