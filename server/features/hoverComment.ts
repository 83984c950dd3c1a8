import { isBuildkitName } from '../lint/names.ts';
import type { Rule } from '../lint/rule.ts';
import { rules } from '../lint/rules.ts';
import type { Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';
import type { Hover } from './hover.ts';

/** The name of a rule in a comment that silences it. */
export function commentHover({ file }: DockerfileDocument, offset: number): Hover | undefined {
  const word = ruleNameAt(file.text, commentAt(file, offset), offset);
  if (!word) return undefined;
  const rule = findRule(word.name);
  if (!rule) return undefined;
  return {
    span: word.span,
    markdown: `**${rule.id}** (${rule.aliases.join(', ')})\n\n${rule.summary}\n\n${rule.docs}`,
  };
}

/** Rules by id and by every name users know, for comments and completion. */
export function findRule(name: string): Rule | undefined {
  return rules.find(rule => rule.id === name || rule.aliases.includes(name));
}

/** The names that `# check=skip=` takes. */
export function checkNames(): readonly { readonly name: string; readonly summary: string }[] {
  return rules.flatMap(rule =>
    rule.aliases.filter(isBuildkitName).map(name => ({ name, summary: rule.summary })),
  );
}

function commentAt(file: DockerfileDocument['file'], offset: number): Span | undefined {
  const covers = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  return file.directives.find(covers) ?? file.comments.find(covers);
}

/** Only comments that name rules: `check=…`, `hadolint … ignore=…`, `tally … ignore=…`. */
function ruleNameAt(
  text: string,
  comment: Span | undefined,
  offset: number,
): { readonly name: string; readonly span: Span } | undefined {
  if (!comment) return undefined;
  const content = text.slice(comment.start, Math.min(comment.end, comment.start + LONGEST));
  if (!/^#\s*(?:check\s*=|(?:hadolint|tally)\s+(?:global\s+)?ignore\s*=)/i.test(content)) return undefined;
  for (const found of content.matchAll(/[A-Za-z][A-Za-z0-9-]*/g)) {
    const span = { start: comment.start + found.index, end: comment.start + found.index + found[0].length };
    if (span.start <= offset && offset <= span.end) return { name: found[0], span };
  }
  return undefined;
}

const LONGEST = 2000;
