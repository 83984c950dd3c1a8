import type { Random } from './random.ts';

/** Lines of a Dockerfile that BuildKit takes: several stages, every instruction, flags, mounts, heredocs. */
export function plainLines(random: Random): string[] {
  const lines: string[] = [];
  for (let count = random.below(3); count > 0; count--) lines.push(random.pick(GLOBALS));
  const stages = 1 + random.below(3);
  for (let stage = 0; stage < stages; stage++) {
    lines.push(from(random, stage));
    for (let count = 1 + random.below(5); count > 0; count--) lines.push(...instruction(random, stage));
  }
  return lines;
}

function from(random: Random, stage: number): string {
  const earlier = stage > 0 && random.chance(0.3) ? [`s${random.below(stage)}`] : [];
  const base = random.pick(['scratch', 'busybox', 'node:24', '${BASE:-scratch}', ...earlier, ...earlier]);
  const platform = random.chance(0.2) ? `${random.pick(PLATFORMS)} ` : '';
  return `${random.pick(['FROM', 'from', 'From'])} ${platform}${base} ${random.pick(['AS', 'as'])} s${stage}`;
}

function instruction(random: Random, stage: number): string[] {
  const lines = random.pick(LINES).split('\n');
  const last = stage > 0 ? random.below(stage) : 0;
  return lines.map(line => line.replaceAll('@', stage > 0 ? `s${last}` : 'scratch'));
}

const PLATFORMS: readonly [string, ...string[]] = [
  '--platform=linux/amd64',
  '--platform=$BUILDPLATFORM',
  '--platform=$TARGETPLATFORM',
  '--platform=arm64',
  '--platform=linux/arm/v7',
];

const GLOBALS: readonly [string, ...string[]] = [
  'ARG BASE=scratch',
  'ARG V=1 W="2 3"',
  'ARG X',
  'ARG Y=${V:-9}',
  'ARG TARGETOS',
];

/** Each of them is right on its own; `@` stands for an earlier stage. */
const LINES: readonly [string, ...string[]] = [
  'RUN true',
  'RUN echo "a b" && \\\n  # note\n\n  echo c',
  'RUN ["echo", "a b"]',
  'RUN <<EOF\necho hi\nEOF',
  "RUN <<'EOF' cat <<-E2 && true\n$a\nEOF\n\t\tx\n\tE2",
  'RUN 3<<EOF cat /dev/fd/3\nx\nEOF',
  'RUN echo $((1<<2))',
  'RUN cat <<< x',
  'RUN --mount=type=cache,target=/x,sharing=locked,mode=0755,uid=1,gid=2,id=i make',
  'RUN --mount=type=bind,from=@,source=/a,target=/b,ro ls',
  'RUN --mount=type=bind,target=/b,rw=true --mount=type=tmpfs,target=/t,size=64m ls',
  'RUN --mount=type=secret,id=s,env=S,required true',
  'RUN --mount=type=secret,target=/x,mode=0400 true',
  'RUN --mount=type=ssh,id=default,required=true true',
  'RUN --mount=type=cache,target=$HOME/c --network=none true',
  'RUN --mount="type=cache,target=/a b" true',
  'RUN --mount=type=cache,\\\ntarget=/x true',
  'RUN --network=host --security=insecure true',
  'RUN --device=vendor.com/x=all,required true',
  'COPY a b /c/',
  'COPY --from=@ /a /b',
  'COPY --from=0 a b',
  'COPY --chown=1:2 --chmod=u=rwX,go=rX --link a b',
  'COPY --chmod=0755 --exclude=*.a --exclude=b ["a b", "c"]',
  'COPY <<EOF <<E2 /d/\n$V\nEOF\nx\nE2',
  'COPY <<-"EOF" /d\n\t${x\n\tEOF',
  'ADD --keep-git-dir=true https://x.y/z.git#v1 /g',
  'ADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://x.y/z /z',
  'ADD --unpack=false --link=true a.tar /x',
  'ADD git@x.y:a/b.git /x',
  'ENV A=b C="d e" F=g\\ h',
  'ENV A the rest of it',
  'ENV P=/x:$P Q=${A:-b} R=${A:+c} S="${A}x" T=\'$A\' U=\\$A',
  'ENV Z=${A#b} Y=${A##*b} X=${A%b} W=${A%%b*} V=${A/b/c} U=${A//b/c}',
  'LABEL a.b="c" d=e',
  'LABEL x y z',
  'ARG V',
  'ARG V=1 W',
  'ARG HTTP_PROXY',
  'WORKDIR /a/b',
  'WORKDIR $A/c',
  'WORKDIR rel',
  'USER node:${G:-g}',
  'EXPOSE 80 443/tcp 8000-8010/udp $PORT',
  'EXPOSE 127.0.0.1:80:80/TCP',
  'VOLUME /a /b',
  'VOLUME ["/a", "$A/b"]',
  'STOPSIGNAL SIGRTMIN+3',
  'STOPSIGNAL ${S:-9}',
  'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  'CMD ["a", "$b"]',
  'CMD a ${b',
  'CMD',
  'CMD []',
  'ENTRYPOINT exec a',
  'ENTRYPOINT ["a"]',
  'HEALTHCHECK NONE',
  'HEALTHCHECK --interval=1m30s --timeout=0.5s --start-period=0 --start-interval=1ms --retries=0 CMD ["x"]',
  'HEALTHCHECK --x NONE',
  'MAINTAINER me <a@b.c>',
  'ONBUILD RUN <<E\nx\nE',
  'ONBUILD COPY . .',
  'onbuild env a=b',
  '# a comment',
  '   # one more \\',
  '',
];
