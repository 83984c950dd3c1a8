import type { Model } from '../semantics/model.ts';
import type { Dockerfile } from '../syntax/tree.ts';
import { choicesOf, type LintConfiguration } from './configuration.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';
import { lineAt } from './lines.ts';
import { isBuildkitName, pageOf } from './names.ts';
import type { ReportedFix, Rule, RuleContext } from './rule.ts';
import { buildStages } from './stages.ts';
import { readSuppressions, type Suppressions } from './suppressions.ts';
import type { Surroundings } from './surroundings.ts';

export { type LintConfiguration, PRESETS, type Preset } from './configuration.ts';

/**
 * Everything the configured rules and the parser find in the file, by place. Works on whatever could be read:
 * no part of the file has to be right. Linear in the file for each rule.
 */
export function lint(input: LintInput, configuration: LintConfiguration = {}): readonly Diagnostic[] {
  const { file, model, surroundings = {} } = input;
  const suppressions = readSuppressions(file);
  const stages = buildStages(model);
  const found: Diagnostic[] = syntaxErrors([...file.errors, ...model.errors], configuration);
  for (const choice of choicesOf(configuration)) {
    const { rule } = choice;
    const isOptedIn = asksFor(rule, suppressions);
    const messages = isOptedIn ? choice.whenAskedFor : choice.messages;
    const names = [rule.id, ...rule.aliases];
    // To BuildKit, an experimental check that is asked for cannot be skipped in the same breath.
    if (messages.size === 0 || (!isOptedIn && suppressions.skips(names))) continue;
    const report: RuleContext['report'] = (span, key, args, fix) => {
      const message = messages.get(key);
      if (!message || suppressions.silences(names, lineAt(file.lineStarts, span.start))) return;
      const { aliases } = message;
      found.push({
        rule: rule.id,
        aliases,
        severity: suppressions.directive.error && aliases.some(isBuildkitName) ? 'error' : message.severity,
        message: { template: message.text, args: clipped(args) },
        span,
        fixes: fix ? [fixOf(rule, fix)] : [],
        tags: rule.tags ?? [],
        url: pageOf(aliases),
      });
    };
    rule.check({ file, model, stages, surroundings, report });
  }
  return found.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

export interface LintInput {
  readonly file: Dockerfile;
  readonly model: Model;
  readonly surroundings?: Surroundings;
}

/** By `# check=experimental=…`. */
function asksFor({ experimental, aliases }: Rule, { directive }: Suppressions): boolean {
  if (!experimental) return false;
  const asked = directive.experimental;
  return asked === 'all' || aliases.some(name => asked.has(name));
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
  const isLong = (value: string | number): value is string =>
    typeof value === 'string' && value.length > MAXIMUM_ARGUMENT;
  if (!Object.values(args).some(isLong)) return args;
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      isLong(value) ? `${value.slice(0, MAXIMUM_ARGUMENT)}…` : value,
    ]),
  );
}

const MAXIMUM_ARGUMENT = 200;

function syntaxErrors(errors: Dockerfile['errors'], { only }: LintConfiguration): Diagnostic[] {
  return errors
    .filter(({ code }) => only === undefined || only.has(code))
    .map(({ code, message, start, end }) => ({
      rule: code,
      aliases: [],
      severity: 'error',
      message: { template: message.template, args: clipped(message.args) },
      span: { start, end },
      fixes: [],
      tags: [],
      url: undefined,
    }));
}
