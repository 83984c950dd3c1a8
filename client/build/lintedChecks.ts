/** BuildKit's checks that the language server makes too, by their names in BuildKit's warnings. */
export const LINTED_CHECKS: readonly string[] = [
  ...['ConsistentInstructionCasing', 'CopyIgnoredFile', 'DuplicateStageName', 'ExposeInvalidFormat'],
  ...['ExposeProtoCasing', 'FromAsCasing', 'FromPlatformFlagConstDisallowed', 'InvalidDefaultArgInFrom'],
  ...['InvalidDefinitionDescription', 'JSONArgsRecommended', 'LegacyKeyValueFormat', 'MaintainerDeprecated'],
  ...[
    'MultipleInstructionsDisallowed',
    'NoEmptyContinuation',
    'RedundantTargetPlatform',
    'ReservedStageName',
  ],
  ...[
    'SecretsUsedInArgOrEnv',
    'StageNameCasing',
    'UndefinedArgInFrom',
    'UndefinedVar',
    'WorkdirRelativePath',
  ],
];

/** Whether a warning, `WorkdirRelativePath: Relative workdir …`, is of one of these checks. */
export function isLinted(warning: string): boolean {
  const colon = warning.indexOf(':');
  return colon > 0 && LINTED_CHECKS.includes(warning.slice(0, colon));
}
