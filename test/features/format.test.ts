import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutEdits } from '../../server/features/format/layout.ts';
import { DEFAULT_FORMAT_OPTIONS, type FormatOptions } from '../../server/features/format/options.ts';
import { isSameReading } from '../../server/features/format/sameReading.ts';
import { formatDocument, formatNewLine, formatRange } from '../../server/features/format.ts';
import { applyEdits } from '../../server/lint/fix.ts';
import { dumpBuildkit } from '../../server/syntax/dump.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { readMarked, readMarkedFiles } from '../kit/markers.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/format');

/** Formatted, and formatted again: both must be the same, and the same to BuildKit as the text. */
function format(text: string, options: Partial<FormatOptions> = {}): string {
  const all = { ...DEFAULT_FORMAT_OPTIONS, ...options };
  const file = parseDockerfile(text);
  const once = applyEdits(text, formatDocument(file, all));
  const again = parseDockerfile(once);
  assert.equal(applyEdits(once, formatDocument(again, all)), once, 'formatting again changes the text');
  const [before, after] = [dumpBuildkit(file), dumpBuildkit(again)];
  assert.deepEqual([after.dump, after.error], [before.dump, before.error]);
  return once;
}

describe('formatting of a document', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(`lays out ${name}`, () => {
      const files = readMarkedFiles(readFileSync(join(FIXTURES, name), 'utf8'));
      assert.deepEqual(
        files.map(file => file.name),
        ['before', 'after'],
      );
      assert.equal(format(files[0]?.text ?? ''), files[1]?.text);
    });
  }

  it('keeps line ends as they are, and ends the file with one of them', () => {
    assert.equal(
      format('from a\r\n\r\n\r\nENV A=1 \\  \r\nB=2  '),
      'FROM a\r\n\r\nENV A=1 \\\r\n    B=2\r\n',
    );
    assert.equal(format('FROM a'), 'FROM a\n');
    assert.equal(format('FROM a\nRUN b \\'), 'FROM a\nRUN b \\\n');
    assert.equal(format('\ufeff\n from a\n\n\n'), '\ufeffFROM a\n');
  });

  it('leaves nothing of a file of blanks', () => {
    assert.equal(format(''), '');
    assert.equal(format(' \n\t\n'), '');
    assert.equal(format('\ufeff \n'), '\ufeff');
  });

  it('keeps an empty line that tells a comment from a directive, and a mark from a byte order mark', () => {
    assert.equal(format('\n\n# escape=`\nFROM a\n'), '\n# escape=`\nFROM a\n');
    assert.equal(format('\n\ufeffFROM a\n'), '\n\ufeffFROM a\n');
    assert.equal(format('# escape=` \nFROM a\n'), '# escape=` \nFROM a\n');
  });

  it('writes keywords as asked, and no word that BuildKit shows as it is written', () => {
    const text = 'From a as b\nonbuild Healthcheck none\nﬀrom x\n';
    assert.equal(format(text), 'FROM a as b\nONBUILD HEALTHCHECK none\nﬀrom x\n');
    assert.equal(format(text, { keywordCase: 'lower' }), 'from a as b\nonbuild healthcheck none\nﬀrom x\n');
    assert.equal(format(text, { keywordCase: 'preserve' }), text);
  });

  it('indents with what it is told to', () => {
    assert.equal(format('FROM a\nCOPY b \\\nc\n', { indent: '\t' }), 'FROM a\nCOPY b \\\n\tc\n');
  });

  it('can leave alone what stands on several lines', () => {
    const text = 'FROM a\nenv A=1  \\  \nB=2\n\n\nrun  <<EOF\nEOF\n';
    assert.equal(
      format(`${text}user  x\n`, { ignoreMultilineInstructions: true }),
      'FROM a\nenv A=1  \\  \nB=2\n\nrun  <<EOF\nEOF\nUSER x\n',
    );
  });

  it('leaves the ends of lines and of the file alone when told so', () => {
    const options = { trimTrailingWhitespace: false, insertFinalNewline: false, trimFinalNewlines: false };
    assert.equal(format('FROM a  \n# b  \nRUN c \\  \n  d  ', options), 'FROM a  \n# b  \nRUN c \\  \n  d  ');
    assert.equal(format('FROM a\n\n\n', options), 'FROM a\n\n');
  });

  it('goes no further than a here-document without end', () => {
    assert.equal(
      format('from a\nrun  <<EOF\n  x  \n\n\nrun  y  \n\n\n'),
      'FROM a\nRUN <<EOF\n  x  \n\n\nrun  y  \n\n\n',
    );
  });

  it('changes little: one edit for each thing that is not as it should be', () => {
    const file = parseDockerfile('from a\nCOPY b  c\nRUN d\n');
    assert.deepEqual(formatDocument(file, DEFAULT_FORMAT_OPTIONS), [
      { span: { start: 0, end: 4 }, newText: 'FROM' },
      { span: { start: 13, end: 15 }, newText: ' ' },
    ]);
    assert.deepEqual(formatDocument(parseDockerfile('FROM a\n'), DEFAULT_FORMAT_OPTIONS), []);
  });
});

describe('the reading that formatting must not change', () => {
  const differ = (a: string, b: string): void =>
    assert.equal(isSameReading(parseDockerfile(a), parseDockerfile(b)), false, b);

  it('is more than the words', () => {
    const text = 'FROM a\n# c\nRUN b  c\nCOPY <<EOF /d\n  e\nEOF\nENV f=g\nONBUILD RUN h\n';
    assert.ok(isSameReading(parseDockerfile(text), parseDockerfile(`\n${text}\n`)));
    differ(text, text.replace('b  c', 'b c'));
    differ(text, text.replace('  e', ' e'));
    differ(text, text.replace('# c', '# d'));
    differ(text, text.replace('f=g', 'f=h'));
    differ(text, text.replace('f=g', 'f g'));
    differ(text, text.replace('RUN h', 'RUN i'));
    differ(text, text.replace('RUN h', 'CMD h'));
    differ(text, `# escape=\`\n${text}`);
    differ(text, `${text}CMD\n`);
    differ('FROM a\nCOPY --link b c\n', 'FROM a\nCOPY --lonk b c\n');
  });
});

describe('formatting of a range', () => {
  function formatMarked(marked: string): string {
    const { text, spans } = readMarked(marked);
    const [span] = spans;
    assert.ok(span);
    return applyEdits(text, formatRange(parseDockerfile(text), span, DEFAULT_FORMAT_OPTIONS));
  }

  it('touches its lines and no others', () => {
    assert.equal(
      formatMarked('from a\nru«n  b\nenv A=1 \\\n»B=2\nrun  c\n\n\n'),
      'from a\nRUN b\nENV A=1 \\\nB=2\nrun  c\n\n\n',
    );
    assert.equal(formatMarked('from a\nenv A=1 \\\nB«»=2\nrun  c'), 'from a\nenv A=1 \\\n    B=2\nrun  c');
    assert.equal(formatMarked('from a\n«run  c»'), 'from a\nRUN c\n');
  });
});

describe('formatting while typing, after a line end', () => {
  function type(marked: string): string {
    const { text, cursor } = readMarked(marked);
    assert.ok(cursor !== undefined);
    return applyEdits(text, formatNewLine(parseDockerfile(text), cursor, DEFAULT_FORMAT_OPTIONS));
  }

  it('lays out the line above', () => {
    assert.equal(type('from  a\n<|>'), 'FROM a\n');
    assert.equal(type('from  b\ncopy  c  d\n<|>\nuser  e\n'), 'from  b\nCOPY c d\n\nuser  e\n');
    assert.equal(type('<|>from a\n'), 'from a\n');
  });

  it('indents the new line where the instruction goes on', () => {
    assert.equal(type('FROM a\nCOPY b \\\n<|>'), 'FROM a\nCOPY b \\\n    ');
    assert.equal(type('FROM a\nRUN b && \\\n<|>\n'), 'FROM a\nRUN b && \\\n    \n');
    assert.equal(type('FROM a\nRUN b \\\n  c \\\n  # d\n<|>\n'), 'FROM a\nRUN b \\\n  c \\\n  # d\n  \n');
    assert.equal(type('FROM a\nRUN b \\\nc \\\n    <|>\n'), 'FROM a\nRUN b \\\nc \\\n\n');
    assert.equal(type('FROM a\nRUN b \\\n    <|>\n'), 'FROM a\nRUN b \\\n    \n');
  });

  it('takes the indentation away where the instruction has ended', () => {
    assert.equal(type('FROM a\nRUN b \\\n    c\n    <|>\n'), 'FROM a\nRUN b \\\n    c\n\n');
    assert.equal(type('\n  <|>\nFROM a\n'), '\n\nFROM a\n');
  });

  it('indents what was broken off, where BuildKit does not see it', () => {
    assert.equal(type('FROM a\nCOPY b \\\n<|>c d\n'), 'FROM a\nCOPY b \\\n    c d\n');
    assert.equal(type('FROM a\nRUN b \\\n<|>c d\n'), 'FROM a\nRUN b \\\n<|>c d\n'.replace('<|>', ''));
  });

  it('stays out of here-documents', () => {
    assert.equal(type('FROM a\nRUN <<EOF\nrun  b\n  <|>\nEOF\n'), 'FROM a\nRUN <<EOF\nrun  b\n  \nEOF\n');
    assert.equal(type('FROM a\nrun  <<EOF\n  <|>\n'), 'FROM a\nRUN <<EOF\n  \n');
    assert.equal(type('FROM a\nRUN <<EOF\nEOF\n  <|>\n'), 'FROM a\nRUN <<EOF\nEOF\n\n');
  });

  it('neither adds nor takes away lines', () => {
    assert.equal(type('FROM a\n\n\n\n<|>\n\n\nRUN b'), 'FROM a\n\n\n\n\n\n\nRUN b');
  });
});

describe('edits of the layout alone, without the last look at what they do', () => {
  it('are sorted, and do not overlap', () => {
    const file = parseDockerfile('from  a  \n\n\n  # b \ncmd [ "c","d" , \\ \n"e" ]  \n\n');
    let last = 0;
    for (const { span } of layoutEdits(file, DEFAULT_FORMAT_OPTIONS)) {
      assert.ok(span.start >= last && span.end >= span.start);
      last = span.end;
    }
  });
});
