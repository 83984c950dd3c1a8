import type { RuleSeverity } from '../../protocol/language.ts';
import { rules } from '../lint/rules.ts';

/** Section of the settings that people have from the language server they used before. */
export const DOCKER_DIAGNOSTICS_SECTION = 'docker.languageserver.diagnostics';

/** What each of those settings is about, by a name that only this message of our rule goes by. */
const MESSAGES: Readonly<Record<string, string>> = {
  deprecatedMaintainer: 'maintainer-instruction',
  emptyContinuationLine: 'empty-continuation-line',
  instructionCasing: 'mixed-case-instructions',
  instructionCmdMultiple: 'DL4003',
  instructionEntrypointMultiple: 'DL4004',
  instructionHealthcheckMultiple: 'DL3012',
  instructionWorkdirRelative: 'relative-workdir',
};

const SEVERITIES: Readonly<Record<string, RuleSeverity>> = {
  ignore: 'off',
  warning: 'warning',
  error: 'error',
};

/**
 * The severities that such settings ask for, by rule id or alias. A rule that `own` settings speak of, by any of
 * its names, is theirs alone. The client sends what the user wrote: the defaults of other extensions do not count.
 */
export function dockerRules(
  section: unknown,
  own: Readonly<Record<string, unknown>>,
): Readonly<Record<string, RuleSeverity>> {
  const found: Record<string, RuleSeverity> = {};
  if (typeof section !== 'object' || section === null) return found;
  const settings = section as Readonly<Record<string, unknown>>;
  for (const [setting, name] of Object.entries(MESSAGES)) {
    const severity = SEVERITIES[String(settings[setting])];
    if (severity === undefined) continue;
    const rule = rules.find(({ id, aliases }) => id === name || aliases.includes(name));
    const isOwn = rule && [rule.id, ...rule.aliases].some(known => own[known] !== undefined);
    if (!isOwn) found[name] = severity;
  }
  return found;
}
