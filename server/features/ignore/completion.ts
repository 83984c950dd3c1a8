import type { ContextEntry, ContextFolder } from '../../ignore/context.ts';
import { patternFor } from '../../ignore/edit.ts';
import type { Evaluator } from '../../ignore/evaluate.ts';
import { entryEffects, isLeftOut } from '../../ignore/rows.ts';
import type { IgnoreFile } from '../../ignore/tree.ts';
import type { Span } from '../../syntax/tree.ts';
import { formatBytes } from '../bytes.ts';
import type { CompletionItem } from '../completion/item.ts';
import type { Texts } from '../docs/texts.ts';
import { fill } from '../markdown.ts';
import type { Project } from '../templates/project.ts';
import { commonPatterns } from '../templates/templates.ts';

/** The context of the file as it is without the line that is being written. */
export interface ContextTree {
  readonly root: ContextFolder;
  readonly evaluator: Evaluator;
}

const MOST_ITEMS = 1000;
const COMMON_RANK = 2000;

/**
 * What can be written in a line: the names that are really there, folders first and the large ones before the small,
 * what is left out already at the end (behind `!` at the beginning), and patterns that projects like this one have.
 */
export function ignoreItemsAt(
  file: IgnoreFile,
  offset: number,
  tree: ContextTree | undefined,
  texts: Texts,
): readonly CompletionItem[] {
  const lineStart = file.text.lastIndexOf('\n', offset - 1) + 1;
  const typed = /^\uFEFF?(\s*)(!?\s*)(.*)$/s.exec(file.text.slice(lineStart, offset));
  if (!typed || file.text[lineStart] === '#') return [];
  const [, , bang = '', written = ''] = typed;
  const isException = bang !== '';
  const common = isException || written.includes('/') ? [] : commonItems(file, offset, written, tree, texts);
  return [...(tree ? pathItems(tree, offset, written, isException, texts) : []), ...common];
}

function pathItems(
  { root, evaluator }: ContextTree,
  offset: number,
  written: string,
  isException: boolean,
  { ignore }: Texts,
): readonly CompletionItem[] {
  const slash = written.lastIndexOf('/');
  // Behind `**/` any name may stand: those of the top are the best guess.
  const before = written.slice(0, slash + 1).replace(/^\.?\/+/, '');
  const path = /^(?:\*\*\/)?$/.test(before) ? '' : before.replace(/\/+$/, '').replace(/\\(.)/g, '$1');
  const folder = folderAt(root, path);
  if (!folder) return [];
  const span = { start: offset - (written.length - slash - 1), end: offset };
  const effects = entryEffects(evaluator, folder, path);
  const weight = (isFolder: boolean, isOut: boolean): number =>
    (isOut === isException ? 0 : 2) + (isFolder ? 0 : 1);
  return effects
    .filter(effect => effect.entry.name !== '.dockerignore' || path !== '')
    .map(effect => ({ ...effect, isOut: isLeftOut(effect), isFolder: effect.entry.kind === 'folder' }))
    .sort((a, b) => weight(a.isFolder, a.isOut) - weight(b.isFolder, b.isOut))
    .slice(0, MOST_ITEMS)
    .map(({ entry, sent, ignored, isOut, isFolder }, index): CompletionItem => {
      const name = escaped(entry.name, path === '' && before === '');
      const size = formatBytes((isOut ? ignored : sent).bytes);
      return {
        label: isFolder ? `${entry.name}/` : entry.name,
        kind: isFolder ? 'folder' : 'file',
        span,
        newText: name,
        filterText: entry.name,
        detail: isOut && !isException ? fill(ignore.alreadyOut, { size }) : size,
        detailInRow: true,
        rank: index,
      };
    });
}

/** A name as a part of a pattern; at the beginning of one the signs of comments and exceptions are kept off. */
function escaped(name: string, isFirst: boolean): string {
  return isFirst ? patternFor(name) : patternFor(`x${name}`).slice(1);
}

function folderAt(root: ContextFolder, path: string): ContextFolder | undefined {
  let at: ContextFolder = root;
  for (const name of path === '' ? [] : path.split('/')) {
    const next: ContextEntry | undefined = at.entries.find(entry => entry.name === name);
    if (next?.kind !== 'folder') return undefined;
    at = next;
  }
  return at;
}

/** Patterns of projects of this kind that the file does not have yet. */
function commonItems(
  file: IgnoreFile,
  offset: number,
  written: string,
  tree: ContextTree | undefined,
  { ignore }: Texts,
): readonly CompletionItem[] {
  const has = new Set(file.patterns.map(({ pattern, negated }) => `${negated ? '!' : ''}${pattern}`));
  const span: Span = { start: offset - written.length, end: offset };
  const groups = commonPatterns(projectOf(tree));
  return groups
    .flatMap(({ comment, patterns }) => patterns.map(pattern => ({ pattern, comment })))
    .filter(({ pattern }) => !pattern.startsWith('!') && !has.has(pattern))
    .map(({ pattern, comment }, index) => ({
      label: pattern,
      kind: 'value',
      span,
      newText: pattern,
      // Found by its name, too, without the stars before it.
      filterText: written.startsWith('*') ? pattern : pattern.replace(/^\*\*\//, ''),
      detail: ignore.common,
      detailInRow: true,
      markdown: comment,
      rank: COMMON_RANK + index,
    }));
}

/** Names tell the kind of a project well enough for its patterns. */
function projectOf(tree: ContextTree | undefined): Project {
  const paths = (tree?.root.entries ?? []).flatMap(entry =>
    entry.kind === 'folder'
      ? [`${entry.name}/`, ...entry.entries.slice(0, 200).map(child => `${entry.name}/${child.name}`)]
      : [entry.name],
  );
  return { paths, texts: new Map() };
}
