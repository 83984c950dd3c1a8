import type { Diagnostic, Edit } from '../lint/diagnostic.ts';
import { fixAll as applyAll } from '../lint/fix.ts';
import type { Message } from '../syntax/message.ts';
import type { Dockerfile, Span } from '../syntax/tree.ts';
import { findRule } from './rulePages.ts';
import { type Silencer, silenceFile, silenceInstruction, silencerOf } from './silence.ts';

/** Something the user can pick at a place. */
export interface CodeAction {
  readonly title: Message;
  readonly kind: 'quickfix' | 'refactor.rewrite' | 'source.fixAll.strata';
  /** The first choice for its diagnostic. */
  readonly preferred: boolean;
  /** It may change more than the finding is about, which people have to be told. */
  readonly unsafe?: true;
  readonly edits: readonly Edit[];
  readonly diagnostic: Diagnostic | undefined;
  /** What the editor does with the rule of this name, in place of edits. */
  readonly command?: { readonly does: 'configure' | 'show'; readonly name: string };
}

export interface QuickFixOptions {
  /** The editor can change its settings and show pages. */
  readonly commands: boolean;
}

/** Fixes of the diagnostics in a span, and what silences or explains them: by rule, each once. */
export function quickFixes(
  file: Dockerfile,
  diagnostics: readonly Diagnostic[],
  span: Span,
  options: QuickFixOptions = { commands: false },
): readonly CodeAction[] {
  const here = diagnostics.filter(found => found.span.start <= span.end && found.span.end >= span.start);
  const fixes = [...here.flatMap(found => fixActions(found)), ...sameRuleActions(here, diagnostics)];
  const seen = new Set<string>();
  const others = here
    .flatMap(found => [...silenceActions(file, found), ...(options.commands ? commandActions(found) : [])])
    .filter(action => {
      const key = JSON.stringify([action.title, action.edits]);
      return !seen.has(key) && seen.add(key);
    });
  return [...fixes, ...others];
}

/** The first safe one is preferred. */
function fixActions(diagnostic: Diagnostic): readonly CodeAction[] {
  const first = diagnostic.fixes.find(({ safe }) => safe);
  return diagnostic.fixes.map(fix => ({
    title: fix.title,
    kind: 'quickfix',
    preferred: fix === first,
    ...(!fix.safe && { unsafe: true }),
    edits: fix.edits,
    diagnostic,
  }));
}

/** For rules with more safe fixes elsewhere in the file: all of these that do not get into each other's way. */
function sameRuleActions(here: readonly Diagnostic[], all: readonly Diagnostic[]): readonly CodeAction[] {
  const byRule = new Map(here.map(found => [found.rule, found]));
  return [...byRule].flatMap(([rule, diagnostic]) => {
    const edits: Edit[] = [];
    let count = 0;
    let free = -1;
    for (const found of all) {
      const fix = found.rule === rule ? found.fixes.find(({ safe }) => safe) : undefined;
      const starts = fix?.edits.map(({ span }) => span.start) ?? [];
      if (!fix || Math.min(...starts) <= free) continue;
      edits.push(...fix.edits);
      free = Math.max(...fix.edits.map(({ span }) => span.end));
      count++;
    }
    if (count < 2) return [];
    const title = titleOf('Fix all {rule} in this file', { name: silencerOf(diagnostic)?.name ?? rule });
    return [{ title, kind: 'quickfix', preferred: false, edits, diagnostic } as const];
  });
}

/** All safe fixes at once, also those that show only after others; undefined when nothing would change. */
export function fixAll(text: string, lint: (text: string) => readonly Diagnostic[]): CodeAction | undefined {
  const fixed = applyAll(text, lint, { unsafe: false }).text;
  if (fixed === text) return undefined;
  const edits = [difference(text, fixed)];
  return { title: fixAllTitle, kind: 'source.fixAll.strata', preferred: false, edits, diagnostic: undefined };
}

const fixAllTitle: Message = { template: 'Fix everything that can be fixed safely', args: {} };

/** One edit from what both texts start with to what both end with. */
function difference(before: string, after: string): Edit {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { span: { start, end: before.length - end }, newText: after.slice(start, after.length - end) };
}

function silenceActions(file: Dockerfile, diagnostic: Diagnostic): readonly CodeAction[] {
  const silencer = silencerOf(diagnostic);
  if (!silencer) return [];
  const action = (template: string, edits: readonly Edit[] | undefined): readonly CodeAction[] =>
    edits
      ? [{ title: titleOf(template, silencer), kind: 'quickfix', preferred: false, edits, diagnostic }]
      : [];
  return [
    ...action(
      'Ignore {rule} for this instruction',
      silenceInstruction(file, diagnostic.span.start, silencer),
    ),
    ...action('Ignore {rule} in this file', silenceFile(file, silencer)),
  ];
}

function titleOf(template: string, { name }: Pick<Silencer, 'name'>): Message {
  return { template, args: { rule: name } };
}

function commandActions(diagnostic: Diagnostic): readonly CodeAction[] {
  const { rule, aliases } = diagnostic;
  if (rule.startsWith('syntax-')) return [];
  const name = silencerOf(diagnostic)?.name ?? rule;
  const shared = { kind: 'quickfix', preferred: false, edits: [], diagnostic } as const;
  return [
    {
      ...shared,
      title: titleOf('Switch {rule} off or set its severity…', { name }),
      command: { does: 'configure', name },
    },
    {
      ...shared,
      title: titleOf('Explain {rule}', { name }),
      command: { does: 'show', name: findRule(rule) ? rule : (aliases[0] ?? rule) },
    },
  ];
}
