import type { Evaluation, Tally } from '../../ignore/evaluate.ts';
import type { IgnoreFile, IgnorePattern } from '../../ignore/tree.ts';
import type { Span } from '../../syntax/tree.ts';
import { formatBytes } from '../bytes.ts';
import type { Texts } from '../docs/texts.ts';
import { contains } from '../find.ts';
import { fill, inlineCode } from '../markdown.ts';

/** What is known of the context in which the file stands. */
export interface ContextFacts {
  readonly evaluation: Evaluation;
  /** False when only a part of the context was looked at. */
  readonly complete: boolean;
  readonly unreadable: boolean;
}

/** What a pattern does: to the files of the context when they are known, else how Docker reads it. */
export function ignoreHover(
  file: IgnoreFile,
  offset: number,
  facts: ContextFacts | undefined,
  { ignore }: Texts,
): { readonly span: Span; readonly markdown: string } | undefined {
  const pattern = file.patterns.find(candidate => contains(candidate, offset));
  if (!pattern || pattern.error) return undefined;
  const parts: string[] = [];
  const effect = facts?.evaluation.effects.find(candidate => candidate.pattern.start === pattern.start);
  if (facts && effect) {
    const { decided, shadowedBy, otherwise, largest } = effect;
    if (decided.files > 0)
      parts.push(fill(pattern.negated ? ignore.bringsBack : ignore.takesOut, amounts(decided, ignore)));
    else parts.push(ignore.changesNothing);
    if (shadowedBy) parts.push(fill(ignore.decidedElsewhere, { line: shadowedBy.line + 1 }));
    else parts.push(...otherwiseLines(file, otherwise, ignore));
    if (largest.length > 1) {
      const rows = largest.map(({ path, bytes }) => `- ${inlineCode(path)} ${formatBytes(bytes)}`);
      parts.push([ignore.largest, ...rows].join('\n'));
    }
  }
  const written = file.text.slice(pattern.body.start, pattern.body.end);
  if (written !== pattern.pattern || !facts) parts.push(fill(ignore.matchedAs, { pattern: pattern.pattern }));
  if (facts) {
    const { sent, ignored } = facts.evaluation;
    const out = amounts(ignored, ignore);
    parts.push(
      '---',
      fill(ignore.context, { ...amounts(sent, ignore), ignoredFiles: out.files, ignoredBytes: out.bytes }),
    );
    if (!facts.complete) parts.push(ignore.incomplete);
    if (facts.unreadable) parts.push(ignore.unreadable);
  }
  return { span: { start: pattern.start, end: pattern.end }, markdown: parts.join('\n\n') };
}

const MOST_OTHERS = 3;

function otherwiseLines(
  { text }: IgnoreFile,
  otherwise: ReadonlyMap<IgnorePattern, number>,
  ignore: Texts['ignore'],
): readonly string[] {
  return [...otherwise]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_OTHERS)
    .map(([{ line, start, end }, count]) =>
      fill(ignore.otherwise, {
        line: line + 1,
        pattern: inlineCode(text.slice(start, end)),
        count: count === 1 ? ignore.oneEntry : fill(ignore.manyEntries, { count }),
      }),
    );
}

function amounts(
  { files, bytes }: Tally,
  ignore: Texts['ignore'],
): { readonly files: string; readonly bytes: string } {
  return {
    files: files === 1 ? ignore.oneFile : fill(ignore.manyFiles, { count: files }),
    bytes: formatBytes(bytes),
  };
}
