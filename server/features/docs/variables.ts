import { PLATFORM_ARGUMENTS, type PlatformArgument } from '../../semantics/predefined.ts';

/** Names that BuildKit knows without any ARG, by what they are for. */
export const PREDEFINED = {
  /** Available in FROM lines, and in a stage that names them in an ARG. */
  platform: PLATFORM_ARGUMENTS,
  /** Available to RUN without any ARG when the build gives them; left out of the image's history. */
  proxy: [
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
  ],
  /** Change how BuildKit builds, when given as build arguments. */
  buildkit: [
    'BUILDKIT_BUILD_NAME',
    'BUILDKIT_CACHE_MOUNT_NS',
    'BUILDKIT_CONTEXT_KEEP_GIT_DIR',
    'BUILDKIT_DOCKERFILE_CHECK',
    'BUILDKIT_INLINE_CACHE',
    'BUILDKIT_MULTI_PLATFORM',
    'BUILDKIT_SANDBOX_HOSTNAME',
    'BUILDKIT_SYNTAX',
    'SOURCE_DATE_EPOCH',
  ],
} as const;

export type PlatformVariable = PlatformArgument;
export type BuildkitVariable = (typeof PREDEFINED.buildkit)[number];

/** Sections of the reference for the three groups. */
export const PREDEFINED_ANCHORS: Readonly<Record<keyof typeof PREDEFINED, string>> = {
  platform: 'automatic-platform-args-in-the-global-scope',
  proxy: 'predefined-args',
  buildkit: 'buildkit-built-in-build-args',
};

export function predefinedKind(name: string): keyof typeof PREDEFINED | undefined {
  for (const kind of ['platform', 'proxy', 'buildkit'] as const) {
    if ((PREDEFINED[kind] as readonly string[]).includes(name)) return kind;
  }
  return undefined;
}

/** What may follow the name in `${name…}`. */
export const MODIFIERS = [':-', '-', ':+', '+', ':?', '?', '#', '##', '%', '%%', '/', '//'] as const;
export type Modifier = (typeof MODIFIERS)[number];

export const MODIFIER_EXAMPLES: Readonly<Record<Modifier, string>> = {
  ':-': '${VERSION:-latest}',
  '-': '${VERSION-latest}',
  ':+': '${DEBUG:+--verbose}',
  '+': '${DEBUG+--verbose}',
  ':?': '${VERSION:?set VERSION with --build-arg}',
  '?': '${VERSION?set VERSION with --build-arg}',
  '#': '${TAG#v}',
  '##': '${IMAGE##*/}',
  '%': '${FILE%.*}',
  '%%': '${FILE%%.*}',
  '/': '${PATH_NAME/old/new}',
  '//': '${PATH_NAME//old/new}',
};
