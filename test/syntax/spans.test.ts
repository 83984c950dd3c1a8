import assert from 'node:assert/strict';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import type { Dockerfile, Instruction, Span } from '../../server/syntax/tree.ts';
import { mark, readMarked } from '../kit/markers.ts';

/** Checks that what `pick` finds in a marked text stands where the marks are. */
function assertSpans(marked: string, pick: (file: Dockerfile) => readonly Span[]): void {
  const { text } = readMarked(marked);
  assert.equal(mark(text, pick(parseDockerfile(text))), marked);
}

/** The instruction after the first, or the one below ONBUILD. */
function second({ instructions }: Dockerfile): Instruction {
  const instruction = instructions[1];
  assert.ok(instruction);
  return instruction.trigger ?? instruction;
}

const args = (file: Dockerfile) => second(file).args;
const flags = (file: Dockerfile) => second(file).flags;
const pairs = (file: Dockerfile) => second(file).pairs;

describe('spans of instructions', () => {
  const all = (file: Dockerfile) => file.instructions;

  it('go from the keyword to the last character that is no blank', () => {
    assertSpans('  «FROM a AS b»  \n\n\t«RUN x»\t\n', all);
  });
  it('hold the comments and blank lines that they continue over', () => {
    assertSpans('«FROM a»\n«RUN x \\\n  # c\n\n && y» \n«CMD z»\n', all);
  });
  it('end with the terminator of the last here-document', () => {
    assertSpans('«FROM a»\n«RUN <<E <<-F\nx\nE\ny\n\tF»\n«CMD z»\n', all);
  });
  it('count UTF-16 units and leave carriage returns out', () => {
    assertSpans('«FROM 😀»\r\n«RUN é \\\r\n 😀»\r\n«CMD z»\r\n', all);
  });
  it('start after a byte order mark', () => {
    assertSpans('\ufeff«FROM a»\n', all);
  });
  it('of keywords may be split over lines', () => {
    assertSpans('«FROM» a\n«RU\\\nN» x\n', file => file.instructions.map(({ keyword }) => keyword));
  });
});

describe('spans of arguments', () => {
  it('are those of words', () => {
    assertSpans('FROM a\nCOPY --link  «a» \t «b» \\\n  «c»\n', args);
  });
  it('are those of the whole text in shell form', () => {
    assertSpans('FROM a\nRUN --network=none «a  b \\\n # c\n  && d»  \n', args);
  });
  it('are those of JSON strings with their quotes', () => {
    assertSpans('FROM a\nCMD [ «"a \\" b"», \\\n  «"c"» ]\n', args);
  });
  it('of HEALTHCHECK begin with the type', () => {
    assertSpans('FROM a\nHEALTHCHECK --retries=3 «CMD»  «curl x»\n', args);
  });
  it('stand below ONBUILD where they stand in the file', () => {
    assertSpans('FROM a\nONBUILD \\\n  COPY «a» \\\n  «b»\n', args);
  });
});

describe('spans of flags', () => {
  it('go from the dashes to the end of the value', () => {
    assertSpans('FROM a\nRUN «--mount=type=cache,target="/a b"» «--x» «--y=» z\n', flags);
  });
  it('of names leave the dashes out', () => {
    assertSpans('FROM a\nRUN --«mount»=a --«x» z\n', file => flags(file).map(({ name }) => name));
  });
  it('of values reach over quotes, escapes and continuations', () => {
    assertSpans('FROM a\nRUN --a=«"b c"d\\ e» --f=«g\\\nh» i\n', file =>
      flags(file).flatMap(({ value }) => value ?? []),
    );
  });
});

describe('spans of pairs', () => {
  const names = (file: Dockerfile) => pairs(file).map(({ name }) => name);
  const values = (file: Dockerfile) => pairs(file).flatMap(({ value }) => value ?? []);

  it('hold name and value', () => {
    assertSpans('FROM a\nENV «A="b c"» «"D E"=f» \\\n  «G=»\n', pairs);
    assertSpans('FROM a\nENV «A»="b c" «"D E"»=f \\\n  «G»=\n', names);
    assertSpans('FROM a\nENV A=«"b c"» "D E"=«f» \\\n  G=«»\n', values);
  });
  it('in the old form have all the rest as value', () => {
    assertSpans('FROM a\nENV «A»  b c\n', names);
    assertSpans('FROM a\nENV A  «b \\\n c»\n', values);
  });
  it('of ARG may have no value', () => {
    assertSpans('FROM a\nARG «A» «B=c»\n', pairs);
    assertSpans('FROM a\nARG A B=«c»\n', values);
  });
});

describe('spans of here-documents', () => {
  const heredocs = (file: Dockerfile) => second(file).heredocs;

  it('are those of the marker with its descriptor and quotes', () => {
    assertSpans('FROM a\nRUN x «3<<"E F"» «<<-G» \\\n y\nE F\nG\n', file =>
      heredocs(file).map(({ marker }) => marker),
    );
  });
  it('of bodies hold whole lines', () => {
    assertSpans("FROM a\nONBUILD RUN <<'E' <<F\n«# x\r\n\r\n»E\r\n«»F\n", file =>
      heredocs(file).map(({ body }) => body),
    );
  });
  it('of terminators leave tabs and line ends out', () => {
    assertSpans('FROM a\nRUN <<-E\nx\n\t\t«E»\r\nCMD y\n', file =>
      heredocs(file).flatMap(({ terminator }) => terminator ?? []),
    );
  });
  it('without terminator end before the next instruction, so that a half-typed one spoils nothing below', () => {
    const text = 'FROM a\nRUN <<E\n«x\n  RUN y\n»CMD z\nRUN <<F\nF\n';
    assertSpans(text, file => heredocs(file).map(({ body }) => body));
    const { instructions, errors } = parseDockerfile(readMarked(text).text);
    assert.deepEqual(
      instructions.map(({ name }) => name),
      ['FROM', 'RUN', 'CMD', 'RUN'],
    );
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['syntax-unterminated-heredoc'],
    );
  });
});

describe('spans of comments and directives', () => {
  it('leave line ends out, and directives are no comments', () => {
    assertSpans(
      '# syntax=x\n«# a  »\r\nFROM a\nRUN x \\\n  «#b»\n y\nRUN <<E\n# z\nE\n',
      file => file.comments,
    );
    assertSpans('«#  Syntax = x»  \n«# escape=`»\n# a\nFROM a\n', file => file.directives);
  });
  it('of directives count only where BuildKit honours them', () => {
    // Its frontend, which wants syntax and check, allows no blank before the sign; its parser, which wants escape, does.
    assertSpans(' # syntax=x\n «# escape=`»\n# check=skip=all\n', file => file.directives);
    assertSpans('#!/bin/x\n# escape=`\n«# check=skip=all»\nFROM a\n', file => file.directives);
    assertSpans('# a\n# syntax=x\nFROM a\n', file => file.directives);
  });
});

describe('a logical line', () => {
  it('leads from each of its characters to the file and back', () => {
    const text = 'FROM a\nRUN ab \\\r\n # c\n\n  cd \\\n';
    const { logical } = second(parseDockerfile(text));
    assert.equal(logical.text, 'RUN ab   cd ');
    for (let offset = 0; offset < logical.text.length; offset++) {
      assert.equal(text[logical.toSource(offset)], logical.text[offset]);
      assert.equal(logical.toLogical(logical.toSource(offset)), offset);
    }
    assert.equal(logical.toSource(logical.text.length), text.indexOf('\\', 25));
  });
  it('takes an offset in dropped text for the next kept character', () => {
    const text = 'RUN ab \\\n# c\n  cd';
    const { logical } = parseDockerfile(text).instructions[0] ?? assert.fail();
    assert.equal(logical.toLogical(text.indexOf('# c') + 1), logical.text.indexOf('  cd'));
    assert.equal(logical.toLogical(text.length + 5), logical.text.length);
    assert.equal(logical.toLogical(-1), 0);
  });
});

describe('lines', () => {
  it('of an instruction reach the last line that was read for it', () => {
    const { instructions, emptyContinuationLines, lineStarts } = parseDockerfile(
      'FROM a\nRUN x \\\n\n# c\n y\nCMD z \\\n\n',
    );
    assert.deepEqual(
      instructions.map(({ lines }) => [lines.first, lines.last]),
      [
        [0, 0],
        [1, 4],
        [5, 6],
      ],
    );
    assert.deepEqual(emptyContinuationLines, [2, 6]);
    assert.deepEqual(lineStarts, [0, 7, 15, 16, 20, 23, 31, 32]);
  });
});
