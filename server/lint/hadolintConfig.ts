import type { Message } from '../syntax/message.ts';
import type { LintConfiguration } from './configuration.ts';
import type { Severity } from './diagnostic.ts';
import { LABEL_FORMATS, type LabelFormat, type RuleOptions } from './options.ts';

/** What a `.hadolint.yaml` or hadolint's environment variables say. What is absent says nothing. */
export interface HadolintConfig {
  readonly ignored?: readonly string[];
  readonly override: Readonly<Partial<Record<HadolintLevel, readonly string[]>>>;
  readonly trustedRegistries?: readonly string[];
  readonly labelSchema?: ReadonlyMap<string, LabelFormat>;
  readonly strictLabels?: boolean;
  readonly withoutPragmas?: boolean;
  /** Findings less grave do not fail; `hint` stands for hadolint's style, and for its ignore and none. */
  readonly failureThreshold?: Severity;
  readonly noFail?: boolean;
  readonly format?: string;
  readonly noColor?: boolean;
  /** What could not be understood; the rest counts. */
  readonly problems: readonly Message[];
  /** It is not what a configuration is written in, so that parts of it may be missing. */
  readonly isBroken?: true;
}

/** Names under which a folder has a configuration, the first one first. */
export const HADOLINT_FILES: readonly string[] = ['.hadolint.yaml', '.hadolint.yml'];

type HadolintLevel = keyof typeof LEVELS;

/** hadolint's levels by ours. */
const LEVELS = { error: 'error', warning: 'warning', info: 'info', style: 'hint' } as const;
const THRESHOLDS: ReadonlyMap<string, Severity> = new Map([
  ...Object.entries(LEVELS),
  ['ignore', 'hint'],
  ['none', 'hint'],
]);

/** Reads the value that the YAML of a `.hadolint.yaml` stands for. An empty file says nothing. */
export function readHadolintConfig(value: unknown): HadolintConfig {
  const problems: Message[] = [];
  if (value === null || value === undefined) return { override: {}, problems };
  if (!isRecord(value)) {
    const template =
      'This is no hadolint configuration: it should be keys with values, such as `ignored: [DL3008]`.';
    return { override: {}, problems: [{ template, args: {} }], isBroken: true };
  }
  for (const key of Object.keys(value)) {
    if (KEYS.has(key)) continue;
    problems.push({
      template: '`{key}` is no key of a hadolint configuration, so it says nothing.',
      args: { key },
    });
  }
  const reader = readerOf(value, problems);
  const override = value.override ?? {};
  if (!isRecord(override)) problems.push(wrong('override', 'levels, each with a list of rules'));
  const levels = readerOf(isRecord(override) ? override : {}, problems, 'override.');
  for (const key of isRecord(override) ? Object.keys(override) : []) {
    if (Object.hasOwn(LEVELS, key)) continue;
    const template = '`override.{key}` is no level: they are error, warning, info and style.';
    problems.push({ template, args: { key } });
  }
  return {
    ...given('ignored', reader.list('ignored')),
    override: {
      ...given('error', levels.list('error')),
      ...given('warning', levels.list('warning')),
      ...given('info', levels.list('info')),
      ...given('style', levels.list('style')),
    },
    ...given('trustedRegistries', reader.list('trustedRegistries')),
    ...given('labelSchema', readSchema(value['label-schema'], problems)),
    ...given('strictLabels', reader.flag('strict-labels')),
    ...given('withoutPragmas', reader.flag('disable-ignore-pragma')),
    ...given('failureThreshold', readThreshold(reader.text('failure-threshold'), problems)),
    ...given('noFail', reader.flag('no-fail')),
    ...given('format', reader.text('format')),
    ...given('noColor', reader.flag('no-color')),
    problems,
  };
}

/** Reads `HADOLINT_IGNORE`, `HADOLINT_OVERRIDE_ERROR` and their kin. */
export function readHadolintEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): HadolintConfig {
  const problems: Message[] = [];
  const text = (name: string): string | undefined => environment[`HADOLINT_${name}`]?.trim() || undefined;
  const list = (name: string): readonly string[] | undefined =>
    text(name)
      ?.split(',')
      .map(part => part.trim())
      .filter(part => part !== '');
  const flag = (name: string): boolean | undefined => {
    const value = text(name);
    return value === undefined ? undefined : /^(?:1|y|yes|true|on)$/i.test(value);
  };
  const labels = list('REQUIRE_LABELS')?.map(item => {
    const colon = item.lastIndexOf(':');
    return [item.slice(0, Math.max(colon, 0)), item.slice(colon + 1)] as const;
  });
  return {
    ...given('ignored', list('IGNORE')),
    override: {
      ...given('error', list('OVERRIDE_ERROR')),
      ...given('warning', list('OVERRIDE_WARNING')),
      ...given('info', list('OVERRIDE_INFO')),
      ...given('style', list('OVERRIDE_STYLE')),
    },
    ...given('trustedRegistries', list('TRUSTED_REGISTRIES')),
    ...given('labelSchema', labels && readSchema(Object.fromEntries(labels), problems)),
    ...given('strictLabels', flag('STRICT_LABELS')),
    ...given('withoutPragmas', flag('DISABLE_IGNORE_PRAGMA')),
    ...given('failureThreshold', readThreshold(text('FAILURE_THRESHOLD'), problems)),
    ...given('noFail', flag('NOFAIL')),
    ...given('format', text('FORMAT')),
    problems,
  };
}

/** Each thing that `stronger` says goes before what `weaker` says of it. */
export function mergeHadolint(weaker: HadolintConfig, stronger: HadolintConfig): HadolintConfig {
  return {
    ...weaker,
    ...stronger,
    override: { ...weaker.override, ...stronger.override },
    problems: [...weaker.problems, ...stronger.problems],
  };
}

/** The same as a configuration of the rules. A rule that is ignored is so whatever its level. */
export function lintConfigurationOf(
  config: HadolintConfig,
): Required<Pick<LintConfiguration, 'severities' | 'options' | 'withoutPragmas'>> {
  const severities = new Map<string, Severity | 'off'>();
  for (const [level, names = []] of Object.entries(config.override)) {
    const severity = THRESHOLDS.get(level);
    for (const name of names) if (severity) severities.set(name, severity);
  }
  for (const name of config.ignored ?? []) severities.set(name, 'off');
  const options: RuleOptions = {
    ...given('trustedRegistries', config.trustedRegistries),
    ...given('labelSchema', config.labelSchema),
    ...given('strictLabels', config.strictLabels),
  };
  return { severities, options, withoutPragmas: config.withoutPragmas ?? false };
}

const KEYS: ReadonlySet<string> = new Set([
  'failure-threshold',
  'format',
  'ignored',
  'label-schema',
  'no-color',
  'no-fail',
  'override',
  'strict-labels',
  'disable-ignore-pragma',
  'trustedRegistries',
]);

interface Reader {
  list(key: string): readonly string[] | undefined;
  flag(key: string): boolean | undefined;
  text(key: string): string | undefined;
}

/** Reads keys of one type each, and notes those of another. */
function readerOf(record: Readonly<Record<string, unknown>>, problems: Message[], prefix = ''): Reader {
  const complain = (key: string, expected: string): undefined => {
    problems.push(wrong(`${prefix}${key}`, expected));
  };
  return {
    list(key) {
      const value = record[key] ?? undefined;
      if (value === undefined) return undefined;
      const items: readonly unknown[] = Array.isArray(value) ? value : [value];
      const words = items.filter(item => typeof item === 'string');
      if (words.length < items.length) complain(key, 'a list of words');
      return words;
    },
    flag(key) {
      const value = record[key] ?? undefined;
      if (value === undefined || typeof value === 'boolean') return value;
      return complain(key, 'true or false');
    },
    text(key) {
      const value = record[key] ?? undefined;
      if (value === undefined || typeof value === 'string') return value;
      return complain(key, 'a word');
    },
  };
}

function readSchema(value: unknown, problems: Message[]): ReadonlyMap<string, LabelFormat> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) {
    problems.push(wrong('label-schema', 'labels, each with what its value is'));
    return undefined;
  }
  const schema = new Map<string, LabelFormat>();
  for (const [label, written] of Object.entries(value)) {
    const format = LABEL_FORMATS.find(name => name === written);
    if (format) schema.set(label, format);
    else {
      const template = 'The label `{label}` should be one of {formats}, and not `{written}`.';
      const args = { label, formats: LABEL_FORMATS.join(', '), written: String(written) };
      problems.push({ template, args });
    }
  }
  return schema;
}

function readThreshold(written: string | undefined, problems: Message[]): Severity | undefined {
  if (written === undefined) return undefined;
  const threshold = THRESHOLDS.get(written);
  if (!threshold) {
    const template = 'The failure threshold should be one of {levels}, and not `{written}`.';
    problems.push({ template, args: { levels: [...THRESHOLDS.keys()].join(', '), written } });
  }
  return threshold;
}

function wrong(key: string, expected: string): Message {
  return {
    template: '`{key}` should be {expected}, so what stands there says nothing.',
    args: { key, expected },
  };
}

/** A property that is there only when it has a value. */
function given<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
