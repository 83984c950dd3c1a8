/** A name by BuildKit's own list of checks, such as `WorkdirRelativePath`. */
export function isBuildkitName(name: string): boolean {
  return BUILDKIT.has(name);
}

/** A name of hadolint's, its own or ShellCheck's. */
export function isHadolintName(name: string): boolean {
  return /^(?:DL|SC)\d{4}$/.test(name);
}

/** The page that explains the finding best for those who know it by one of `names`. */
export function pageOf(names: readonly string[]): string | undefined {
  for (const name of names) {
    if (BUILDKIT.has(name)) return `https://docs.docker.com/reference/build-checks/${BUILDKIT.get(name)}/`;
  }
  for (const name of names) {
    if (name.startsWith('DL')) return `https://github.com/hadolint/hadolint/wiki/${name}`;
    if (name.startsWith('SC')) return `https://www.shellcheck.net/wiki/${name}`;
  }
  return undefined;
}

/** Each check with the name of its page. */
const BUILDKIT: ReadonlyMap<string, string> = new Map(
  [
    'ConsistentInstructionCasing',
    'CopyIgnoredFile',
    'DuplicateStageName',
    'ExposeInvalidFormat',
    'ExposeProtoCasing',
    'FromAsCasing',
    'FromPlatformFlagConstDisallowed',
    'InvalidBaseImagePlatform',
    'InvalidDefaultArgInFrom',
    'InvalidDefinitionDescription',
    'JSONArgsRecommended',
    'LegacyKeyValueFormat',
    'MaintainerDeprecated',
    'MultipleInstructionsDisallowed',
    'NoEmptyContinuation',
    'RedundantTargetPlatform',
    'ReservedStageName',
    'SecretsUsedInArgOrEnv',
    'StageNameCasing',
    'UndefinedArgInFrom',
    'UndefinedVar',
    'WorkdirRelativePath',
  ].map(name => [name, kebabCase(name)]),
);

/** `JSONArgsRecommended` to `json-args-recommended`. */
function kebabCase(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
