import { dockerfileSnippets } from '../../server/features/templates/templates.ts';

/** Parts that Dockerfiles in the wild have besides those of our own templates. */
const PARTS: readonly string[] = [
  `# Packages that the build needs
RUN apt-get update && apt-get install -y --no-install-recommends \\
    build-essential \\
    ca-certificates \\
    # for the fetch below
    curl \\
    git \\
    libpq-dev \\
 && rm -rf /var/lib/apt/lists/*
`,
  `ARG VERSION=1.2.3
ARG TARGETARCH
ENV APP_VERSION=\${VERSION} \\
    APP_HOME=/opt/app \\
    PATH="/opt/app/bin:$PATH"
RUN set -eux; \\
    case "$TARGETARCH" in \\
      amd64) arch='x86_64' ;; \\
      arm64) arch='aarch64' ;; \\
      *) echo "no build for $TARGETARCH" >&2; exit 1 ;; \\
    esac; \\
    curl -fsSL "https://example.org/tool-\${VERSION}-\${arch}.tar.gz" -o /tmp/tool.tar.gz; \\
    tar -xzf /tmp/tool.tar.gz -C /usr/local --strip-components=1; \\
    rm /tmp/tool.tar.gz
`,
  `LABEL org.opencontainers.image.title="Example" \\
      org.opencontainers.image.source="https://example.org/source" \\
      org.opencontainers.image.licenses="MIT"
`,
  `RUN apk add --no-cache bash tini
VOLUME ["/data"]
STOPSIGNAL SIGQUIT
ENTRYPOINT ["/sbin/tini", "--"]
`,
  `COPY --chown=1000:1000 config/ /etc/app/
COPY --from=build --link /out /usr/local/bin/
ADD https://example.org/extra.tar.gz /opt/
`,
  `RUN <<EOF
set -e
mkdir -p /opt/app
echo "ready" > /opt/app/state
EOF
`,
  `ONBUILD COPY . /src
ONBUILD RUN make -C /src
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /srv
USER 1000
`,
];

/** Dockerfiles such as people write, each another one; the same at each run. */
export function manyDockerfiles(count: number): readonly string[] {
  let seed = 20_240_607;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const whole = dockerfileSnippets((_, text) => text).map(({ text }) => text);
  return Array.from({ length: count }, (_, index) => {
    const blocks = (whole[random(whole.length)] ?? '').split('\n\n');
    const added = Array.from({ length: random(4) }, () => PARTS[random(PARTS.length)] ?? '');
    return [...blocks, ...added, `# file ${index}\n`].join('\n\n');
  });
}

/** The shapes in which long files come, each of so many lines. */
export const SHAPES: Readonly<Record<string, (lines: number) => string>> = {
  mixed: lines => {
    const step = [
      ...['# A comment', 'FROM node:24 AS build', 'ARG VERSION=1', 'ENV MODE=production PATH=/app/bin:$PATH'],
      ...['WORKDIR /app/$VERSION', 'COPY --chown=node:node package.json package-lock.json ./'],
      ...['RUN --mount=type=cache,target=/root/.npm npm ci && \\', '    npm run build -- --mode "$MODE"'],
      ...['EXPOSE 80', 'CMD ["node", "server.js"]'],
    ];
    return join(lines, index => (step[index % step.length] ?? '').replace('build', `build${index}`));
  },
  'one-line instructions': lines =>
    join(lines, index => (index === 0 ? 'FROM a' : `RUN echo ${index} > /tmp/${index}`)),
  'one RUN': lines =>
    join(lines, index =>
      index === 0 ? 'FROM a' : index === 1 ? 'RUN set -e \\' : `  && echo "line ${index}" >> /tmp/out \\`,
    ),
  'one here-document': lines =>
    `${join(lines - 1, index => (index === 0 ? 'FROM a' : index === 1 ? 'RUN <<EOF' : `echo "line ${index}" >> /tmp/out`))}EOF\n`,
};

function join(count: number, line: (index: number) => string): string {
  return `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;
}
