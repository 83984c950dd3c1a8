import type { Span } from '../../syntax/tree.ts';
import { DIRECTIVE_NAMES, DIRECTIVES, type DirectiveName } from '../docs/directives.ts';
import type { Texts } from '../docs/texts.ts';
import type { DockerfileDocument } from '../document.ts';
import { isInDirectiveBlock } from '../find.ts';
import { checkNames, hadolintNames } from '../hoverComment.ts';
import type { Place } from '../place.ts';
import { type CompletionItem, plainItems } from './item.ts';
import { syntaxItems } from './syntaxImages.ts';

/** Directives where BuildKit still reads them, their values, and the names of rules that a comment silences. */
export function commentItems(
  document: DockerfileDocument,
  { span, typed }: Extract<Place, { kind: 'comment' }>,
  texts: Texts,
): readonly CompletionItem[] {
  const inBlock = isInDirectiveBlock(document.file, span.start);
  const ignored = /^#\s*hadolint\s+(?:global\s+)?ignore\s*=\s*([\w,\s-]*)$/i.exec(typed);
  if (ignored) return ruleItems(span, ignored[1] ?? '', hadolintNames());
  const value = /^#\s*(syntax|escape|check)\s*=\s*(\S*)$/i.exec(typed);
  const name = value?.[1]?.toLowerCase() as DirectiveName | undefined;
  if (!value || !name)
    return inBlock ? directiveItems(document, span, texts, typed) : pragmaItems(span, typed);
  const given = value[2] ?? '';
  if (name === 'check') return checkItems(span, given, inBlock);
  if (!inBlock) return [];
  return name === 'syntax'
    ? syntaxItems(tail(span, given))
    : plainItems(DIRECTIVES[name].proposals, tail(span, given));
}

/** `# name=` of the directives that the file does not have yet. */
export function directiveItems(
  { file }: DockerfileDocument,
  span: Span,
  texts: Texts,
  typed = '#',
): readonly CompletionItem[] {
  if (!isInDirectiveBlock(file, span.start) || !/^#\s*\w*$/.test(typed)) return [];
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

/** What silences rules for the instruction below. */
const PRAGMAS = [
  '# check=skip=',
  '# hadolint ignore=',
  '# shellcheck disable=',
  '# dockerfile-utils: ignore',
];

/** Pragmas that go on as the comment begins, so that nobody who writes prose is disturbed. */
function pragmaItems(span: Span, typed: string): readonly CompletionItem[] {
  const begin = typed.replace(/^#\s*/, '# ').toLowerCase();
  return PRAGMAS.filter(text => text.startsWith(begin)).map((text, index) => ({
    label: text,
    kind: 'directive',
    span,
    newText: text,
    filterText: typed.length > 1 ? typed : text,
    rank: index,
    ...(text.endsWith('=') && { retrigger: true as const }),
  }));
}

/** The options of `check=` that are not there yet, or the values of the one at the end. */
function checkItems(span: Span, given: string, inBlock: boolean): readonly CompletionItem[] {
  const options = given.split(';');
  const last = options.pop() ?? '';
  const equals = last.indexOf('=');
  if (equals < 0) {
    const used = new Set(options.map(option => option.replace(/=.*/, '')));
    const names = inBlock ? ['skip', 'error', 'experimental'] : ['skip'];
    return plainItems(
      names.filter(name => !used.has(name)).map(name => (name === 'error' ? 'error=true' : `${name}=`)),
      tail(span, last),
    ).map(item => (item.label.endsWith('=') ? { ...item, retrigger: true } : item));
  }
  const value = last.slice(equals + 1);
  switch (last.slice(0, equals)) {
    case 'error':
      return plainItems(['true', 'false'], tail(span, value));
    case 'skip':
      return [...allOf(span, value), ...ruleItems(span, value, checkNames())];
    case 'experimental':
      return [
        ...allOf(span, value),
        ...ruleItems(
          span,
          value,
          checkNames().filter(({ name }) => EXPERIMENTAL.has(name)),
        ),
      ];
    default:
      return [];
  }
}

/** Checks that BuildKit makes only when it is asked to. */
const EXPERIMENTAL: ReadonlySet<string> = new Set(['InvalidDefinitionDescription']);

const allOf = (span: Span, list: string): readonly CompletionItem[] =>
  list.includes(',') ? [] : plainItems(['all'], tail(span, list));

/** Rules of a list with commas that it does not have yet, by name. */
function ruleItems(
  span: Span,
  list: string,
  rules: ReturnType<typeof checkNames>,
): readonly CompletionItem[] {
  const names = list.split(',').map(name => name.trim());
  const typed = names.pop() ?? '';
  const used = new Set(names);
  return rules
    .filter(({ name }) => !used.has(name))
    .map(({ name, summary }, index) => ({
      label: name,
      kind: 'rule',
      span: tail(span, typed),
      newText: name,
      rank: 1 + index,
      detail: summary,
      topic: { kind: 'rule', name },
    }));
}

const tail = ({ end }: Span, typed: string): Span => ({ start: end - typed.length, end });
