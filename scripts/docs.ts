import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBuildkitName, isHadolintName, pageOf } from '../server/lint/names.ts';
import type { RuleOptions } from '../server/lint/options.ts';
import type { Example, Rule } from '../server/lint/rule.ts';
import { rules } from '../server/lint/rules.ts';
import { lint } from '../server/lint/run.ts';
import { buildModel } from '../server/semantics/buildModel.ts';
import { formatMessage } from '../server/syntax/message.ts';
import { parseDockerfile } from '../server/syntax/parse.ts';

const FOLDER = join(import.meta.dirname, '../docs/rules');

/** Every page of docs/rules by file name, made from the rules. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ...rules.map(rule => [`${rule.id}.md`, rulePage(rule)] as const),
  ]);
}

/** The pages as they are on disk. */
export function writtenPages(): ReadonlyMap<string, string> {
  return new Map(readdirSync(FOLDER).map(name => [name, readFileSync(join(FOLDER, name), 'utf8')]));
}

const GENERATED = '<!-- Written by `npm run docs` from the rules: change the rule and not this page. -->\n';

function indexPage(): string {
  const origins = [
    { title: 'BuildKit checks', holds: (rule: Rule) => rule.aliases.some(isBuildkitName) },
    {
      title: 'hadolint rules',
      holds: (rule: Rule) => rule.aliases.some(isHadolintName),
    },
    {
      title: "Strata's own",
      holds: (rule: Rule) => !rule.aliases.some(alias => isBuildkitName(alias) || isHadolintName(alias)),
    },
  ];
  const tables = origins.flatMap(({ title, holds }) => {
    const listed = rules.filter(holds);
    if (listed.length === 0) return [];
    const rows = listed.map(
      rule =>
        `| [${rule.id}](${rule.id}.md) | ${rule.aliases.map(code).join(' ')} | ${rule.summary} | ${
          rule.recommended ? 'yes' : 'no'
        } | ${fixWord(rule)} |`,
    );
    return [
      `## ${title}\n\n| rule | also known as | what it says | recommended | fix |\n|---|---|---|---|---|\n${rows.join('\n')}\n`,
    ];
  });
  return `${GENERATED}
# Rules

One finding has one rule, whatever names it has elsewhere: every name is accepted in comments and on the command line.

| to silence | write |
|---|---|
| a rule in the file | \`# check=skip=RULE,RULE\` as one of the first lines, or \`# hadolint global ignore=RULE\` anywhere |
| a rule for one instruction | \`# check=skip=RULE\` or \`# hadolint ignore=RULE\` right above it |
| everything for one instruction | \`# dockerfile-utils: ignore\` right above it |
| a rule in a project | \`ignored: [RULE]\` in \`.hadolint.yaml\`, which also says how grave a rule is, which registries are trusted, and which labels an image has |

\`# tally ignore=RULE\`, \`# tally global ignore=RULE\` and \`# shellcheck disable=RULE\` are read too. A comment that silences nothing is itself reported, as [unused-suppression](unused-suppression.md).

What BuildKit refuses to read is reported under an id that begins with \`syntax-\` and cannot be silenced.

${tables.join('\n')}`;
}

function rulePage(rule: Rule): string {
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
  return `${GENERATED}
# ${rule.id}

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

function fixWord(rule: Rule): string {
  const fixes = Object.values(rule.fixes);
  if (fixes.length === 0) return 'none';
  if (fixes.every(({ safe }) => safe)) return 'safe';
  return fixes.some(({ safe }) => safe) ? 'safe or unsafe' : 'unsafe';
}

const code = (text: string): string => `\`${text}\``;

function fence(text: string, language: string): string {
  const marks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${marks}${language}\n${text.replace(/\n$/, '')}\n${marks}\n`;
}

if (import.meta.main) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of rulePages()) writeFileSync(join(FOLDER, name), text);
}
