import type { Model } from '../semantics/model.ts';
import type { Dockerfile } from '../syntax/tree.ts';
import type { Diagnostic, Fix, Severity } from './diagnostic.ts';
import { lineAt } from './lines.ts';
import { isBuildkitName, isHadolintName, pageOf } from './names.ts';
import type { MessageDefinition, ReportedFix, Rule, RuleContext } from './rule.ts';
import { rules } from './rules.ts';
import { buildStages } from './stages.ts';
import { readSuppressions, type Suppressions } from './suppressions.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Everything the configured rules and the parser find in the file, by place. Works on whatever could be read:
 * no part of the file has to be right. Linear in the file for each rule.
 */
export function lint(input: LintInput, configuration: LintConfiguration = {}): readonly Diagnostic[] {
  const { file, model, surroundings = {} } = input;
  const suppressions = readSuppressions(file);
  const stages = buildStages(model);
  const found: Diagnostic[] = syntaxErrors(file, configuration);
  for (const rule of configuration.rules ?? rules) {
    const enabled = enabledMessages(rule, configuration, suppressions);
    if (enabled.size === 0 || isSkipped(rule, suppressions)) continue;
    const report: RuleContext['report'] = (span, key, args, fix) => {
      const chosen = enabled.get(key);
      if (chosen === undefined) return;
      const { definition, severity } = chosen;
      const aliases = aliasesOf(rule, definition);
      const names = [rule.id, ...rule.aliases];
      if (suppressions.silences(names, lineAt(file.lineStarts, span.start))) return;
      const failsBuild = suppressions.directive.error && aliases.some(isBuildkitName);
      found.push({
        rule: rule.id,
        aliases,
        severity: failsBuild ? 'error' : severity,
        message: { template: textOf(definition), args: clipped(args) },
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

export interface LintConfiguration {
  /** `recommended` unless told. */
  readonly preset?: Preset;
  /** Ids or aliases; nothing else is reported then, and no preset counts. */
  readonly only?: ReadonlySet<string>;
  /** By id or alias: `off`, or on with this severity whatever the preset says. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  /** For tests: all known rules unless told. */
  readonly rules?: readonly Rule[];
}

/** `buildkit` and `hadolint` report what those tools report and nothing else. */
export type Preset = 'recommended' | 'all' | 'buildkit' | 'hadolint';
export const PRESETS: readonly Preset[] = ['recommended', 'all', 'buildkit', 'hadolint'];

function enabledMessages(
  rule: Rule,
  { preset = 'recommended', only, severities }: LintConfiguration,
  suppressions: Suppressions,
): ReadonlyMap<string, EnabledMessage> {
  const isEnabled = (definition: MessageDefinition, aliases: readonly string[]): boolean => {
    if (only) return only.has(rule.id) || aliases.some(alias => only.has(alias));
    if (preset === 'all') return true;
    if (preset === 'hadolint') return aliases.some(isHadolintName);
    if (preset === 'buildkit')
      return aliases.some(isBuildkitName) && (!rule.experimental || isOptedIn(rule, suppressions));
    return isRecommended(rule, definition) || isOptedIn(rule, suppressions);
  };
  const enabled = new Map<string, EnabledMessage>();
  for (const [key, definition] of Object.entries(rule.messages)) {
    const aliases = aliasesOf(rule, definition);
    const name = severities && [rule.id, ...aliases].find(candidate => severities.has(candidate));
    const severity = name === undefined ? undefined : severities?.get(name);
    if (severity === 'off' || (severity === undefined && !isEnabled(definition, aliases))) continue;
    enabled.set(key, { definition, severity: severity ?? rule.severity });
  }
  return enabled;
}

interface EnabledMessage {
  readonly definition: MessageDefinition;
  readonly severity: Severity;
}

/** By `# check=experimental=…`. */
function isOptedIn({ experimental, aliases }: Rule, { directive }: Suppressions): boolean {
  if (!experimental) return false;
  const asked = directive.experimental;
  return asked === 'all' || aliases.some(name => asked.has(name));
}

/** To BuildKit, an experimental check that is asked for cannot be skipped in the same breath. */
function isSkipped(rule: Rule, suppressions: Suppressions): boolean {
  return suppressions.skips([rule.id, ...rule.aliases]) && !isOptedIn(rule, suppressions);
}

function isRecommended(rule: Rule, definition: MessageDefinition): boolean {
  return (typeof definition === 'string' ? undefined : definition.recommended) ?? rule.recommended;
}

function aliasesOf(rule: Rule, definition: MessageDefinition): readonly string[] {
  return (typeof definition === 'string' ? undefined : definition.aliases) ?? rule.aliases;
}

function textOf(definition: MessageDefinition): string {
  return typeof definition === 'string' ? definition : definition.text;
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
  const clip = (value: string | number): string | number =>
    typeof value === 'string' && value.length > MAXIMUM_ARGUMENT
      ? `${value.slice(0, MAXIMUM_ARGUMENT)}…`
      : value;
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, clip(value)]));
}

const MAXIMUM_ARGUMENT = 200;

function syntaxErrors(file: Dockerfile, { only }: LintConfiguration): Diagnostic[] {
  return file.errors
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
