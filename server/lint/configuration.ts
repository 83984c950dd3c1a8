import type { Severity } from './diagnostic.ts';
import { hadolintSeverity, isHadolintDefault } from './hadolintDefaults.ts';
import { isBuildkitName, isHadolintName, pageOf } from './names.ts';
import type { RuleOptions } from './options.ts';
import type { MessageDefinition, Rule } from './rule.ts';
import { rules } from './rules.ts';

export interface LintConfiguration {
  /** `recommended` unless told. */
  readonly preset?: Preset;
  /** Ids or aliases; nothing else is reported then, and no preset counts. */
  readonly only?: ReadonlySet<string>;
  /** By id or alias: `off`, or on with this severity whatever the preset says. */
  readonly severities?: ReadonlyMap<string, Severity | 'off'>;
  readonly options?: RuleOptions;
  /** Comments silence nothing, but for `# check=` with the names of BuildKit's checks. */
  readonly withoutPragmas?: boolean;
  /** For tests: all known rules unless told. */
  readonly rules?: readonly Rule[];
}

/** `buildkit` and `hadolint` report what those tools report and nothing else. */
export type Preset = 'recommended' | 'all' | 'buildkit' | 'hadolint';
export const PRESETS: readonly Preset[] = ['recommended', 'all', 'buildkit', 'hadolint'];

/** What of a rule is reported. */
export interface Choice {
  readonly rule: Rule;
  readonly messages: ReadonlyMap<string, ChosenMessage>;
  /** The same where the file itself asks for this experimental rule. */
  readonly whenAskedFor: ReadonlyMap<string, ChosenMessage>;
}

export interface ChosenMessage {
  readonly text: string;
  readonly aliases: readonly string[];
  /** By which a comment can silence it. */
  readonly names: readonly string[];
  readonly severity: Severity;
  /** Of the page that explains it. */
  readonly url: string | undefined;
}

/** The rules of which at least one message may be reported. */
export function choicesOf(configuration: LintConfiguration): readonly Choice[] {
  const { preset = 'recommended', only, severities } = configuration;
  if (only || severities || configuration.rules) return choose(configuration);
  const known = CHOICES.get(preset) ?? choose(configuration);
  CHOICES.set(preset, known);
  return known;
}

/** A preset alone is what an editor asks for at each keystroke. */
const CHOICES = new Map<Preset, readonly Choice[]>();

function choose(configuration: LintConfiguration): readonly Choice[] {
  return (configuration.rules ?? rules).flatMap(rule => {
    const messages = chosenMessages(rule, configuration, false);
    const whenAskedFor = rule.experimental ? chosenMessages(rule, configuration, true) : messages;
    return messages.size + whenAskedFor.size > 0 ? [{ rule, messages, whenAskedFor }] : [];
  });
}

function chosenMessages(
  rule: Rule,
  configuration: LintConfiguration,
  isAskedFor: boolean,
): ReadonlyMap<string, ChosenMessage> {
  const chosen = new Map<string, ChosenMessage>();
  for (const [key, definition] of Object.entries(rule.messages)) {
    const { text, aliases = rule.aliases }: Exclude<MessageDefinition, string> =
      typeof definition === 'string' ? { text: definition } : definition;
    const names = namesOf(rule, key);
    const name = names.find(candidate => configuration.severities?.has(candidate));
    const severity = name === undefined ? undefined : configuration.severities?.get(name);
    const isChosen = isOn(rule, definition, aliases, configuration, isAskedFor);
    // What is asked for by name is wanted, whatever else is said of it.
    if (configuration.only ? !isChosen : severity === 'off' || (severity === undefined && !isChosen))
      continue;
    const own = typeof definition === 'string' ? undefined : definition.severity;
    const hadolint = configuration.preset === 'hadolint' ? hadolintSeverity(aliases) : undefined;
    chosen.set(key, {
      text,
      aliases,
      names,
      url: pageOf(aliases),
      severity: (severity === 'off' ? undefined : severity) ?? hadolint ?? own ?? rule.severity,
    });
  }
  return chosen;
}

/**
 * The names by which people mean this message of a rule: the id, its own aliases, and those that the rule has
 * among the names of a tool which has no name for this very message.
 */
export function namesOf(rule: Rule, message: string): readonly string[] {
  const definition = rule.messages[message];
  const aliases = typeof definition === 'object' ? definition.aliases : undefined;
  if (!aliases) return [rule.id, ...rule.aliases];
  const isOther = (name: string): boolean =>
    !aliases.includes(name) && !aliases.some(alias => isHadolintName(alias) === isHadolintName(name));
  return [rule.id, ...aliases, ...rule.aliases.filter(isOther)];
}

function isOn(
  rule: Rule,
  definition: MessageDefinition,
  aliases: readonly string[],
  { preset = 'recommended', only }: LintConfiguration,
  isAskedFor: boolean,
): boolean {
  if (only) return only.has(rule.id) || aliases.some(alias => only.has(alias));
  if (preset === 'all') return true;
  if (preset === 'hadolint') return aliases.some(isHadolintDefault);
  if (preset === 'buildkit') return aliases.some(isBuildkitName) && (!rule.experimental || isAskedFor);
  const recommended = typeof definition === 'string' ? undefined : definition.recommended;
  return isAskedFor || (recommended ?? rule.recommended);
}
