import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildModel } from '../../../server/semantics/model.ts';
import { decodeBytes } from '../../../server/syntax/bytes.ts';
import { dumpBuildkit } from '../../../server/syntax/dump.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import type { Dockerfile, Instruction, Span } from '../../../server/syntax/tree.ts';
import { generateDockerfile } from '../differential/generate.ts';
import { randomOf } from '../differential/random.ts';

/** Hostile Dockerfiles, half of them nearly right, and plain noise. */
const texts = fc.oneof(
  { weight: 4, arbitrary: fc.nat().map(seed => generated(seed)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map(bytes => decodeBytes(bytes)) },
);

function generated(seed: number): string {
  return decodeBytes(generateDockerfile(randomOf(seed), seed % 2 === 0 ? 'valid' : 'wild'));
}

const check = (holds: (text: string) => void): void =>
  fc.assert(fc.property(texts, holds), { seed: 20_240_607, numRuns: 150 });

function everySpan(file: Dockerfile): readonly Span[] {
  const ofInstruction = (node: Instruction): readonly Span[] => [
    node,
    node.keyword,
    ...node.flags.flatMap(flag => [flag, flag.name, ...(flag.value ? [flag.value] : [])]),
    ...node.args,
    ...node.pairs.flatMap(pair => [pair, pair.name, ...(pair.value ? [pair.value] : [])]),
    ...node.heredocs.flatMap(({ marker, body, terminator }) => [
      marker,
      body,
      ...(terminator ? [terminator] : []),
    ]),
    ...(node.trigger ? ofInstruction(node.trigger) : []),
  ];
  return [
    ...file.directives.flatMap(directive => [directive, directive.nameSpan, directive.value]),
    ...file.comments,
    ...file.instructions.flatMap(ofInstruction),
    ...file.errors,
    ...buildModel(file).errors,
  ];
}

describe('any text at all', () => {
  it('is read without throwing, all spans inside it', () => {
    check(text => {
      const file = parseDockerfile(text);
      dumpBuildkit(file);
      for (const { start, end } of everySpan(file))
        assert.ok(0 <= start && start <= end && end <= text.length);
    });
  });

  it('falls apart into instructions, comments, directives and blanks', () => {
    check(text => {
      const { instructions, comments, directives } = parseDockerfile(text);
      const outside = comments.filter(
        ({ start }) => !instructions.some(node => node.start <= start && start < node.end),
      );
      const parts = [...instructions, ...outside, ...directives].sort((a, b) => a.start - b.start);
      let from = text.startsWith('\ufeff') ? 1 : 0;
      for (const { start, end } of [...parts, { start: text.length, end: text.length }]) {
        assert.ok(start >= from, 'parts do not overlap');
        // A lone escape, the beginning of a continuation, belongs to nothing.
        assert.match(text.slice(from, start), /^[\s\u0085\\`]*$/u);
        from = end;
      }
    });
  });

  it('has its instructions in order, inside their lines', () => {
    check(text => {
      const { instructions, lineStarts } = parseDockerfile(text);
      let line = -1;
      for (const { start, end, lines } of instructions) {
        assert.ok(lines.first > line && lines.last >= lines.first);
        line = lines.last;
        assert.ok(start >= (lineStarts[lines.first] ?? 0));
        assert.ok(end <= (lineStarts[lines.last + 1] ?? text.length));
      }
    });
  });

  it('maps logical lines to the source and back, always forwards', () => {
    check(text => {
      const nodes = parseDockerfile(text).instructions.flatMap(node =>
        node.trigger ? [node, node.trigger] : [node],
      );
      for (const { logical } of nodes) {
        let before = -1;
        for (let offset = 0; offset <= logical.text.length; offset++) {
          const source = logical.toSource(offset);
          assert.ok(source >= before && source <= text.length);
          assert.ok(logical.toLogical(source) <= offset);
          before = source;
        }
      }
    });
  });

  it('says at its arguments what stands there, where nothing was taken out', () => {
    check(text => {
      // Bytes of a character that stood on both sides of a continuation are one character again.
      if (/[\ud800-\udfff]/.test(text)) return;
      for (const { name, args, form, logical } of parseDockerfile(text).instructions) {
        if ((form !== 'words' && form !== 'shell') || name === 'HEALTHCHECK') continue;
        for (const { start, end, value } of args) {
          if (end - start === value.length) assert.equal(text.slice(start, end), value);
          else assert.ok(end - start > value.length && logical.text.includes(value));
        }
      }
    });
  });

  it('gives the same tree again', () => {
    check(text => {
      assert.equal(JSON.stringify(parseDockerfile(text)), JSON.stringify(parseDockerfile(text)));
    });
  });
});

/** Texts that grow where readers tend to look again and again at the same characters. */
const HOSTILE: Readonly<Record<string, (size: number) => string>> = {
  'one long line': size => `FROM a\nRUN ${'x'.repeat(size)}\n`,
  'many short lines': size => 'A\n'.repeat(size / 2),
  'many continuations': size => `RUN x${' \\\n'.repeat(size / 3)}`,
  'many comments in a continuation': size => `RUN x \\\n${'#\n'.repeat(size / 2)}y\n`,
  'blanks before line ends': size => `RUN x ${' '.repeat(size / 2)}\\${' '.repeat(size / 2)}y\n`,
  'many pairs': size => `ENV ${'a=$b '.repeat(size / 5)}\n`,
  'many flags': size => `RUN ${'--a=b '.repeat(size / 6)}x\n`,
  'flags beyond ASCII': size => `RUN ${'--é=b '.repeat(size / 6)}x\n`,
  'a mount of many fields': size => `FROM a\nRUN --mount=${'from=$a,'.repeat(size / 8)} x\n`,
  'many quotes': size => `RUN <<x ${'"a" '.repeat(size / 4)}\n`,
  'deep braces': size => `FROM a\nENV A=${'${a:-'.repeat(size / 6)}${'}'.repeat(size / 6)}\n`,
  'deep braces before a here-document': size =>
    `RUN ${'${a:-'.repeat(size / 6)}${'}'.repeat(size / 6)} <<x\n`,
  'a deep JSON array': size => `CMD [${'['.repeat(size)}\n`,
  'a long JSON array': size => `CMD [${'"a",'.repeat(size / 4)}"b"]\n`,
  'here-documents without end': size =>
    Array.from({ length: size / 10 }, (_, at) => `RUN <<E${at}\n`).join(''),
  'a body of half terminators': size => `RUN <<-E\n${'\tEE\n'.repeat(size / 4)}`,
  'tabs before a terminator': size => `RUN <<-E\n${'\t'.repeat(size)}\n\tE\n`,
  'many triggers': size => 'ONBUILD '.repeat(size / 8),
  'a chain of stages': size =>
    Array.from({ length: size / 20 }, (_, at) => `FROM s${at} AS s${at + 1}\nENV A=$B\n`).join(''),
  'stages that copy from one another': size =>
    Array.from(
      { length: size / 40 },
      (_, at) => `FROM a AS s${at}\nCOPY --from=s${(at * 7) % 50} x y\n`,
    ).join(''),
  'a value that doubles': size => `FROM a\n${'ENV A=$A$A\n'.repeat(size / 11)}`,
  'long values': size =>
    [
      'FROM scratch',
      `RUN --mount=type=tmpfs,target=/x,size=${'1'.repeat(size / 8)}.1. x`,
      `HEALTHCHECK --interval=${'0'.repeat(size / 8)}1${'s1'.repeat(size / 16)} --retries=${'9'.repeat(size / 8)} CMD x`,
      `COPY --chmod=${'u=r'.repeat(size / 24)} a b`,
      `COPY --from=${'a-'.repeat(size / 16)} a b`,
      `EXPOSE ${'1:'.repeat(size / 16)}`,
      `ADD --checksum=sha256:1 git@${'a'.repeat(size / 8)} b`,
    ].join('\n'),
  'split characters': size => 'RUN \udcc3\\\n\udca9'.repeat(size / 8),
};

describe('time', () => {
  for (const [name, grow] of Object.entries(HOSTILE)) {
    it(`is linear for ${name}`, () => {
      const work = (text: string): void => {
        const file = parseDockerfile(text);
        buildModel(file).errors.length;
        dumpBuildkit(file);
      };
      const small = grow(4_000);
      const large = grow(32_000);
      work(small);
      // Of several tries the least: a collection of garbage falls into some of them.
      const least = (text: string): number => Math.min(...[1, 2, 3].map(() => cpu(() => work(text))));
      const [once, eight] = [least(small), least(large)];
      // Eight times the text; a quadratic reader takes sixty-four times as long. The constant is for the clock.
      assert.ok(eight <= once * 30 + 15, `${once} ms, then ${eight} ms`);
    });
  }
});

/** Milliseconds of processor time, which other processes do not spoil. */
function cpu(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
