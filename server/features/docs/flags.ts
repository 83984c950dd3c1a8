import type { Facts } from './facts.ts';
import type { InstructionName } from './instructions.ts';

/** What a flag takes after its `=`. */
export type FlagValue =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  /** A stage, or an image. */
  | { readonly kind: 'stage' }
  | { readonly kind: 'mount' }
  /** Free text, with what people write there. */
  | { readonly kind: 'text'; readonly proposals: readonly string[] };

export interface FlagFacts extends Facts {
  readonly name: string;
  readonly value: FlagValue;
  /** May stand more than once. */
  readonly repeatable?: true;
}

/** The flags of an instruction in the order people look for them; none for unknown instructions. */
export function flagsOf(instruction: string): readonly FlagFacts[] {
  return Object.hasOwn(FLAGS, instruction) ? (FLAGS[instruction as InstructionName] ?? []) : [];
}

export const PLATFORMS: readonly string[] = [
  '$BUILDPLATFORM',
  '$TARGETPLATFORM',
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/riscv64',
  'linux/s390x',
  'windows/amd64',
];

const DURATIONS: readonly string[] = ['1s', '5s', '10s', '30s', '1m', '5m'];

const chown = (instruction: string): FlagFacts => ({
  name: 'chown',
  value: { kind: 'text', proposals: ['1000:1000', 'root:root', 'nobody:nogroup'] },
  syntax: [`${instruction} --chown=<user>[:<group>] …`],
  example: `${instruction} --chown=1000:1000 . /app/`,
  anchor: `${instruction.toLowerCase()}---chown`,
});

const chmod = (instruction: string): FlagFacts => ({
  name: 'chmod',
  value: { kind: 'text', proposals: ['755', '644', '600', '+x', 'u=rwX,go=rX'] },
  syntax: [`${instruction} --chmod=<permissions> …`],
  example: `${instruction} --chmod=755 entrypoint.sh /usr/local/bin/`,
  anchor: `${instruction.toLowerCase()}---chmod`,
  since: '1.2',
});

const link = (instruction: string): FlagFacts => ({
  name: 'link',
  value: { kind: 'boolean' },
  syntax: [`${instruction} --link[=<boolean>] …`],
  example: `${instruction} --link dist/ /app/`,
  anchor: `${instruction.toLowerCase()}---link`,
  since: '1.4',
});

const exclude = (instruction: string): FlagFacts => ({
  name: 'exclude',
  value: { kind: 'text', proposals: ['*.md', '**/*.test.*', '.git'] },
  repeatable: true,
  syntax: [`${instruction} --exclude=<pattern> …`],
  example: `${instruction} --exclude=*.md --exclude=docs . /app/`,
  anchor: `${instruction.toLowerCase()}---exclude`,
  since: '1.19',
});

export const FLAGS: Partial<Readonly<Record<InstructionName, readonly FlagFacts[]>>> = {
  FROM: [
    {
      name: 'platform',
      value: { kind: 'text', proposals: PLATFORMS },
      syntax: ['FROM --platform=<os>/<architecture>[/<variant>] <image>'],
      example:
        'FROM --platform=$BUILDPLATFORM golang:1.25 AS build\nARG TARGETOS TARGETARCH\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .',
      anchor: 'from',
    },
  ],
  RUN: [
    {
      name: 'mount',
      value: { kind: 'mount' },
      repeatable: true,
      syntax: ['RUN --mount=[type=<type>][,<key>=<value>]… <command>'],
      example: 'RUN --mount=type=cache,target=/root/.npm npm ci',
      anchor: 'run---mount',
      since: '1.2',
    },
    {
      name: 'network',
      value: { kind: 'choice', values: ['default', 'none', 'host'] },
      syntax: ['RUN --network=default|none|host <command>'],
      example: 'RUN --network=none npm test',
      anchor: 'run---network',
      since: '1.3',
    },
    {
      name: 'security',
      value: { kind: 'choice', values: ['sandbox', 'insecure'] },
      syntax: ['RUN --security=sandbox|insecure <command>'],
      example: 'RUN --security=insecure cat /proc/self/status',
      anchor: 'run---security',
      since: '1.20',
    },
    {
      name: 'device',
      value: { kind: 'text', proposals: ['nvidia.com/gpu=all'] },
      repeatable: true,
      syntax: ['RUN --device=<name>[,required] <command>'],
      example: 'RUN --device=nvidia.com/gpu=all nvidia-smi',
      anchor: 'run---device',
      since: '1.14-labs',
    },
  ],
  COPY: [
    {
      name: 'from',
      value: { kind: 'stage' },
      syntax: ['COPY --from=<stage>|<image>|<context> <source>… <destination>'],
      example: 'COPY --from=build /src/app /usr/local/bin/app',
      anchor: 'copy---from',
    },
    chown('COPY'),
    chmod('COPY'),
    link('COPY'),
    {
      name: 'parents',
      value: { kind: 'boolean' },
      syntax: ['COPY --parents[=<boolean>] <source>… <destination>'],
      example: 'COPY --parents packages/*/package.json /app/',
      anchor: 'copy---parents',
      since: '1.20',
    },
    exclude('COPY'),
  ],
  ADD: [
    {
      name: 'checksum',
      value: { kind: 'text', proposals: ['sha256:'] },
      syntax: [
        'ADD --checksum=sha256:<digest> <url> <destination>',
        'ADD --checksum=<commit> <git repository> <destination>',
      ],
      example:
        'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\\n    https://example.com/tool.tar.gz /opt/',
      anchor: 'add---checksum',
      since: '1.6',
    },
    chown('ADD'),
    chmod('ADD'),
    link('ADD'),
    {
      name: 'keep-git-dir',
      value: { kind: 'boolean' },
      syntax: ['ADD --keep-git-dir[=<boolean>] <git repository> <destination>'],
      example: 'ADD --keep-git-dir=true https://github.com/moby/buildkit.git#v0.10.1 /buildkit',
      anchor: 'add---keep-git-dir',
      since: '1.1',
    },
    {
      name: 'unpack',
      value: { kind: 'boolean' },
      syntax: ['ADD --unpack[=<boolean>] <source>… <destination>'],
      example: 'ADD --unpack=true https://example.com/archive.tar.gz /opt/',
      anchor: 'add---unpack',
      since: '1.17',
    },
    exclude('ADD'),
  ],
  HEALTHCHECK: [
    {
      name: 'interval',
      value: { kind: 'text', proposals: DURATIONS },
      syntax: ['HEALTHCHECK --interval=<duration> CMD <command>'],
      example: 'HEALTHCHECK --interval=1m30s CMD curl --fail http://localhost/',
      anchor: 'healthcheck',
    },
    {
      name: 'timeout',
      value: { kind: 'text', proposals: DURATIONS },
      syntax: ['HEALTHCHECK --timeout=<duration> CMD <command>'],
      example: 'HEALTHCHECK --timeout=3s CMD curl --fail http://localhost/',
      anchor: 'healthcheck',
    },
    {
      name: 'start-period',
      value: { kind: 'text', proposals: DURATIONS },
      syntax: ['HEALTHCHECK --start-period=<duration> CMD <command>'],
      example: 'HEALTHCHECK --start-period=30s CMD curl --fail http://localhost/',
      anchor: 'healthcheck',
    },
    {
      name: 'start-interval',
      value: { kind: 'text', proposals: DURATIONS },
      syntax: ['HEALTHCHECK --start-interval=<duration> CMD <command>'],
      example: 'HEALTHCHECK --start-period=30s --start-interval=1s CMD curl --fail http://localhost/',
      anchor: 'healthcheck',
      engine: '25.0',
    },
    {
      name: 'retries',
      value: { kind: 'text', proposals: ['1', '3', '5'] },
      syntax: ['HEALTHCHECK --retries=<number> CMD <command>'],
      example: 'HEALTHCHECK --retries=5 CMD curl --fail http://localhost/',
      anchor: 'healthcheck',
    },
  ],
};
