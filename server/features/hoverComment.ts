import { isBuildkitName, isHadolintName, pageOf } from '../lint/names.ts';
import type { Rule } from '../lint/rule.ts';
import { rules } from '../lint/rules.ts';
import type { Span } from '../syntax/tree.ts';
import type { Texts } from './docs/texts.ts';
import { renderTopic } from './docs/topic.ts';
import type { DockerfileDocument } from './document.ts';
import type { Hover } from './hover.ts';
import { findRule } from './rulePages.ts';

/** The name of a rule in a comment that silences it, or an option of `check=`. */
export function commentHover({ file }: DockerfileDocument, offset: number, texts: Texts): Hover | undefined {
  const word = wordAt(file.text, commentAt(file, offset), offset);
  if (!word) return undefined;
  const markdown = ruleDocumentation(word.name) ?? otherWord(word, texts);
  return markdown === undefined ? undefined : { span: word.span, markdown };
}

/** Findings of ShellCheck have pages, not rules; the options of `check=` are explained with the directive. */
function otherWord({ name, isCheck }: CommentWord, texts: Texts): string | undefined {
  const page = /^SC\d{4}$/.test(name) ? pageOf([name]) : undefined;
  if (page !== undefined) return `**${name}** · ShellCheck\n\n<${page}>`;
  if (!isCheck || !CHECK_OPTIONS.has(name)) return undefined;
  return renderTopic({ kind: 'directive', name: 'check' }, texts);
}

const CHECK_OPTIONS: ReadonlySet<string> = new Set(['skip', 'error', 'experimental', 'all', 'true', 'false']);

/** What a rule is about, under the name by which it is known here. */
function ruleMarkdown(rule: Rule): string {
  const aliases = rule.aliases.length > 0 ? ` (${rule.aliases.join(', ')})` : '';
  const page = pageOf(rule.aliases);
  const parts = [`**${rule.id}**${aliases}`, rule.summary, rule.docs];
  return [...parts, ...(page === undefined ? [] : [`<${page}>`])].join('\n\n');
}

/** The documentation of the rule that a name stands for, as Markdown. */
export function ruleDocumentation(name: string): string | undefined {
  const rule = findRule(name);
  return rule && ruleMarkdown(rule);
}

interface RuleName {
  readonly name: string;
  readonly summary: string;
}

/** The names that `# check=skip=` takes, in order. */
export const checkNames = (): readonly RuleName[] => namesWhere(isBuildkitName);

/** The names that `# hadolint ignore=` takes, in order. */
export const hadolintNames = (): readonly RuleName[] => namesWhere(isHadolintName);

function namesWhere(isWanted: (name: string) => boolean): readonly RuleName[] {
  return rules
    .flatMap(({ aliases, summary }) => aliases.filter(isWanted).map(name => ({ name, summary })))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function commentAt(file: DockerfileDocument['file'], offset: number): Span | undefined {
  const covers = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  return file.directives.find(covers) ?? file.comments.find(covers);
}

interface CommentWord {
  readonly name: string;
  readonly span: Span;
  /** In a `check=`. */
  readonly isCheck: boolean;
}

/** Only in comments that name rules: `check=…`, `hadolint … ignore=…`, `shellcheck disable=…` and so on. */
function wordAt(text: string, comment: Span | undefined, offset: number): CommentWord | undefined {
  if (!comment) return undefined;
  const content = text.slice(comment.start, Math.min(comment.end, comment.start + LONGEST));
  const kind =
    /^#\s*(?:(check)\s*=|(?:hadolint|tally)\s+(?:global\s+)?ignore\s*=|shellcheck\s+disable\s*=)/i.exec(
      content,
    );
  if (!kind) return undefined;
  for (const found of content.matchAll(/[A-Za-z][A-Za-z0-9-]*/g)) {
    const span = { start: comment.start + found.index, end: comment.start + found.index + found[0].length };
    if (span.start <= offset && offset <= span.end)
      return { name: found[0], span, isCheck: kind[1] !== undefined };
  }
  return undefined;
}

const LONGEST = 2000;
