import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layoutEdits } from '../../../server/features/format/layout.ts';
import { DEFAULT_FORMAT_OPTIONS, type FormatOptions } from '../../../server/features/format/options.ts';
import { formatNewLine } from '../../../server/features/format.ts';
import { applyEdits } from '../../../server/lint/fix.ts';
import { decodeBytes } from '../../../server/syntax/bytes.ts';
import { dumpBuildkit } from '../../../server/syntax/dump.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import type { Dockerfile } from '../../../server/syntax/tree.ts';
import { generateDockerfile } from '../../syntax/differential/generate.ts';
import { randomOf } from '../../syntax/differential/random.ts';

const OPTIONS: readonly FormatOptions[] = [
  DEFAULT_FORMAT_OPTIONS,
  { ...DEFAULT_FORMAT_OPTIONS, indent: '\t', keywordCase: 'lower', ignoreMultilineInstructions: true },
  {
    ...DEFAULT_FORMAT_OPTIONS,
    trimTrailingWhitespace: false,
    insertFinalNewline: false,
    trimFinalNewlines: false,
  },
];

/** What BuildKit tells of a file, and what it passes on of it. */
function seen(file: Dockerfile): object {
  const { dump, error } = dumpBuildkit(file);
  return {
    dump,
    error,
    errors: file.errors.map(({ code, buildkit }) => [code, buildkit]),
    directives: file.directives.map(({ name, value }) => [name, value.value]),
    bodies: file.instructions.flatMap(instruction =>
      (instruction.trigger ?? instruction).heredocs.map(({ body }) => file.text.slice(body.start, body.end)),
    ),
    comments: file.comments.map(({ text }) => text),
  };
}

/** Without the net that drops harmful edits: it would hide what this looks for. */
function assertHarmless(text: string, name: string): void {
  const file = parseDockerfile(text);
  for (const options of OPTIONS) {
    const edits = layoutEdits(file, options);
    const formatted = applyEdits(text, edits);
    const again = parseDockerfile(formatted);
    assert.deepEqual(seen(again), seen(file), `${name}: ${JSON.stringify(text)}`);
    assert.equal(applyEdits(formatted, layoutEdits(again, options)), formatted, name);
    // As a range of lines takes only some of them.
    const some = applyEdits(
      text,
      edits.filter((_, index) => index % 3 !== 0),
    );
    assert.deepEqual(seen(parseDockerfile(some)), seen(file), `${name}, in part: ${JSON.stringify(text)}`);
  }
}

describe('formatting never changes what BuildKit sees, and formatting twice is formatting once', () => {
  it('of generated files', () => {
    for (let seed = 0; seed < 120; seed++) {
      for (const mood of ['valid', 'wild'] as const) {
        assertHarmless(decodeBytes(generateDockerfile(randomOf(seed), mood)), `${mood} ${seed}`);
      }
    }
  });

  it('of files that were found by generating many more', () => {
    for (const [name, text] of Object.entries(FOUND)) assertHarmless(text, name);
  });

  it('of the fixtures, cut at every tenth character as if half typed', () => {
    const folder = join(import.meta.dirname, '../../fixtures/format');
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'utf8').replaceAll(/^-- \w+ --\n/gm, '');
      for (let end = 0; end <= text.length; end += 10)
        assertHarmless(text.slice(0, end), `${name} to ${end}`);
    }
  });

  it('after a line end at any place', () => {
    const text = 'from a\nENV A=1 \\\n  B=2\nRUN b \\\nc  d\nCOPY <<EOF  e\n f\nEOF\n# g\nCMD [ "h" ]\n';
    for (let at = 0; at <= text.length; at++) {
      const typed = `${text.slice(0, at)}\n${text.slice(at)}`;
      const file = parseDockerfile(typed);
      const formatted = applyEdits(typed, formatNewLine(file, at + 1, DEFAULT_FORMAT_OPTIONS));
      assert.deepEqual(seen(parseDockerfile(formatted)), seen(file), JSON.stringify(typed));
      assert.equal(formatted.split('\n').length, typed.split('\n').length);
    }
  });
});

const FOUND: Readonly<Record<string, string>> = {
  'a tab in a string keeps an array from being JSON': 'FROM a\nADD ["\t"]\n',
  'a second line that starts with a byte order mark': '\n\ufeffFROM a\n',
  'an escaped blank tells a pair from the old form': 'FROM a\nENV  \\   =a\n',
  'an escaped blank keeps a word from being a here-document': 'FROM a\nCOPY b\r\\\t\\\n<<EOF\n',
  'a blank that only BuildKit takes for one':
    'FROM a\nRUN --mount=type=cache,\\\n\u00a0RUN x\ntarget=/x true\n',
  'a byte that is no UTF-8 between keyword and here-document': 'FROM a\nRUN \udc85\\\n<<"b"|cat\nb\n',
  'carriage returns with blanks between them': 'ARG \r\r \r\rARG \r\r \r\r',
  'bytes that become a blank when the lines are joined':
    'FROM a\nRUN\t\udce2\udc80\\\n#x\n\udc83 \\\n\n  b\n',
  'a blank line that continues the last instruction': 'FROM a\nWORKDIR \\ \n ',
  'an array that is broken without blanks before a comma': 'FROM a\nSHELL ["b"\\\n, "c"]\n',
  'a here-document with a blank in its name': "FROM a\nCOPY b <<-'E\tOF'  <<'F  G' /dest\n\tE\tOF\nF  G\n",
  'a directive behind a vertical tab': '# syntax = \n#escape = `\n\v# syntax = \nFROM scratch\n',
  'a carriage return in what looks like a directive': '# \rsyntax = \nFROM a\n',
  'a here-document that ends with a blank': 'FROM a\nCOPY <<" " /b\nc\n \n',
};
