import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, fixWord, rulePage } from '../server/features/rulePages.ts';
import { isBuildkitName, isHadolintName } from '../server/lint/names.ts';
import type { Rule } from '../server/lint/rule.ts';
import { rules } from '../server/lint/rules.ts';
import { SYNTAX_ALIASES } from '../server/lint/syntaxAliases.ts';
import { SETTINGS_SCHEMA, settingsSchema } from './settingsSchema.ts';
import { readmeWithSettings } from './settingsTable.ts';

const FOLDER = join(import.meta.dirname, '../docs/rules');
/** It has a table of settings. */
export const README = join(import.meta.dirname, '../README.md');

/** Every page of docs/rules by file name, made from the rules. */
export function rulePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', indexPage()],
    ['NAMES.md', namesPage()],
    ...rules.map(rule => [`${rule.id}.md`, `${GENERATED}\n${rulePage(rule)}`] as const),
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
| a rule of ShellCheck for one line of a script | \`# shellcheck disable=SC2086\` right above that line, between the continued lines or in the here-document |
| everything for one instruction | \`# dockerfile-utils: ignore\` right above it |
| a rule in the editor | \`"strata.lint.rules": { "RULE": "off" }\`, or \`hint\`, \`info\`, \`warning\`, \`error\`; \`shellcheck\` stands for all of ShellCheck's |
| a rule in a project | \`ignored: [RULE]\` in \`.hadolint.yaml\`, which also says how grave a rule is, which registries are trusted, and which labels an image has |

\`# tally ignore=RULE\`, \`# tally global ignore=RULE\` and \`# shellcheck disable=RULE\` are read too. A comment that silences nothing is itself reported, as [unused-suppression](unused-suppression.md).

[Names of other tools](NAMES.md) lists them by name. What BuildKit refuses to read is reported under an id that begins with \`syntax-\` and cannot be silenced.

${tables.join('\n')}`;
}

/** For those who come with a name: each once, with its rule. */
function namesPage(): string {
  const table = (isName: (name: string) => boolean): string => {
    const rows = rules.flatMap(rule =>
      rule.aliases.filter(isName).map(name => ({
        name,
        row: `| ${code(name)} | [${rule.id}](${rule.id}.md) | ${severityOf(rule, name)} | ${isOnFor(rule, name) ? 'yes' : 'no'} | ${fixWord(rule)} |`,
      })),
    );
    const errors = SYNTAX_ALIASES.filter(isName)
      .filter(name => rows.every(row => row.name !== name))
      .map(name => ({ name, row: `| ${code(name)} | an error of BuildKit's own | error | yes | none |` }));
    const sorted = [...rows, ...errors].sort((a, b) => (a.name < b.name ? -1 : 1));
    return `| name | rule | severity | recommended | fix |\n|---|---|---|---|---|\n${sorted.map(({ row }) => row).join('\n')}\n`;
  };
  return `${GENERATED}
# Names of other tools

Each name is accepted wherever a rule is named: in comments, in \`.hadolint.yaml\`, in settings and by \`--only\`.

## BuildKit (\`docker build --check\`)

${table(isBuildkitName)}
## hadolint

\`--preset hadolint\` reports these, ShellCheck's, and no others, with hadolint's own severities. [Coming from hadolint](../migrating-from-hadolint.md) says more.

${table(name => name.startsWith('DL'))}
## ShellCheck

\`SC2086\` and its kin are ShellCheck's own findings, shown where ShellCheck is on the PATH or named by \`strata.shellcheck.path\` or \`--shellcheck\`. [Its wiki](https://www.shellcheck.net/wiki/) explains each.
`;
}

/** The message that has this name, where a rule has several. */
function messageNamed(rule: Rule, name: string): Exclude<Rule['messages'][string], string> | undefined {
  return Object.values(rule.messages).find(
    message => typeof message === 'object' && message.aliases?.includes(name),
  ) as Exclude<Rule['messages'][string], string> | undefined;
}

const severityOf = (rule: Rule, name: string): string => messageNamed(rule, name)?.severity ?? rule.severity;
const isOnFor = (rule: Rule, name: string): boolean =>
  messageNamed(rule, name)?.recommended ?? rule.recommended;

if (import.meta.main) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of rulePages()) writeFileSync(join(FOLDER, name), text);
  writeFileSync(SETTINGS_SCHEMA, settingsSchema());
  writeFileSync(README, readmeWithSettings(readFileSync(README, 'utf8')));
}
