import assert from 'node:assert/strict';
import { lint } from '../../server/lint/run.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

/** What hadolint's documentation and discussions say of each rule, in fragments as its users write them. */
const CASES: Readonly<
  Record<string, { readonly found: readonly string[]; readonly silent: readonly string[] }>
> = {
  DL1001: {
    found: [
      '# hadolint ignore=DL3006\nFROM a',
      'FROM a:1\n# hadolint ignore=DL3003,SC1035 # reasons\nRUN cd /tmp',
    ],
    silent: ['# hadolint global ignore=DL3006\nFROM a', '# a comment on hadolint\nFROM a:1'],
  },
  DL3000: {
    found: [
      'WORKDIR app',
      'WORKDIR "var/lib"',
      "WORKDIR 'var/lib'",
      'FROM a:1\nWORKDIR /a\nWORKDIR b',
      'ONBUILD WORKDIR app',
    ],
    silent: [
      'WORKDIR /app',
      'WORKDIR "/usr/src"',
      'WORKDIR ${dir}',
      'WORKDIR "$dir/a"',
      'WORKDIR C:\\app',
      'WORKDIR "C:/app"',
    ],
  },
  DL3001: {
    found: [
      'RUN top',
      'RUN a && service b start',
      'ONBUILD RUN ifconfig',
      'RUN if a; then /usr/bin/ssh b; fi',
    ],
    silent: ['RUN apt-get install ssh vim', 'RUN echo "service"', 'RUN mounted'],
  },
  DL3002: {
    found: [
      'FROM a:1\nUSER root',
      'USER 0',
      'USER 0:0',
      'USER root:root',
      'FROM a:1\nUSER root\nFROM b:1\nUSER x',
    ],
    silent: ['FROM a:1', 'USER root\nRUN x\nUSER app', 'USER app:root', 'USER $APP'],
  },
  DL3003: {
    found: ['RUN cd /app && git clone x', 'RUN cd /app', 'ONBUILD RUN cd /app', 'RUN a; cd b; c'],
    silent: ['WORKDIR /app', 'RUN (cd a && b) && (cd c && d)', 'RUN abcd /a', 'RUN echo cd'],
  },
  DL3004: {
    found: ['RUN sudo apt-get install a', 'RUN a && sudo b && c', 'ONBUILD RUN sudo a'],
    silent: ['RUN apt-get install sudo', 'RUN echo sudo', 'RUN sudoers a'],
  },
  DL3006: {
    found: ['FROM debian', 'FROM localhost:5000/a', 'FROM a AS b', 'FROM --platform=$BUILDPLATFORM a'],
    silent: [
      'FROM debian:13',
      'FROM scratch',
      'FROM a:1 AS b\nFROM b',
      'FROM $A',
      'FROM ${A}',
      'FROM a:$B',
      `FROM a@sha256:${'0'.repeat(64)}`,
    ],
  },
  DL3007: {
    found: ['FROM debian:latest', 'FROM a:latest AS b', 'FROM localhost:5000/a:latest', 'FROM $A:latest'],
    silent: ['FROM debian:13', 'FROM latest', `FROM a:latest@sha256:${'0'.repeat(64)}`],
  },
  DL3010: {
    found: ['COPY a.tar.gz /\nRUN tar -xzf a.tar.gz', 'COPY a.tgz /b.tgz\nRUN c && tar xf /b.tgz'],
    silent: [
      'COPY a.tar.gz /data/',
      'COPY --from=b a.tar /a.tar\nRUN tar -xf /a.tar',
      'ADD a.tar.gz /',
      'COPY a.tar.gz /\nRUN tar -czf a.tar.gz b',
    ],
  },
  DL3011: {
    found: ['EXPOSE 80000', 'FROM a:1\nEXPOSE 80000/tcp', 'EXPOSE 40000-80000/tcp', 'ONBUILD EXPOSE 65536'],
    silent: ['EXPOSE 60000', 'EXPOSE $PORT', 'EXPOSE 40000-60000/tcp', 'EXPOSE 65535 80/udp'],
  },
  DL3012: {
    found: ['FROM a:1\nHEALTHCHECK CMD a\nHEALTHCHECK CMD b'],
    silent: ['FROM a:1 AS b\nHEALTHCHECK CMD a\nFROM b\nHEALTHCHECK CMD c', 'FROM a:1\nHEALTHCHECK NONE'],
  },
  DL3020: {
    found: ['ADD file /a', 'ADD package.json /a/', 'ADD a.zip /a/', 'ONBUILD ADD file /a'],
    silent: [
      'ADD http://a.b/c /d',
      'ADD "https://a.b/c" /d',
      'ADD a.tgz /b',
      'ADD a.tar.xz b.tar /c/',
      'ADD git@github.com:a/b.git /c',
      'COPY a /b',
    ],
  },
  DL3021: {
    found: ['COPY a b c', 'FROM x:1\nCOPY a b "c"', 'COPY a b .', 'ONBUILD COPY a b /c'],
    silent: ['COPY a b c/', 'COPY a b "c/"', "COPY a b 'c/'", 'COPY a b $C', 'COPY a c'],
  },
  DL3022: {
    found: [
      'COPY --from=foo a b',
      'COPY --from=0 a b',
      'FROM a:1\nCOPY --from=b c d\nFROM e:1 AS b',
      'FROM a:1\nCOPY --from=b/c d e',
      'FROM a:1\nCOPY --from=3 b c',
    ],
    silent: [
      'FROM a:1 AS b\nFROM c:1\nCOPY --from=b d e',
      'FROM a:1\nFROM c:1\nCOPY --from=0 d e',
      'COPY --from=a:latest b c',
      'COPY a b',
    ],
  },
  DL3023: {
    found: ['FROM a:1 AS b\nCOPY --from=b c d', 'FROM a:1 AS b\nFROM c:1 AS d\nCOPY --from=d e f'],
    silent: ['FROM a:1 AS b\nFROM c:1 AS d\nCOPY --from=b e f'],
  },
  DL3024: {
    found: ['FROM a:1 AS b\nFROM c:1 AS b'],
    silent: ['FROM a:1 AS b\nFROM c:1 AS d\nFROM e:1'],
  },
  DL3025: {
    found: [
      'CMD a b',
      'ENTRYPOINT a',
      'FROM scratch\nHEALTHCHECK CMD a',
      'HEALTHCHECK --interval=30s \\\n  CMD a || exit 1',
      'ONBUILD CMD a',
      'SHELL ["b", "-c"]\nCMD a',
    ],
    silent: ['CMD ["a", "b"]', 'ENTRYPOINT ["a"]', 'HEALTHCHECK CMD ["a"]', 'HEALTHCHECK NONE', 'CMD []'],
  },
  DL3029: {
    found: [
      'FROM --platform=linux a:1',
      'FROM --platform=linux/amd64 a:1 AS amd64',
      'FROM --platform=$P a:1',
    ],
    silent: [
      'FROM a:1',
      'FROM --platform=$BUILDPLATFORM a:1',
      'FROM --platform=${TARGETPLATFORM} a:1',
      'FROM --platform="${BUILDPLATFORM:-}" a:1',
      'FROM --platform=${TARGETPLATFORM:-linux/amd64} a:1',
    ],
  },
  DL3042: {
    found: [
      'RUN pip install a==1',
      'ENV PIP_NO_CACHE_DIR=0\nRUN pip install a==1',
      'RUN pip install a==1\nENV PIP_NO_CACHE_DIR=1',
    ],
    silent: [
      'ENV PIP_NO_CACHE_DIR=1\nRUN pip install a==1',
      'ENV A=b PIP_NO_CACHE_DIR="true"\nRUN pip3 install a==1',
      'RUN --mount=type=tmpfs,target=/root/.cache/pip pip install a==1',
    ],
  },
  DL3043: {
    found: ['ONBUILD ONBUILD RUN a', 'ONBUILD FROM a', 'ONBUILD MAINTAINER a'],
    silent: ['ONBUILD RUN a', 'ONBUILD COPY a /b', 'ONBUILD ENV MAINTAINER=a'],
  },
  DL3044: {
    found: [
      'ENV A=1 B=$A',
      'ENV A=1 \\\n  B=${A}/b',
      'ENV A="$B" B=1',
      'ENV PATH=/a:$PATH \\\n  PATH=/b:$PATH',
      'ONBUILD ENV A=1 B="${A}/b"',
    ],
    silent: [
      'ENV PATH=/a:$PATH',
      'ENV A=1\nENV B=$A',
      'ARG A\nENV A=${A}',
      'ENV A=$A',
      'ENV A=1 B=$AB',
      'ENV A=1 B=${AB}',
      'ENV A=1 B="\\${A}_x"',
      'ENV A=0\nENV A=1 B=$A',
      'ENV S="$X/s-$S_V/bin" T="$X/t-$S_V/bin"',
    ],
  },
  DL3045: {
    found: [
      'COPY a b',
      'FROM a:1\nCOPY b ./',
      'FROM a:1 AS b\nWORKDIR /x\nFROM c:1\nCOPY d e',
      'ONBUILD COPY a b',
    ],
    silent: [
      'COPY a /b',
      'WORKDIR /a\nCOPY b c',
      'FROM a:1 AS b\nWORKDIR /c\nFROM b AS d\nRUN e\nFROM d\nCOPY f g',
      'COPY a ${B}',
      'COPY a "/b"',
      'COPY a C:\\b',
      'ONBUILD WORKDIR /a\nONBUILD COPY b .',
    ],
  },
  DL3046: {
    found: [
      'RUN useradd -u 123456 a',
      'RUN useradd --uid 123456 a',
      'ONBUILD RUN useradd -u 123456 a',
      'RUN useradd -mu123456 a',
    ],
    silent: [
      'RUN useradd -u 12345 a',
      'RUN useradd -l -u 123456 a',
      'RUN useradd --no-log-init -u 123456 a',
      'RUN useradd a',
      'RUN adduser -u 123456 a',
    ],
  },
  DL3047: {
    found: ['RUN wget a', 'RUN wget -O b a', 'ONBUILD RUN wget a'],
    silent: [
      'RUN wget --progress=dot:giga a',
      'RUN wget -q a',
      'RUN wget -nv a',
      'RUN wget --quiet a',
      'RUN wget --no-verbose a',
      'RUN wget --output-file=l a',
      'RUN wget -o l a',
      'RUN wget -qO- a',
    ],
  },
  DL3048: {
    found: [
      'LABEL Maintainer=a',
      'LABEL a_b=c',
      'LABEL a..b=c',
      'LABEL a--b=c',
      'LABEL .a=c',
      'LABEL a-=c',
      'LABEL com.docker.a=b',
      'LABEL io.docker.a=b',
      'LABEL org.dockerproject.a=b',
      'ONBUILD LABEL A=b',
    ],
    silent: ['LABEL a=b', 'LABEL "a.b"="c d"', 'LABEL org.opencontainers.image.authors=A'],
  },
  DL3057: {
    found: ['FROM a:1', 'FROM a:1 AS b\nFROM b AS c\nHEALTHCHECK NONE\nFROM b AS d'],
    silent: ['FROM a:1\nHEALTHCHECK CMD b', 'FROM a:1 AS b\nFROM b AS c\nHEALTHCHECK NONE\nFROM c'],
  },
  DL3059: {
    found: [
      'RUN a\nRUN b',
      'RUN a\n# why\nRUN b',
      'RUN --mount=type=secret,id=a b\nRUN --mount=type=secret,id=a c',
      'RUN a && b\nRUN a && c',
    ],
    silent: [
      'RUN a && b',
      'RUN a\nWORKDIR /b\nRUN c',
      'RUN --mount=type=secret,id=a b\nRUN c',
      'RUN --mount=type=secret,id=a b\nRUN --mount=type=secret,id=c d',
      'RUN a\nRUN b && c && d',
      'RUN a && b && c\nRUN d && e && f',
      'RUN cat <<EOF\na\nEOF\n\nRUN b',
    ],
  },
  DL3060: {
    found: ['RUN yarn install', 'RUN --mount=type=tmpfs,target=/tmp yarn install'],
    silent: [
      'RUN yarn install && yarn cache clean',
      'RUN --mount=type=tmpfs,target=/root/.cache/yarn yarn install',
    ],
  },
  DL3061: {
    found: ['RUN a\nFROM b:1', 'LABEL a=b\nFROM c:1', 'ARG A\nUSER b\nFROM c:1'],
    silent: ['FROM a:1', 'ARG A\nFROM b:$A', '# a\nFROM b:1', '# escape=`\n\nFROM a:1'],
  },
  DL3063: { found: ['FROM a:1 AS scratch', 'FROM a:1 AS context'], silent: ['FROM a:1 AS b'] },
  DL3064: { found: ['ENV DB_PASSWORD=a', 'ARG API_TOKEN'], silent: ['ENV A=b', 'ARG VERSION'] },
  DL3065: {
    found: ['FROM --platform=$TARGETPLATFORM a:1', 'FROM --platform=${TARGETPLATFORM} a:1'],
    silent: ['FROM --platform=$BUILDPLATFORM a:1', 'FROM --platform=linux/arm64 a:1'],
  },
  DL3066: {
    found: ['USER foobar', 'FROM a:1\nUSER app:1000'],
    silent: [
      'USER 1234',
      'FROM a:1\nUSER root\nFROM b:1\nUSER 1234',
      'ARG ID=1000\nFROM a:1\nARG ID\nUSER ${ID}:${ID}',
      'FROM a:1\nUSER b\nFROM c:1',
    ],
  },
  DL4000: { found: ['MAINTAINER a'], silent: ['LABEL maintainer=a'] },
  DL4001: {
    found: ['RUN wget a\nRUN curl b', 'FROM a:1\nRUN wget b && curl c'],
    silent: [
      'RUN curl a\nRUN curl b',
      'FROM a:1\nRUN wget b\nFROM c:1\nRUN curl d',
      'RUN apt-get install curl && wget a',
    ],
  },
  DL4003: { found: ['FROM a:1\nCMD ["b"]\nCMD ["c"]'], silent: ['FROM a:1\nCMD ["b"]\nFROM c:1\nCMD ["d"]'] },
  DL4004: { found: ['FROM a:1\nENTRYPOINT ["b"]\nENTRYPOINT ["c"]'], silent: ['FROM a:1\nENTRYPOINT ["b"]'] },
  DL4005: {
    found: [
      'RUN ln -sfv /bin/bash /bin/sh',
      'RUN ln -s /bin/bash /bin/sh && a',
      'ONBUILD RUN ln -sf /bin/bash /bin/sh',
    ],
    silent: ['RUN ln -s /bin/sh /a', 'SHELL ["/bin/bash", "-c"]'],
  },
  DL4006: {
    found: [
      'RUN wget -O - a | wc -l > b',
      'ONBUILD RUN a | b',
      'SHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN a | b',
      'FROM a:1\nSHELL ["/bin/bash", "-c"]\nRUN b | c',
      'RUN echo a | b',
    ],
    silent: [
      'RUN a && b',
      'RUN a || b',
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b',
      'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a | b',
      'SHELL ["/bin/bash", "-o", "errexit", "-o", "pipefail", "-c"]\nRUN a | b',
      'SHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN a | b',
      'SHELL ["/bin/zsh", "-o", "pipefail", "-c"]\nRUN a | b',
      'SHELL ["pwsh", "-c"]\nRUN a | b',
      '# hadolint shell=powershell\nFROM a:1\nRUN Get-Process b | Stop-Process',
      'RUN <<EOF\n#!/usr/bin/env bash\nset -eux -o pipefail\na | b\nEOF',
      'RUN <<EOF bash\nset -euxo pipefail\na | b\nEOF',
    ],
  },
};

describe("hadolint's rules", () => {
  const isFound = (name: string, text: string): boolean => {
    const file = parseDockerfile(`${text}\n`);
    const found = lint({ file, model: buildModel(file) }, { preset: 'all' });
    return found.some(({ aliases }) => aliases.includes(name));
  };
  for (const [name, { found, silent }] of Object.entries(CASES)) {
    it(`${name} is found where it should be, and nowhere else`, () => {
      assert.deepEqual(
        found.filter(text => !isFound(name, text)),
        [],
        'not found',
      );
      assert.deepEqual(
        silent.filter(text => isFound(name, text)),
        [],
        'found wrongly',
      );
    });
  }

  /** Rules on commands, each with some that it reports. */
  const COMMANDS: Readonly<Record<string, readonly string[]>> = {
    DL3001: ['ssh host', 'service nginx start', 'ps aux', 'mount /dev/sda /mnt'],
    DL3004: ['sudo apt-get update', 'sudo -u bob whoami'],
    DL3027: ['apt update', '/usr/bin/apt list'],
    DL3046: ['useradd -u 123456 foo', 'useradd -m --uid=1234567 foo'],
    DL3047: ['wget https://example.com/a', 'wget -O - https://example.com/a'],
    DL4005: ['ln -sf /bin/bash /bin/sh'],
  };
  const PLACES: readonly ((command: string) => string)[] = [
    command => `RUN ${command}`,
    command => `run\t${command}`,
    command => `ONBUILD RUN ${command}`,
    command => `FROM a:1\nRUN ["sh", "-c", ${JSON.stringify(command)}]`,
    command => `RUN bash -c '${command}'`,
    command => `FROM a:1\nRUN <<EOF\n${command}\nEOF`,
    command => `RUN a && \\\n    # why\n    ${command} && \\\n    b`,
    command => `RUN if a; then ${command}; else b; fi`,
    command => `RUN for i in 1 2; do ${command}; done`,
    command => `RUN while a; do ${command}; done`,
    command => `RUN case a in b) ${command};; esac`,
    command => `RUN --mount=type=cache,target=/x --network=none ${command}`,
    command => `RUN { ${command}; }; ( ${command} )`,
    command => `RUN x=$(${command})`,
    command => `RUN a || ! ${command}`,
    command => `RUN f() { ${command}; }; f`,
  ];
  for (const [name, commands] of Object.entries(COMMANDS)) {
    it(`${name} is found in every place that runs it`, () => {
      const texts = commands.flatMap(command => PLACES.map(place => place(command)));
      assert.deepEqual(
        texts.filter(text => !isFound(name, text)),
        [],
      );
      const unrun = commands.flatMap(command => [
        `RUN echo "${command}"`,
        `# RUN ${command}`,
        `LABEL a="${command}"`,
      ]);
      assert.deepEqual(
        unrun.filter(text => isFound(name, text)),
        [],
      );
    });
  }
});
