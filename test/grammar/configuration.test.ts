import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface EnterRule {
  readonly beforeText: string;
  readonly afterText?: string;
  readonly previousLineText?: string;
  readonly action: { readonly indent: string; readonly appendText?: string };
}

interface Configuration {
  readonly wordPattern: string;
  readonly onEnterRules: readonly EnterRule[];
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
}

const path = new URL('../../syntaxes/dockerfile.language-configuration.json', import.meta.url);
const configuration: Configuration = JSON.parse(readFileSync(path, 'utf8'));

/** What Enter does at `|` of the last line: the first rule that fits, as VS Code picks it. */
function enter(text: string): string {
  const lines = text.split('\n');
  const [before = '', after = ''] = (lines.pop() ?? '').split('|');
  const previous = lines.at(-1) ?? '';
  const fits = (pattern: string | undefined, line: string): boolean =>
    pattern === undefined || new RegExp(pattern).test(line);
  const rule = configuration.onEnterRules.find(
    ({ beforeText, afterText, previousLineText }) =>
      fits(beforeText, before) && fits(afterText, after) && fits(previousLineText, previous),
  );
  return rule ? `${rule.action.indent}${rule.action.appendText ?? ''}` : 'none';
}

const ENTERS: Readonly<Record<string, string>> = {
  'RUN a \\|': 'indent',
  'RUN a\\  |': 'indent',
  'RUN \\|': 'indent',
  'FROM x\nRUN a `|': 'indent',
  'RUN echo `date`|': 'none',
  'RUN a|': 'none',
  '# a \\|': 'none',
  'RUN a \\\n  b \\|': 'none',
  'RUN a \\\n  b|': 'outdent',
  'RUN a `\n\tb c  |': 'outdent',
  'RUN a \\\n  # b|': 'none',
  'RUN a \\\nb|': 'none',
  'RUN a\n  b|': 'none',
  '# a |b': 'none# ',
  '  #a|  b': 'none# ',
  '# a|': 'none',
};

describe('language configuration', () => {
  for (const [text, expected] of Object.entries(ENTERS)) {
    it(`Enter in ${JSON.stringify(text)}: ${expected}`, () => {
      assert.equal(enter(text), expected);
    });
  }

  it('words are names and flags as wholes', () => {
    const words = 'COPY --from=my-stage --chmod=644 $VAR_1 ${B} apt-get a.b/c:1 --x-y'.match(
      new RegExp(configuration.wordPattern, 'g'),
    );
    const expected = 'COPY --from my-stage --chmod 644 VAR_1 B apt-get a b c 1 --x-y';
    assert.equal(words?.join(' '), expected);
  });

  it('regions fold', () => {
    const { start, end } = configuration.folding.markers;
    assert.match('# region base', new RegExp(start));
    assert.match('  #endregion', new RegExp(end));
    assert.doesNotMatch('# regional', new RegExp(start));
  });
});
