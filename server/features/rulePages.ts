import { pageOf } from '../lint/names.ts';
import type { RuleOptions } from '../lint/options.ts';
import type { Example, Rule } from '../lint/rule.ts';
import { rules } from '../lint/rules.ts';
import { lint } from '../lint/run.ts';
import { buildModel } from '../semantics/buildModel.ts';
import { formatMessage } from '../syntax/message.ts';
import { parseDockerfile } from '../syntax/parse.ts';

/** Rules by id and by every name users know. */
export function findRule(name: string): Rule | undefined {
  return rules.find(rule => rule.id === name || rule.aliases.includes(name));
}

/** Id and page of a rule by any of its names; of ShellCheck's rules the address alone. Null when there is none. */
export function ruleOrPage(
  name: string,
): { readonly id: string; readonly markdown: string | null; readonly url: string | null } | null {
  const rule = findRule(name);
  const url = pageOf(rule ? rule.aliases : [name]) ?? null;
  if (rule) return { id: rule.id, markdown: rulePage(rule), url };
  return url === null ? null : { id: name, markdown: null, url };
}

/** All rules by their ids. */
export function ruleSummaries(): readonly Pick<Rule, 'id' | 'aliases' | 'summary'>[] {
  return rules
    .map(({ id, aliases, summary }) => ({ id, aliases, summary }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What a rule is about, why, and what it finds, as Markdown. */
export function rulePage(rule: Rule): string {
  const names = rule.aliases.map(alias => {
    const page = pageOf([alias]);
    return page === undefined ? code(alias) : `[${code(alias)}](${page})`;
  });
  const facts = [
    ['also known as', names.join(' ') || 'nothing else'],
    ['severity', rule.severity],
    ['recommended', rule.recommended ? 'yes' : 'no'],
    ['fix', fixWord(rule)],
    ['since', rule.since],
  ];
  return `# ${rule.id}

${rule.summary}.

| | |
|---|---|
${facts.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}

${rule.docs}

## Examples

${rule.examples.map(example => exampleText(rule, example)).join('\n')}`;
}

function exampleText(rule: Rule, example: Example): string {
  const parts: string[] = [];
  const text = ('good' in example ? example.good : example.bad).replace(/[«»]/g, '');
  const ignored = example.surroundings?.dockerignore;
  if (example.note !== undefined) parts.push(`${example.note}\n`);
  if (ignored !== undefined) parts.push(`With this \`.dockerignore\`:\n\n${fence(ignored, '')}`);
  if (example.options)
    parts.push(`With this \`.hadolint.yaml\`:\n\n${fence(optionsText(example.options), 'yaml')}`);
  parts.push(fence(text, 'dockerfile'));
  if ('good' in example) return `Nothing is said here.\n\n${parts.join('\n')}`;
  for (const said of messages(rule, text, example)) parts.push(`> ${said}\n`);
  if (example.fixed !== undefined) parts.push(`After the fix:\n\n${fence(example.fixed, 'dockerfile')}`);
  const definition = rule.messages[example.message];
  const isExtra = typeof definition === 'object' && definition.recommended === false && rule.recommended;
  return `${isExtra ? 'Found here, but not with the recommended rules.' : 'Found here.'}\n\n${parts.join('\n')}`;
}

function optionsText({ trustedRegistries = [], labelSchema = new Map(), strictLabels }: RuleOptions): string {
  return [
    ...(trustedRegistries.length > 0 ? ['trustedRegistries:'] : []),
    ...trustedRegistries.map(registry => `  - ${JSON.stringify(registry)}`),
    ...(labelSchema.size > 0 ? ['label-schema:'] : []),
    ...[...labelSchema].map(([label, format]) => `  ${label}: ${format}`),
    ...(strictLabels ? ['strict-labels: true'] : []),
  ].join('\n');
}

function messages(rule: Rule, text: string, { surroundings = {}, options = {} }: Example): readonly string[] {
  const file = parseDockerfile(text);
  const found = lint(
    { file, model: buildModel(file), surroundings },
    { rules: [rule], preset: 'all', options },
  );
  return found.filter(diagnostic => diagnostic.rule === rule.id).map(({ message }) => formatMessage(message));
}

/** Whether what the rule finds can be fixed by itself. */
export function fixWord(rule: Rule): string {
  const fixes = Object.values(rule.fixes);
  if (fixes.length === 0) return 'none';
  if (fixes.every(({ safe }) => safe)) return 'safe';
  return fixes.some(({ safe }) => safe) ? 'safe or unsafe' : 'unsafe';
}

export const code = (text: string): string => `\`${text}\``;

function fence(text: string, language: string): string {
  const marks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${marks}${language}\n${text.replace(/\n$/, '')}\n${marks}\n`;
}
