/** The arguments that every FROM has, and that a stage gets by `ARG name`: how they follow from the platforms. */
export const PLATFORM_ARGUMENTS: readonly string[] = [
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
];

/** Build arguments that need no ARG: RUN sees them, and they leave no trace in the image. */
export const PROXY_ARGUMENTS: readonly string[] = [
  'HTTP_PROXY',
  'http_proxy',
  'HTTPS_PROXY',
  'https_proxy',
  'FTP_PROXY',
  'ftp_proxy',
  'NO_PROXY',
  'no_proxy',
  'ALL_PROXY',
  'all_proxy',
];

/** Build arguments that tell BuildKit itself what to do. */
export const BUILDKIT_ARGUMENTS: readonly string[] = [
  'BUILDKIT_BUILD_NAME',
  'BUILDKIT_CACHE_MOUNT_NS',
  'BUILDKIT_CONTEXT_KEEP_GIT_DIR',
  'BUILDKIT_DOCKERFILE_CHECK',
  'BUILDKIT_INLINE_CACHE',
  'BUILDKIT_MULTI_PLATFORM',
  'BUILDKIT_SANDBOX_HOSTNAME',
  'BUILDKIT_SBOM_SCAN_CONTEXT',
  'BUILDKIT_SBOM_SCAN_STAGE',
  'BUILDKIT_SYNTAX',
  'SOURCE_DATE_EPOCH',
];

/** PATH of an image that sets none. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Values of {@link PLATFORM_ARGUMENTS} for two platforms such as `linux/arm/v7`, and a target's name. */
export function platformValues(
  buildPlatform: string,
  targetPlatform: string,
  targetStage: string | undefined,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [prefix, platform] of [
    ['BUILD', buildPlatform],
    ['TARGET', targetPlatform],
  ] as const) {
    const [system = '', architecture = '', variant = ''] = platform.split('/');
    const [, os = '', version = ''] = /^([^(]*)(?:\((.*)\))?$/.exec(system) ?? [];
    values.set(`${prefix}PLATFORM`, platform);
    values.set(`${prefix}OS`, os);
    values.set(`${prefix}OSVERSION`, version);
    values.set(`${prefix}ARCH`, architecture);
    values.set(`${prefix}VARIANT`, variant);
  }
  values.set('TARGETSTAGE', targetStage || 'default');
  return values;
}
