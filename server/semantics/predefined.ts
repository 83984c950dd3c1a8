/** The arguments that every FROM has, and that a stage gets by `ARG name`: how they follow from the platforms. */
export const PLATFORM_ARGUMENTS = [
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETOSVERSION',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDVARIANT',
  'BUILDOSVERSION',
  'TARGETSTAGE',
] as const;
export type PlatformArgument = (typeof PLATFORM_ARGUMENTS)[number];

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
