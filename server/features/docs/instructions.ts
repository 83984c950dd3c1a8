import type { Facts } from './facts.ts';

export const INSTRUCTION_NAMES = [
  'FROM',
  'RUN',
  'COPY',
  'ADD',
  'WORKDIR',
  'ENV',
  'ARG',
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'USER',
  'VOLUME',
  'LABEL',
  'HEALTHCHECK',
  'SHELL',
  'STOPSIGNAL',
  'ONBUILD',
  'MAINTAINER',
] as const;
export type InstructionName = (typeof INSTRUCTION_NAMES)[number];

export function isInstructionName(name: string): name is InstructionName {
  return Object.hasOwn(INSTRUCTIONS, name);
}

/** Instructions that ONBUILD refuses as a trigger. */
export const NOT_IN_ONBUILD: readonly InstructionName[] = ['ONBUILD', 'FROM', 'MAINTAINER'];

/** Instructions in which BuildKit itself replaces variables; elsewhere the shell does, or nobody. */
export const EXPANDED_BY_BUILDKIT: readonly InstructionName[] = [
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'FROM',
  'LABEL',
  'ONBUILD',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

interface InstructionFacts extends Facts {
  readonly deprecated?: true;
  /** What completion writes after the keyword: snippets in the order they are offered. */
  readonly snippets: readonly string[];
}

export const INSTRUCTIONS: Readonly<Record<InstructionName, InstructionFacts>> = {
  FROM: {
    syntax: [
      'FROM [--platform=<platform>] <image>[:<tag>][@<digest>] [AS <name>]',
      'FROM [--platform=<platform>] <stage> [AS <name>]',
    ],
    example: 'FROM node:24-slim AS build',
    anchor: 'from',
    snippets: ['FROM ${1:image}', 'FROM ${1:image} AS ${2:stage}'],
  },
  RUN: {
    syntax: [
      'RUN [--mount=…] [--network=…] [--security=…] [--device=…] <command>',
      'RUN ["<executable>", "<argument>", …]',
      'RUN <<EOF … EOF',
    ],
    example:
      'RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    apt-get update && apt-get install -y --no-install-recommends git',
    anchor: 'run',
    snippets: ['RUN ${1:command}', 'RUN <<EOF\n${1:command}\nEOF'],
  },
  COPY: {
    syntax: ['COPY [<flags>] <source>… <destination>', 'COPY [<flags>] ["<source>", …, "<destination>"]'],
    example: 'COPY --from=build --chown=app:app /src/dist /app/',
    anchor: 'copy',
    snippets: ['COPY ${1:source} ${2:destination}', 'COPY --from=${1:stage} ${2:source} ${3:destination}'],
  },
  ADD: {
    syntax: ['ADD [<flags>] <source>… <destination>', 'ADD [<flags>] ["<source>", …, "<destination>"]'],
    example:
      'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\\n    https://example.com/tool.tar.gz /opt/',
    anchor: 'add',
    snippets: ['ADD ${1:source} ${2:destination}'],
  },
  WORKDIR: {
    syntax: ['WORKDIR <path>'],
    example: 'WORKDIR /app',
    anchor: 'workdir',
    snippets: ['WORKDIR ${1:/app}'],
  },
  ENV: {
    syntax: ['ENV <name>=<value> …', 'ENV <name> <value>'],
    example: 'ENV NODE_ENV=production PORT=8080',
    anchor: 'env',
    snippets: ['ENV ${1:NAME}=${2:value}'],
  },
  ARG: {
    syntax: ['ARG <name>[=<default>] …'],
    example: 'ARG NODE_VERSION=24\nFROM node:${NODE_VERSION}',
    anchor: 'arg',
    snippets: ['ARG ${1:NAME}=${2:default}', 'ARG ${1:NAME}'],
  },
  CMD: {
    syntax: ['CMD ["<executable>", "<argument>", …]', 'CMD ["<argument>", …]', 'CMD <command>'],
    example: 'CMD ["node", "server.js"]',
    anchor: 'cmd',
    snippets: ['CMD ["${1:executable}"]', 'CMD ${1:command}'],
  },
  ENTRYPOINT: {
    syntax: ['ENTRYPOINT ["<executable>", "<argument>", …]', 'ENTRYPOINT <command>'],
    example: 'ENTRYPOINT ["/usr/bin/tini", "--"]\nCMD ["node", "server.js"]',
    anchor: 'entrypoint',
    snippets: ['ENTRYPOINT ["${1:executable}"]'],
  },
  EXPOSE: {
    syntax: ['EXPOSE <port>[/<protocol>] …'],
    example: 'EXPOSE 8080 53/udp',
    anchor: 'expose',
    snippets: ['EXPOSE ${1:8080}'],
  },
  USER: {
    syntax: ['USER <user>[:<group>]'],
    example: 'RUN useradd --system --no-create-home app\nUSER app',
    anchor: 'user',
    snippets: ['USER ${1:user}'],
  },
  VOLUME: {
    syntax: ['VOLUME <path> …', 'VOLUME ["<path>", …]'],
    example: 'VOLUME /var/lib/postgresql',
    anchor: 'volume',
    snippets: ['VOLUME ${1:/data}'],
  },
  LABEL: {
    syntax: ['LABEL <name>=<value> …'],
    example: 'LABEL org.opencontainers.image.source="https://github.com/example/app"',
    anchor: 'label',
    snippets: ['LABEL ${1:name}="${2:value}"'],
  },
  HEALTHCHECK: {
    syntax: ['HEALTHCHECK [<options>] CMD <command>', 'HEALTHCHECK NONE'],
    example: 'HEALTHCHECK --interval=30s --timeout=3s CMD curl --fail http://localhost:8080/ || exit 1',
    anchor: 'healthcheck',
    snippets: ['HEALTHCHECK --interval=${1:30s} --timeout=${2:3s} CMD ${3:command}', 'HEALTHCHECK NONE'],
  },
  SHELL: {
    syntax: ['SHELL ["<executable>", "<argument>", …]'],
    example: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    anchor: 'shell',
    snippets: ['SHELL ["${1:/bin/bash}", "${2:-c}"]'],
  },
  STOPSIGNAL: {
    syntax: ['STOPSIGNAL <signal>'],
    example: 'STOPSIGNAL SIGQUIT',
    anchor: 'stopsignal',
    snippets: ['STOPSIGNAL ${1:SIGTERM}'],
  },
  ONBUILD: {
    syntax: ['ONBUILD <instruction>'],
    example: 'ONBUILD COPY package.json /app/\nONBUILD RUN npm ci',
    anchor: 'onbuild',
    snippets: ['ONBUILD ${1:RUN} ${2:command}'],
  },
  MAINTAINER: {
    syntax: ['MAINTAINER <name>'],
    example: 'LABEL org.opencontainers.image.authors="team@example.com"',
    anchor: 'maintainer-deprecated',
    deprecated: true,
    snippets: ['MAINTAINER ${1:name}'],
  },
};
