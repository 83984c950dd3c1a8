import type { Model } from '../semantics/model.ts';
import type { Dockerfile } from '../syntax/tree.ts';
import { type Choice, choicesOf, type LintConfiguration, namesOf } from './configuration.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';
import { lineAt } from './lines.ts';
import { isBuildkitName, pageOf } from './names.ts';
import { relatedPlace } from './related.ts';
import type { ReportedFix, Rule, RuleContext } from './rule.ts';
import { isRuleName, rules } from './rules.ts';
import { shellCode } from './shell/code.ts';
import { runShellcheck, type ShellcheckAnswers } from './shellcheck/run.ts';
import { buildStages } from './stages.ts';
import { readSuppressions, type Suppressions } from './suppressions.ts';
import type { Surroundings } from './surroundings.ts';
import { SYNTAX_ALIASES, syntaxAliases } from './syntaxAliases.ts';
import { syntaxFixes } from './syntaxFixes.ts';

export { type LintConfiguration, PRESETS, type Preset } from './configuration.ts';

/**
 * Everything the configured rules and the parser find in the file, by place. Works on whatever could be read:
 * no part of the file has to be right. Linear in the file for each rule.
 */
export function lint(input: LintInput, configuration: LintConfiguration = {}): readonly Diagnostic[] {
  const { file, model, surroundings = {} } = input;
  const suppressions = readSuppressions(file, configuration);
  const found: Diagnostic[] = syntaxErrors(input, suppressions, configuration);
  if (file.instructions.length > MAXIMUM_INSTRUCTIONS) return [TOO_MANY_INSTRUCTIONS, ...found.sort(byPlace)];
  let rule: Rule;
  let messages: Choice['messages'];
  let isOptedIn = false;
  // One for all rules: there are many, and most look at a file and find nothing.
  const context: RuleContext = {
    file,
    model,
    stages: buildStages(model),
    shell: shellCode(file, model),
    surroundings,
    options: configuration.options ?? {},
    suppressions: suppressions.all,
    report(span, key, args, fix) {
      const message = messages.get(key);
      if (!message) return;
      const { aliases, names } = message;
      // To BuildKit, an experimental check that is asked for cannot be skipped in the same breath.
      if (!isOptedIn && suppressions.skips(names)) return;
      if (suppressions.silences(names, lineAt(file.lineStarts, span.start))) return;
      const related = relatedPlace(file, args, span.start);
      found.push({
        rule: rule.id,
        aliases,
        severity: suppressions.directive.error && aliases.some(isBuildkitName) ? 'error' : message.severity,
        message: { template: message.text, args: clipped(args) },
        span,
        fixes: fix ? fixesOf(rule, fix) : [],
        tags: rule.tags ?? [],
        url: message.url,
        ...(related && { related }),
      });
    },
  };
  const choices = choicesOf(configuration);
  for (const choice of choices) if (!choice.rule.last) run(choice);
  const shellcheck =
    input.shellcheck && runShellcheck(context, input.shellcheck, suppressions, configuration);
  if (shellcheck) found.push(...shellcheck.found);
  if (choices.some(({ rule }) => rule.last)) judgeSuppressions(context, suppressions, shellcheck?.judges);
  for (const choice of choices) if (choice.rule.last) run(choice);
  return found.sort(byPlace);

  function run(choice: Choice): void {
    rule = choice.rule;
    isOptedIn = asksFor(rule, suppressions);
    messages = isOptedIn ? choice.whenAskedFor : choice.messages;
    if (messages.size > 0) rule.check(context);
  }
}

const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  a.span.start - b.span.start || a.span.end - b.span.end;

/** No person writes so many, and what the rules remember of each would fill the memory. */
const MAXIMUM_INSTRUCTIONS = 100_000;

const TOO_MANY_INSTRUCTIONS: Diagnostic = {
  rule: 'syntax-too-many-instructions',
  aliases: [],
  severity: 'info',
  message: {
    template: 'This file has more than {most} instructions: only what BuildKit refuses is looked for in it.',
    args: { most: MAXIMUM_INSTRUCTIONS },
  },
  span: { start: 0, end: 0 },
  fixes: [],
  tags: [],
  url: undefined,
};

export interface LintInput {
  readonly file: Dockerfile;
  readonly model: Model;
  readonly surroundings?: Surroundings;
  /** Undefined where ShellCheck does not run. */
  readonly shellcheck?: ShellcheckAnswers | undefined;
}

/** By `# check=experimental=…`. */
function asksFor({ experimental, aliases }: Rule, { directive }: Suppressions): boolean {
  if (!experimental) return false;
  const asked = directive.experimental;
  return asked === 'all' || aliases.some(name => asked.has(name));
}

function fixesOf(rule: Rule, reported: ReportedFix | readonly ReportedFix[]): readonly Fix[] {
  return 'edits' in reported ? [fixOf(rule, reported)] : reported.map(each => fixOf(rule, each));
}

function fixOf(rule: Rule, { fix, args, edits }: ReportedFix): Fix {
  const definition = rule.fixes[fix];
  return {
    title: { template: definition?.title ?? fix, args: clipped(args) },
    safe: definition?.safe ?? false,
    edits,
  };
}

/** A message is for reading: a name of a megabyte is shown by its beginning. */
function clipped(args: ReportedFix['args']): ReportedFix['args'] {
  let hasLong = false;
  for (const name in args) if (isLong(args[name])) hasLong = true;
  if (!hasLong) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      isLong(value) ? `${value.slice(0, MAXIMUM_ARGUMENT)}…` : value,
    ]),
  );
}

const MAXIMUM_ARGUMENT = 200;
const isLong = (value: string | number | undefined): value is string =>
  typeof value === 'string' && value.length > MAXIMUM_ARGUMENT;

/** Nothing silences them, though a comment that asks for it counts as used: other tools know them as rules. */
function syntaxErrors(
  { file, model }: LintInput,
  suppressions: Suppressions,
  { only }: LintConfiguration,
): Diagnostic[] {
  return [...file.errors, ...model.errors].flatMap(error => {
    const { code, message, start, end } = error;
    const aliases = syntaxAliases(error);
    suppressions.silences([code, ...aliases], lineAt(file.lineStarts, start));
    if (only && !only.has(code) && !aliases.some(alias => only.has(alias))) return [];
    return {
      rule: code,
      aliases,
      severity: 'error',
      message: { template: message.template, args: clipped(message.args) },
      span: { start, end },
      fixes: syntaxFixes(error),
      tags: [],
      url: pageOf(aliases),
    };
  });
}

/**
 * Says of each name in a comment whether it silences anything. Rules that are off, or found nothing that is on, are
 * run for it once more.
 */
function judgeSuppressions(
  context: Omit<RuleContext, 'report'>,
  suppressions: Suppressions,
  judgesAlso: (name: string) => boolean = () => false,
): void {
  const unused = suppressions.all.filter(({ isUsed }) => !isUsed);
  if (unused.length === 0) return;
  const names = new Set(unused.map(({ name }) => name));
  const isAll = unused.some(suppression => suppression.isAll);
  const judged = new Set(SYNTAX_ALIASES);
  for (const rule of rules) {
    if (rule.last || rule.contextual) continue;
    const own = [rule.id, ...rule.aliases];
    for (const name of own) judged.add(name);
    if (!isAll && !own.some(name => names.has(name))) continue;
    const report: RuleContext['report'] = (span, key) => {
      const found = namesOf(rule, key);
      suppressions.skips(found);
      suppressions.silences(found, lineAt(context.file.lineStarts, span.start));
    };
    rule.check({ ...context, report });
  }
  suppressions.judge(({ name, tool, isAll: meansAll }) => {
    if (meansAll || judged.has(name) || judgesAlso(name)) return 'unused';
    const couldBeKnown = tool === 'check' || (tool === 'hadolint' && !name.startsWith('SC'));
    return couldBeKnown && !isRuleName(name) ? 'unknown' : 'open';
  });
}
