import assert from 'node:assert/strict';
import { alignHistory, type EngineHistoryEntry } from '../../client/engine/history.ts';

/** Oldest first, one `size createdBy` per line; the engine tells them newest first. */
function entries(text: string): EngineHistoryEntry[] {
  const lines = text.trim().split('\n');
  return lines
    .map(line => {
      const [size = '', ...words] = line.trim().split(' ');
      return { Created: 1, CreatedBy: words.join(' '), Comment: '', Size: Number(size) };
    })
    .reverse();
}

/** `layer` of each step, `-` for none, `?` for one that cannot be told. */
function aligned(text: string, layers: string): string {
  return alignHistory(entries(text), layers.split(' ').filter(Boolean))
    .map(step => step.diffId ?? (step.empty ? '-' : '?'))
    .join(' ');
}

describe('history and layers', () => {
  it('gives layers to what has bytes, and to the rest as far as they are needed', () => {
    const busybox = `
      4261550 ADD file:abc in /
      0 CMD ["sh"]
      12 RUN /bin/sh -c echo x > /y # buildkit
      0 ENV A=1
      0 WORKDIR /app
      0 COPY empty /app/ # buildkit
    `;
    assert.equal(aligned(busybox, 'a b c d'), 'a - b - c d');
  });

  it('knows the instructions that make none in the words of both builders', () => {
    const classic = `
      100 /bin/sh -c #(nop) ADD file:abc in /
      0 /bin/sh -c #(nop)  CMD ["sh"]
      0 /bin/bash -o pipefail -c #(nop)  LABEL a=b
      0 |1 A=1 /bin/sh -c true
      0 /bin/sh -c #(nop)  ENV A=1
    `;
    assert.equal(aligned(classic, 'a b'), 'a - - b -');
    const buildkit = `
      0 RUN |1 A=1 /bin/sh -c true # buildkit
      0 MAINTAINER me
      0 ARG A
      0 SHELL [/bin/ash -c]
      0 HEALTHCHECK &{["CMD" "true"]}
      0 EXPOSE map[80/tcp:{}]
      0 STOPSIGNAL SIGTERM
      0 ONBUILD RUN x
      0 USER me
      0 VOLUME [/x]
      0 ENTRYPOINT ["x"]
    `;
    assert.equal(aligned(buildkit, 'a'), 'a - - - - - - - - - -');
  });

  it('without bytes, the steps that made no layer are those left over', () => {
    assert.equal(aligned('5 ADD x\n0 RUN true\n0 RUN false', 'a'), 'a - -');
  });

  it('claims no layer where it could be one or the other, and all that are certain', () => {
    const text = `
      5 ADD base
      0 RUN maybe
      7 RUN surely
      0 WORKDIR /maybe
      9 COPY last
    `;
    assert.equal(aligned(text, 'a b c d'), 'a - ? - d');
    assert.equal(aligned(text, 'a b c'), 'a - b - c');
    assert.equal(aligned(text, 'a b c d e'), 'a b c d e');
  });

  it('steps that the history does not know come first and have no words', () => {
    const steps = alignHistory(entries('5 RUN x'), ['a', 'b', 'c']);
    assert.deepEqual(
      steps.map(({ createdBy, diffId }) => [createdBy, diffId]),
      [
        ['', 'a'],
        ['', 'b'],
        ['RUN x', 'c'],
      ],
    );
    assert.deepEqual(
      alignHistory([], ['a']).map(({ diffId }) => diffId),
      ['a'],
    );
    assert.deepEqual(alignHistory([], []), []);
  });

  it('more steps with bytes than layers: nothing is claimed wrongly, nothing breaks', () => {
    assert.equal(alignHistory(entries('5 RUN x\n6 RUN y'), ['a']).length, 2);
  });

  it('keeps the words, and gives times in milliseconds', () => {
    const [step] = alignHistory(
      [{ Created: 1700000000, CreatedBy: 'RUN x', Comment: 'buildkit.dockerfile.v0', Size: 3 }],
      ['a'],
    );
    assert.deepEqual(step, {
      createdBy: 'RUN x',
      created: 1700000000000,
      comment: 'buildkit.dockerfile.v0',
      size: 3,
      empty: false,
      diffId: 'a',
    });
  });
});
