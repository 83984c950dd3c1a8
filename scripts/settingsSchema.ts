import { join } from 'node:path';
import { rules } from '../server/lint/rules.ts';

/** What an editor completes in `strata.lint.rules`, beside what package.json says of the settings. */
export const SETTINGS_SCHEMA = join(import.meta.dirname, '../syntaxes/settings.schema.json');

const SEVERITIES = ['off', 'hint', 'info', 'warning', 'error'];

/** Every name of every rule: package.json itself would be read with them at each start of the editor. */
export function settingsSchema(): string {
  const names = new Map<string, string>(rules.map(({ id, summary }) => [id, summary]));
  for (const { aliases, id, summary } of rules) {
    // The same name may stand for two rules.
    for (const alias of aliases) names.set(alias, names.get(alias) ?? `${summary} (${id})`);
  }
  names.set('shellcheck', 'Everything that ShellCheck finds; SC2086 and the like are single findings of it');
  const properties = Object.fromEntries(
    [...names].map(([name, description]) => [name, { enum: SEVERITIES, description }]),
  );
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $comment: 'Written by `npm run docs` from the rules.',
    type: 'object',
    properties: { 'strata.lint.rules': { type: 'object', properties } },
  };
  return `${JSON.stringify(schema, null, 1)}\n`;
}
