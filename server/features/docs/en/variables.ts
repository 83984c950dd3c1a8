import type { Text } from '../facts.ts';
import type { BuildkitVariable, Modifier, PlatformVariable } from '../variables.ts';

export const platformVariables: Readonly<Record<PlatformVariable, Text>> = {
  TARGETPLATFORM: { summary: 'The platform the image is built for, such as `linux/arm64`.' },
  TARGETOS: { summary: 'Operating system of the platform the image is built for, such as `linux`.' },
  TARGETARCH: { summary: 'Architecture of the platform the image is built for, such as `amd64` or `arm64`.' },
  TARGETVARIANT: { summary: 'Variant of that architecture, such as `v7`; empty for most.' },
  TARGETOSVERSION: { summary: 'Version of that operating system; for Windows images.' },
  BUILDPLATFORM: { summary: 'The platform of the machine that builds, such as `linux/amd64`.' },
  BUILDOS: { summary: 'Operating system of the machine that builds.' },
  BUILDARCH: { summary: 'Architecture of the machine that builds.' },
  BUILDVARIANT: { summary: 'Variant of that architecture; empty for most.' },
  BUILDOSVERSION: { summary: 'Version of the operating system of the machine that builds; for Windows.' },
  TARGETSTAGE: { summary: 'Name of the stage that the build was asked for with `--target`.' },
};

/** Said of every platform variable. */
export const platformNote =
  'BuildKit sets it. `FROM` lines can use it right away; inside a stage name it first: `ARG {name}`.';

export const proxyVariable: Text = {
  summary: 'A proxy setting that `RUN` sees without an `ARG` when the build is given it.',
  details:
    'It does not stay in the image and does not show in its history, and changing it does not make lines run again. Name it in an `ARG` when it should.',
};

export const buildkitVariables: Readonly<Record<BuildkitVariable, Text>> = {
  BUILDKIT_BUILD_NAME: { summary: 'Name of the build, as shown in lists of builds.' },
  BUILDKIT_CACHE_MOUNT_NS: { summary: 'Keeps the cache mounts of this build apart from those of others.' },
  BUILDKIT_CONTEXT_KEEP_GIT_DIR: {
    summary: 'Keeps the `.git` folder when the build context is a Git repository.',
  },
  BUILDKIT_DOCKERFILE_CHECK: { summary: 'Replaces the `# check=` directive of the file.' },
  BUILDKIT_INLINE_CACHE: {
    summary: 'Stores facts for the cache in the image, so that `--cache-from` can use it.',
  },
  BUILDKIT_MULTI_PLATFORM: { summary: 'Gives a multi-platform result even for a single platform.' },
  BUILDKIT_SANDBOX_HOSTNAME: { summary: 'Host name that `RUN` sees.', default: '`buildkitsandbox`.' },
  BUILDKIT_SYNTAX: { summary: 'Image of the Dockerfile frontend; replaces the `# syntax=` directive.' },
  SOURCE_DATE_EPOCH: {
    summary: 'Time, in seconds since 1970, that the image and its layers carry instead of now.',
    details: 'For builds that give the same image bit for bit.',
  },
};

export const modifiers: Readonly<Record<Modifier, string>> = {
  ':-': 'The word, when the variable is not set or empty.',
  '-': 'The word, when the variable is not set.',
  ':+': 'The word, when the variable is set and not empty; otherwise nothing.',
  '+': 'The word, when the variable is set; otherwise nothing.',
  ':?': 'Fails the build with the word as its message, when the variable is not set or empty.',
  '?': 'Fails the build with the word as its message, when the variable is not set.',
  '#': 'The value without the shortest piece at its start that matches the pattern.',
  '##': 'The value without the longest piece at its start that matches the pattern.',
  '%': 'The value without the shortest piece at its end that matches the pattern.',
  '%%': 'The value without the longest piece at its end that matches the pattern.',
  '/': 'The value with the first piece that matches the pattern replaced.',
  '//': 'The value with every piece that matches the pattern replaced.',
};
