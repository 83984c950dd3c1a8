import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Script } from '../../../server/shell/model.ts';
import { nestedSources } from '../../../server/shell/nested.ts';
import { parseScript } from '../../../server/shell/parse.ts';
import { walkStatements } from '../../../server/shell/walk.ts';
import { readScript, scriptsIn, wordsIn } from '../outline.ts';

/** Signs that mean something to a shell or to a Dockerfile, and plain ones. */
const PIECES = [
  ...[
    'a',
    'bc',
    '-y',
    '😀',
    'A=',
    ' ',
    ' ',
    ' ',
    '\t',
    '"',
    "'",
    '\\',
    '`',
    '$',
    '$(',
    ')',
    '(',
    '${',
    '}',
    '{ ',
  ],
  ...[
    '$x',
    '${y:-',
    '$((',
    '))',
    '((',
    '; ',
    ' && ',
    ' || ',
    ' | ',
    ' & ',
    '>',
    '<',
    '2>&1',
    '<(',
    '[[ ',
    ' ]]',
  ],
  ...[
    'if ',
    '; then ',
    '; fi',
    'for i in ',
    '; do ',
    '; done',
    'case x in ',
    ';;',
    ' esac',
    'f() ',
    '! ',
    '#',
    ' # ',
  ],
  ...['*', '?', '[', ']', '=', '=~', '~', '\r', '\0', 'a=(', '@(', "$'", '{a,b}'],
];
const script = fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map(pieces => pieces.join(''));
const heredocScript = fc
  .array(fc.constantFrom(...PIECES, '\n', '\n', 'cat <<E\n', 'cat <<-"F" >x\n', '\nE\n', '\n\tF\n', '\t'), {
    maxLength: 30,
  })
  .map(pieces => pieces.join(''));
/** Where a script is cut into lines, and what stands between. */
const cuts = fc.array(fc.tuple(fc.nat(40), fc.constantFrom('', '# x\n', '\n', '  # " y\n')), {
  maxLength: 4,
});

const check = <T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, law), { seed: 42, numRuns: 200 });

describe('laws of scripts', () => {
  it('a word stands in the Dockerfile as it is read, but for continuations', () => {
    check(fc.tuple(script, cuts), ([text, places]) => {
      const dockerfile = `FROM a\nRUN x ${continued(text, places)}\n`;
      for (const word of scriptsIn(dockerfile).flatMap(wordsIn)) {
        assert.equal(joined(dockerfile.slice(word.start, word.end)), word.text);
      }
    });
  });

  it('cutting a script into lines changes nothing but places', () => {
    check(fc.tuple(script, cuts), ([text, places]) => {
      const [whole] = scriptsIn(`RUN x ${text.replace(/[\r\\]/g, '')}\n`);
      const [cut] = scriptsIn(`RUN x ${continued(text.replace(/[\r\\]/g, ''), places)}\n`);
      assert.deepEqual(cut && withoutPlaces(cut), whole && withoutPlaces(whole));
    });
  });

  it('a heredoc is read as the same script by itself', () => {
    check(heredocScript, text => {
      const [inside] = scriptsIn(`RUN <<THE_END\ntrue\n${text}\nTHE_END\n`);
      assert.deepEqual(inside && withoutPlaces(inside), withoutPlaces(readScript(`true\n${text}\n`)));
    });
  });

  it('words lie within their script, in order, and never across each other', () => {
    check(heredocScript, text => {
      const read = readScript(text);
      let open: { readonly end: number }[] = [];
      for (const word of wordsIn(read)) {
        assert.ok(word.start <= word.end && word.end <= text.length);
        open = open.filter(outer => outer.end > word.start);
        for (const outer of open) assert.ok(word.end <= outer.end);
        open.push(word);
      }
    });
  });

  it('statements lie within those around them', () => {
    check(heredocScript, text => {
      walkStatements(readScript(text).statements, ({ start, end }, parents) => {
        const parent = parents.at(-1);
        assert.ok(start <= end && end <= text.length);
        // A heredoc's body stands behind the statement that it belongs to.
        if (parent && !text.includes('<<')) assert.ok(parent.start <= start && end <= parent.end);
      });
    });
  });

  it('scripts inside scripts are read from their places', () => {
    check(script, text => {
      const quoted = text.replaceAll("'", '');
      const dockerfile = `RUN bash -c '${quoted}'\n`;
      for (const source of scriptsIn(dockerfile).flatMap(nestedSources)) {
        for (const word of wordsIn(parseScript(source))) {
          assert.equal(dockerfile.slice(word.start, word.end), word.text);
        }
      }
    });
  });

  it('any text is read', () => {
    check(fc.array(fc.nat(0x17f), { maxLength: 60 }), codes => {
      const text = String.fromCharCode(...codes);
      const read = readScript(text);
      for (const { start, end } of read.errors) assert.ok(start < end && end <= Math.max(text.length, 1));
    });
  });
});

describe('size', () => {
  const UNITS = [
    'a b && ',
    'a | ',
    '((',
    '$(',
    '`',
    '"',
    "'",
    '<<A ',
    '<<A\n',
    '(( a ) ',
    'a[',
    '${x:-',
    'f() { ',
    'if a; fi ',
  ];

  for (const unit of UNITS) {
    it(`a large script of ${JSON.stringify(unit)} is read in one pass`, () => {
      const read = readScript(unit.repeat(20_000 / unit.length));
      let commands = 0;
      walkStatements(read.statements, () => commands++);
      assert.ok(commands > 0 || read.errors.length > 0);
    });
  }
});

/** `text` with continuations at some places. */
function continued(text: string, places: readonly (readonly [number, string])[]): string {
  let result = text.replaceAll('\\', '/');
  const sorted = [...places].sort((a, b) => b[0] - a[0]);
  for (const [at, between] of sorted) {
    // A line that starts with a comment sign would be a comment of the Dockerfile.
    if (at > result.length || /^[\s#]/.test(result.slice(at)) || result.slice(at).trim() === '') continue;
    result = `${result.slice(0, at)}\\\n${between}${result.slice(at)}`;
  }
  return result;
}

const joined = (text: string): string => text.replace(/\\[ \t\r]*\n(?:[ \t]*(?:#[^\n]*)?\n)*/g, '');

/** A script without offsets and without what leads back to the Dockerfile. */
function withoutPlaces({ statements, errors, variables, keywords, comments }: Script): unknown {
  const text = JSON.stringify({ statements, errors, variables, keywords, comments }, (key, value: unknown) =>
    key === 'start' || key === 'end' ? undefined : value,
  );
  return JSON.parse(text);
}
