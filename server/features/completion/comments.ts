import type { Span } from '../../syntax/tree.ts';
import { DIRECTIVE_NAMES, DIRECTIVES, type DirectiveName } from '../docs/directives.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument } from '../document.ts';
import { isInDirectiveBlock } from '../find.ts';
import { checkNames } from '../hoverComment.ts';
import type { Place } from '../place.ts';
import { type CompletionItem, plainItems } from './item.ts';

/** Directives where BuildKit still reads them, their values, and the names of checks that a comment skips. */
export function commentItems(
  document: DockerfileDocument,
  { span, typed }: Extract<Place, { kind: 'comment' }>,
  texts: Texts,
): readonly CompletionItem[] {
  const skipped = /^#\s*check\s*=(?:[^;]*;)*\s*(?:skip|experimental)\s*=\s*([^;]*)$/i.exec(typed);
  if (skipped) return checkItems(span, skipped[1] ?? '');
  const inBlock = isInDirectiveBlock(document.file, span.start);
  const value = /^#\s*(syntax|escape|check)\s*=\s*(\S*)$/i.exec(typed);
  const name = value?.[1]?.toLowerCase() as DirectiveName | undefined;
  if (value && name) {
    if (!inBlock) return name === 'check' ? plainItems(['skip='], tail(span, value[2] ?? '')) : [];
    return plainItems(DIRECTIVES[name].proposals, tail(span, value[2] ?? ''));
  }
  if (!/^#\s*\w*$/.test(typed)) return [];
  return inBlock ? directiveItems(document, span, texts) : pragmaItems(span);
}

/** `# name=` of the directives that the file does not have yet. */
export function directiveItems(
  { file }: DockerfileDocument,
  span: Span,
  texts: Texts,
): readonly CompletionItem[] {
  if (!isInDirectiveBlock(file, span.start)) return [];
  const used = new Set(file.directives.filter(({ start }) => start !== span.start).map(({ name }) => name));
  return DIRECTIVE_NAMES.filter(name => !used.has(name)).map((name, index) => ({
    label: `# ${name}=`,
    kind: 'directive',
    span,
    newText: name === 'syntax' ? '# syntax=docker/dockerfile:1' : `# ${name}=`,
    filterText: `# ${name}=`,
    rank: 600 + index,
    detail: texts.directives[name].summary,
    topic: { kind: 'directive', name },
    ...(name !== 'syntax' && { retrigger: true }),
  }));
}

function pragmaItems(span: Span): readonly CompletionItem[] {
  return [
    { label: '# check=skip=', kind: 'directive', span, newText: '# check=skip=', rank: 0, retrigger: true },
  ];
}

function checkItems(span: Span, list: string): readonly CompletionItem[] {
  const names = list.split(',').map(name => name.trim());
  const typed = names.pop() ?? '';
  const used = new Set(names);
  return checkNames()
    .filter(({ name }) => !used.has(name))
    .map(({ name, summary }, index) => ({
      label: name,
      kind: 'rule',
      span: tail(span, typed),
      newText: name,
      rank: index,
      detail: summary,
    }));
}

const tail = ({ end }: Span, typed: string): Span => ({ start: end - typed.length, end });
