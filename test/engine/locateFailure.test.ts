import assert from 'node:assert/strict';
import { locateFailure } from '../../client/worker/locateFailure.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

/** The lines of the file that are named, `-` for none. */
function located(
  text: string,
  step: string,
  { message = '', steps = [step] }: { message?: string; steps?: string[] } = {},
) {
  const lines = locateFailure(parseDockerfile(text), { message, step: step || undefined, steps });
  return lines
    ? text
        .split('\n')
        .slice(lines.first, lines.last + 1)
        .join('\n')
    : '-';
}

describe('place of a failed build', () => {
  const two = `ARG A=1
FROM base:1 AS Build
ENV B=1
RUN one \\
  more
FROM scratch
COPY --from=build /a /b
WORKDIR /x
ADD c d`;

  it('the steps of a stage are counted: FROM when it brings an image, and what changes files', () => {
    assert.equal(located(two, '[build 1/2] FROM docker.io/library/base:1'), 'FROM base:1 AS Build');
    assert.equal(located(two, '[build 2/2] RUN one   more'), 'RUN one \\\n  more');
    assert.equal(located(two, '[stage-1 1/3] COPY --from=build /a /b'), 'COPY --from=build /a /b');
    assert.equal(located(two, '[stage-1 2/3] WORKDIR /x'), 'WORKDIR /x');
    assert.equal(located(two, '[stage-1 3/3] ADD c d'), 'ADD c d');
  });

  it('with one stage it has no name', () => {
    const text = 'FROM a\nRUN one [1/2] two\nRUN three';
    assert.equal(located(text, '[2/3] RUN one [1/2] two'), 'RUN one [1/2] two');
    assert.equal(located(text, '[stage-0 3/3] RUN three'), 'RUN three');
  });

  it('numbers are padded, and platforms named, where there are many', () => {
    const text = `FROM a AS x\n${Array.from({ length: 11 }, (_, index) => `RUN ${index}`).join('\n')}`;
    assert.equal(located(text, '[x  3/12] RUN 1'), 'RUN 1');
    assert.equal(located(text, '[linux/amd64 x 12/12] RUN 10'), 'RUN 10');
    assert.equal(located(text, '[linux/amd64->arm64 x 12/12] RUN 10'), 'RUN 10');
    assert.equal(located(text, '[linux/arm/v7  2/12] RUN 0'), 'RUN 0');
  });

  it('a stage that continues another does not count its FROM', () => {
    const text = 'FROM a AS one\nRUN x\nFROM one AS two\nRUN y\nRUN z';
    assert.equal(located(text, '[two 1/2] RUN y'), 'RUN y');
    assert.equal(located(text, '[two 2/2] RUN z'), 'RUN z');
  });

  it('a variable may stand for a stage or for nothing', () => {
    const text = 'ARG BASE=scratch\nFROM $BASE\nCOPY a /\nCOPY b /';
    assert.equal(located(text, '[2/2] COPY b /'), 'COPY b /');
    assert.equal(located(text, '[3/3] COPY b /'), 'COPY b /');
  });

  it('triggers of the base come between FROM and our own, in the words of all engines', () => {
    const text = 'FROM base\nRUN own';
    const modern = ['[1/2] FROM base', '[2/4] ONBUILD RUN a', '[3/4] ONBUILD RUN b', '[4/4] RUN own'];
    assert.equal(located(text, '[3/4] ONBUILD RUN b', { steps: modern }), 'FROM base');
    assert.equal(located(text, '[4/4] RUN own', { steps: modern }), 'RUN own');
    const classic = ['[1/2] FROM base', '[2/2] RUN a', '[3/2] RUN b', '[4/2] RUN own'];
    assert.equal(located(text, '[2/2] RUN a', { steps: classic }), 'FROM base');
    assert.equal(located(text, '[4/2] RUN own', { steps: classic }), 'RUN own');
  });

  it('claims nothing when the file is not the one that was built', () => {
    assert.equal(located('FROM a\nRUN x', '[2/2] COPY a b'), '-');
    assert.equal(located(two, '[other 2/2] RUN x'), '-');
    assert.equal(located(two, '[build 9/9] COPY x y'), '-');
    assert.equal(located('', '[2/2] RUN x'), '-');
    for (const step of [
      '',
      '[',
      '[]',
      '[x] y',
      '[1/2]',
      '[a/b] RUN x',
      'exporting to image',
      '[internal] load build definition',
    ]) {
      assert.equal(located(two, step), '-', step);
    }
  });

  it('an image that cannot be had, under its full name', () => {
    const text = `# syntax=docker/dockerfile:1
FROM busybox AS a
FROM registry:5000/team/app@sha256:0123 AS b
FROM a
COPY --from=alpine:3 /x /y
RUN --mount=type=bind,from=tools/all,target=/t true`;
    const load = (name: string) => located(text, `[internal] load metadata for ${name}`);
    assert.equal(load('docker.io/library/busybox:latest'), 'FROM busybox AS a');
    assert.equal(load('registry:5000/team/app@sha256:0123'), 'FROM registry:5000/team/app@sha256:0123 AS b');
    assert.equal(load('docker.io/library/alpine:3'), 'COPY --from=alpine:3 /x /y');
    assert.equal(load('docker.io/tools/all:latest'), 'RUN --mount=type=bind,from=tools/all,target=/t true');
    assert.equal(load('docker.io/library/unknown:1'), '-');
    assert.equal(located(text, 'FROM docker.io/library/alpine:3'), 'COPY --from=alpine:3 /x /y');
    assert.equal(
      located(text, 'resolve image config for docker-image://docker.io/docker/dockerfile:1'),
      '# syntax=docker/dockerfile:1',
    );
  });

  it('the only image that is named by a variable', () => {
    const text = 'ARG V=1\nFROM a:$V AS x\nFROM b';
    assert.equal(located(text, '[internal] load metadata for docker.io/library/a:7'), 'FROM a:$V AS x');
    const several = 'ARG V=1\nFROM a:$V AS x\nFROM b:$V';
    assert.equal(located(several, '[internal] load metadata for docker.io/library/a:7'), '-');
  });

  it('a line in the message comes first, in the words of all engines', () => {
    const text = 'FROM a\nRUN x \\\n  y\nCPOY a b';
    const at = (message: string) => located(text, '', { message });
    assert.equal(at('dockerfile parse error line 4: unknown instruction: CPOY'), 'CPOY a b');
    assert.equal(at('dockerfile parse error on line 2: unknown flag: wat'), 'RUN x \\\n  y');
    assert.equal(at('dockerfile parse error on line 3: something inside'), '  y');
    assert.equal(at('dockerfile parse error on line 99: beyond'), '-');
    assert.equal(at('no line here'), '-');
  });

  it('what our own reader says in the same words has its place', () => {
    const file = parseDockerfile('FROM a\nENV A\n');
    const [error] = file.errors;
    assert.ok(error?.buildkit);
    assert.equal(located('FROM a\nENV A\n', '', { message: `failed: ${error.buildkit}` }), 'ENV A');
  });

  it('a large file costs no more than its size', () => {
    const text = `FROM a\n${'RUN x\n'.repeat(20_000)}`;
    const steps = Array.from({ length: 20_001 }, (_, index) => `[${index + 1}/20001] RUN x`);
    assert.deepEqual(
      locateFailure(parseDockerfile(text), { message: '', step: '[20001/20001] RUN x', steps }),
      {
        first: 20_000,
        last: 20_000,
      },
    );
  });
});
