import assert from 'node:assert/strict';
import { type Alignment, alignImage } from '../../server/align/align.ts';
import type { AlignOptions, ImageFacts } from '../../server/align/alignment.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { imageFacts as facts } from '../kit/imageFacts.ts';

/**
 * A Dockerfile with what is expected of each instruction in front of it: its layer, `.` for none, `x` for one of
 * another stage, `?` for no claim, `!2` for no claim on what made layer 2 before it was edited.
 */
function aligned(
  marked: string,
  history: readonly string[],
  more: Partial<ImageFacts> & AlignOptions = {},
): Alignment {
  const lines = marked.split('\n').map(line => /^(\S+ | {2})(.*)$/.exec(line) ?? ['', '', line]);
  const text = lines.map(([, , code = '']) => code).join('\n');
  const file = parseDockerfile(text);
  const alignment = alignImage(buildModel(file), facts(history, more), more);
  const shown = alignment.instructions.map(({ instruction, made, layer, before }) => ({
    line: instruction.lines.first,
    mark: before !== undefined ? `!${before}` : made === 'layer' ? String(layer) : MARKS[made],
  }));
  const marks = new Map(shown.map(({ line, mark }) => [line, mark]));
  const found = lines.map(([, , code = ''], index) => `${(marks.get(index) ?? '').padEnd(2)}${code}`);
  const wanted = lines.map(([, mark = '', code = '']) => `${mark.trim().padEnd(2)}${code}`);
  assert.deepEqual(found, wanted);
  return alignment;
}

const MARKS = { layer: '', nothing: '.', elsewhere: 'x', unknown: '?' };

const HASH = 'a'.repeat(64);

describe('aligning with the history of an image', () => {
  it("finds what BuildKit wrote, above the base image's own layers", () => {
    const found = aligned(
      `. ARG VERSION=1
. FROM a:1
. ENV A=b C="d e"
2 WORKDIR /app
3 COPY --chown=1:1 package.json *.lock ./
4 RUN --mount=type=cache,target=/c npm ci && \\
      # and more
      npm test
. EXPOSE 80 90/udp
. USER node
. HEALTHCHECK --interval=3s CMD curl -f http://localhost
. CMD node "a b"`,
      [
        '/bin/sh -c #(nop) ADD file:1 in / ',
        '- /bin/sh -c #(nop)  CMD ["sh"]',
        'RUN /bin/sh -c npm ci # buildkit',
        '- ENV A=b C=d e',
        'WORKDIR /app',
        'COPY --chown=1:1 package.json *.lock ./ # buildkit',
        'RUN /bin/sh -c npm ci &&           npm test # buildkit',
        '- EXPOSE map[80/tcp:{} 90/udp:{}]',
        '- USER node',
        '- HEALTHCHECK &{["CMD-SHELL" "curl -f http://localhost"] "3s" "0s" "0s" \'\\x00\'}',
        '- CMD ["/bin/sh" "-c" "node \\"a b\\""]',
      ],
    );
    assert.deepEqual([found.source, found.stage, found.baseLayers], ['history', 0, 2]);
    assert.ok(
      found.instructions.every(({ exact, confidence }) => !exact && confidence >= 0.9 && confidence < 1),
    );
  });

  it('finds what the builder before BuildKit wrote, where not every step has a layer', () => {
    aligned(
      `. FROM a:1
1 WORKDIR /app
. WORKDIR /app
2 COPY a b ./
3 ADD --chown=1:1 c /d/
. RUN true
4 RUN ["make", "all"]
. SHELL ["/bin/bash", "-ec"]
5 RUN x
. ONBUILD RUN y
. CMD ["z"]`,
      [
        '/bin/sh -c #(nop) ADD file:1 in / ',
        '/bin/sh -c #(nop) WORKDIR /app',
        '- /bin/sh -c #(nop) WORKDIR /app',
        `/bin/sh -c #(nop) COPY multi:${HASH} in ./ `,
        `/bin/sh -c #(nop) ADD --chown=1:1file:${HASH} in /d/ `,
        '- |1 A=b /bin/sh -c true',
        'make all',
        '- /bin/bash -ec #(nop)  SHELL [/bin/bash -ec]',
        '/bin/bash -ec x',
        '- /bin/bash -ec #(nop)  ONBUILD RUN y',
        '- /bin/bash -ec #(nop)  CMD ["z"]',
      ],
    );
  });

  it('follows stages that are built upon each other and no others', () => {
    const found = aligned(
      `. FROM scratch AS base
0 COPY a /
. FROM base AS tools
x RUN compiler
. FROM base
1 COPY --from=tools /out /bin`.replace('. FROM base AS tools', 'x FROM base AS tools'),
      ['COPY a / # buildkit', 'COPY /out /bin # buildkit'],
    );
    assert.deepEqual([found.stage, found.baseLayers], [2, 0]);
  });

  it('finds the stage that was built when it is not told', () => {
    const dockerfile = `. FROM a:1 AS one
1 RUN one
x FROM one AS two
x RUN two
x FROM scratch
x COPY --from=two /x /`;
    const history = ['RUN base # buildkit', 'RUN /bin/sh -c one # buildkit'];
    assert.equal(aligned(dockerfile, history).stage, 0);
    assert.equal(aligned(dockerfile, history, { target: 'one' }).stage, 0);
  });

  it('passes over a stage without instructions, of which nothing can be found', () => {
    aligned(
      `. FROM a:1 AS made
1 RUN make
2 WORKDIR /app
x FROM b:1
x FROM made
x COPY a /a
x CMD x`,
      ['ADD base', 'RUN /bin/sh -c make # buildkit', 'WORKDIR /app'],
    );
  });

  it('leaves out the triggers of images below', () => {
    aligned(
      `. FROM a:1 AS one
3 RUN one
. ONBUILD RUN own
. FROM one
5 RUN two`,
      [
        'COPY rootfs / # buildkit',
        'COPY . /src # buildkit',
        'RUN /bin/sh -c trigger # buildkit',
        'RUN /bin/sh -c one # buildkit',
        'RUN /bin/sh -c own # buildkit',
        'RUN /bin/sh -c two # buildkit',
      ],
    );
  });

  it('knows heredocs in each of their forms', () => {
    aligned(
      `. FROM scratch
0 RUN <<EOF
  one
    two
  EOF
1 RUN <<-EOF
  	tabs
  EOF
2 RUN <<EOF python3 -
  complex
  EOF
3 RUN <<'EOF'
  #!/bin/sh
  EOF
4 RUN cat <<A > /a && cat <<B
  a
  A
  b
  B
5 COPY <<"ONE" a <<TWO /c/
  1
  ONE
  2
  TWO`,
      [
        'RUN /bin/sh -c one\n  two\n # buildkit',
        'RUN /bin/sh -c tabs\n # buildkit',
        'RUN /bin/sh -c <<EOF python3 -\ncomplex\nEOF # buildkit',
        'RUN /bin/sh -c /dev/pipes/EOF # buildkit',
        'RUN /bin/sh -c cat <<A > /a && cat <<B\na\nA\nb\nB # buildkit',
        'COPY a <<ONE <<TWO /c/ # buildkit',
      ],
    );
  });

  it('puts values in, and leaves those open that a build can give', () => {
    aligned(
      `. FROM a:1
. ARG VERSION=1
. ARG TOKEN
. ENV HOME=/srv
0 COPY dist $HOME/$VERSION/
1 COPY dist /\${TOKEN:-none}/x
2 WORKDIR $HOME
3 WORKDIR sub
4 RUN echo $VERSION > $HOME/x`,
      [
        '- ARG VERSION=2',
        '- ARG TOKEN=t',
        '- ENV HOME=/srv',
        'COPY dist /srv/2/ # buildkit',
        'COPY dist /t/x # buildkit',
        'WORKDIR /srv',
        'WORKDIR /srv/sub',
        'RUN |2 VERSION=2 TOKEN=a b /bin/sh -c echo $VERSION > $HOME/x # buildkit',
      ],
    );
  });

  it('takes a script for its own only where a shell stands before it', () => {
    aligned(
      `. FROM a:1
? RUN true
1 RUN make`,
      ['RUN /bin/sh -c echo; true # buildkit', 'RUN /bin/sh -c make # buildkit'],
    );
  });

  it('knows a shell of the base image, and build arguments before it', () => {
    const found = aligned(
      `. FROM a:1
0 RUN make
1 RUN ["make", "it"]`,
      ['RUN |1 A=x y /bin/bash -o pipefail -c make # buildkit', 'RUN |1 A=x y make it # buildkit'],
    );
    assert.deepEqual(
      found.instructions.map(({ confidence }) => confidence),
      [0.97, 0.96, 0.96],
    );
  });

  it('knows what builders write that keep only the steps with layers', () => {
    aligned(
      `. FROM a:1
. ENV A=b
1 RUN --mount=type=cache,target=/c make   all
2 COPY --from=x /y ./z
. CMD ["w"]`,
      ['base', 'RUN --mount=type=cache,target=/c make   all', 'COPY --from=x /y ./z'],
    );
  });

  it('says nothing of lines that were edited but which layer they made before', () => {
    aligned(
      `. FROM a:1
0 RUN one
!1 RUN two, but otherwise
2 RUN three
? RUN four
3 COPY a /b`,
      [
        'RUN /bin/sh -c one # buildkit',
        'RUN /bin/sh -c two # buildkit',
        'RUN /bin/sh -c three # buildkit',
        'COPY a /b # buildkit',
      ],
    );
  });

  it('doubts a line when another entry would do as well', () => {
    const found = aligned(
      `. FROM a:1
0 RUN one
2 RUN again
3 RUN last`,
      [
        'RUN /bin/sh -c one # buildkit',
        'RUN /bin/sh -c again # buildkit',
        'RUN /bin/sh -c again # buildkit',
        'RUN /bin/sh -c last # buildkit',
      ],
    );
    assert.equal(found.instructions[2]?.confidence, 0.495);
  });

  describe('claims nothing', () => {
    const dockerfile = `? FROM a:1
? RUN make
? COPY a /b
? RUN more`;
    const none = (history: readonly string[], more: Partial<ImageFacts> = {}) =>
      assert.equal(aligned(dockerfile, history, more).source, 'none');
    const mine = ['RUN /bin/sh -c make # buildkit', 'COPY a /b # buildkit', 'RUN /bin/sh -c more # buildkit'];

    it('of an image that another file made', () =>
      none([
        'RUN /bin/sh -c something # buildkit',
        'COPY x /y # buildkit',
        'RUN /bin/sh -c more # buildkit',
      ]));
    it('of an image of buildpacks', () =>
      none(['Buildpacks Launcher Config', 'Application Layer', 'Buildpacks Run Image']));
    it('of an image without history', () => none([], { layers: facts(mine).layers }));
    it('of an image without layers', () => none([]));
    it('where the history has more layers than the image', () => none(mine, { layers: [] }));
    it('of an image that was squashed', () =>
      none([
        '- /bin/sh -c make',
        `- /bin/sh -c #(nop) COPY file:${HASH} in /b `,
        '- /bin/sh -c more',
        ' ## merge sha256:1 to sha256:2',
      ]));
    it('of an image that was committed at once', () =>
      none(['- /bin/sh -c make', `- /bin/sh -c #(nop) COPY file:${HASH} in /b `, '/bin/sh -c more']));
  });

  it('counts from the top where a base image has no history', () => {
    const layers = facts(['1', '2', '3', '4', '5']).layers;
    const dockerfile = `. FROM a:1
3 RUN make
4 COPY a /b`;
    const mine = ['RUN /bin/sh -c make # buildkit', 'COPY a /b # buildkit'];
    aligned(dockerfile, mine, { layers });
    // BuildKit puts its own words for the layers it knows nothing of behind what it knows.
    aligned(
      dockerfile,
      [
        ...mine,
        ...['pulled', 'mount / from exec', 'copy'].map(text => `${text} ## buildkit.exporter.image.v0`),
      ],
      { layers },
    );
  });

  it('knows entries without a layer where their mark was left out', () => {
    aligned(
      `. FROM a:1
. ENV A=b
0 RUN make`,
      ['ENV A=b', 'RUN /bin/sh -c make # buildkit'],
      { layers: facts(['1']).layers },
    );
  });
});
