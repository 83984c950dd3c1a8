import assert from 'node:assert/strict';
import { loadShellParser } from '../../../server/lsp/shellParser.ts';
import { parseScript } from '../../../server/shell/parse.ts';
import type { ShellParser } from '../../../server/shell/parser.ts';
import { scriptsOf } from '../../../server/shell/scripts.ts';
import { parseDockerfile } from '../../../server/syntax/parse.ts';
import { mark, readMarked } from '../../kit/markers.ts';
import { errorsOf, outline, readScript, wordsIn } from '../outline.ts';

const SHELL = ['powershell', '-Command'];

const READS: Readonly<Record<string, readonly [script: string, expected: string]>> = {
  commands: [
    'Install-Foo -Name "a b" ; choco install git -y',
    'Install-Foo -Name "a b"; choco install git -y',
  ],
  pipelines: [
    "Get-A | Where-B { $_.N -eq 'x' } | C -F",
    "[Get-A | Where-B \"{ $_.N -eq 'x' }\"~‹{expression(‹$_ '›){}› | C -F]",
  ],
  lists: ['a && b || c', '<a && b || c>'],
  'a call by path': ["& 'C:\\x y.exe' /a", '"C:\\\\x y.exe" /a'],
  assignments: [
    "$a = Get-B c; $env:P += 'd'",
    "expression(‹$a›){Get-B c}; expression(‹$env:P›){expression(‹'›){}}",
  ],
  'strings with variables': ['a "b $c ${d} $env:e" \'$f\'', 'a "b $c ${d} $env:e"~‹"‹$c $d $env:e›› $f'],
  'quotes in strings': ["a 'b''c' \"d`\"e\" f`g", 'a "b\'c" "d\\"e" fg'],
  subexpressions: ['a "b $(c d)" (e f) @(g)', 'a "b $(c d)"~‹"‹$(c d›› "(e f)"~‹(e f› "@(g)"~‹@(g›'],
  blocks: [
    'if (Test-A b) { c } else { exit 1 }; foreach ($d in e) { f $d }; try { g } catch { h } finally { i }',
    'if{Test-A b; c; exit 1}; foreach{e; f $d~‹$d›}; try{g; h; i}',
  ],
  methods: ["(New-Object A.B).Get('c')", "expression(‹(New-Object A.B '›){}"],
  redirections: ['a b >> c 2>&1', 'a b >>c 2>&1?'],
};

describe('scripts of PowerShell', () => {
  let parser: ShellParser | undefined;
  before(async () => {
    parser = await loadShellParser(error => assert.fail(String(error)));
    assert.ok(parser);
  });

  for (const [name, [script, expected]] of Object.entries(READS)) {
    it(name, () => {
      const read = readScript(script, SHELL, parser);
      assert.equal(outline(read), expected);
      assert.deepEqual(errorsOf(read), []);
    });
  }

  it('comments, reserved words and variables are listed', () => {
    const text = 'if ($a) { b $c } # d';
    const { comments, keywords, variables } = readScript(text, SHELL, parser);
    const textOf = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    assert.deepEqual(comments.map(textOf), ['# d']);
    assert.deepEqual(keywords.map(textOf), ['if']);
    assert.deepEqual(
      variables.map(({ nameSpan }) => textOf(nameSpan)),
      ['a', 'c'],
    );
  });

  it('words stand in their places in the Dockerfile', () => {
    const marked = '# escape=`\nRUN «a» «-B» `\n  «"c `\n# x\n  $d"» ; «e» «"$(«f»)"»\nRUN <<E\n«g» «h»\nE\n';
    const { text } = readMarked(marked);
    const file = parseDockerfile(text);
    const sources = file.instructions.flatMap(instruction => scriptsOf(file, instruction, SHELL));
    assert.equal(
      mark(
        text,
        sources.flatMap(source => wordsIn(parseScript(source, parser))),
      ),
      marked,
    );
  });

  it('a broken script gives what could be read', () => {
    const read = readScript("a b; c 'd", SHELL, parser);
    assert.match(outline(read), /a b/);
    assert.ok(read.errors.every(({ code }) => code === 'unreadable') && read.errors.length > 0);
  });

  it('what takes too long or nests too deep is given up, and the next script is read', () => {
    for (const unit of ['${,', '1+', '(']) readScript(unit.repeat(6_000), SHELL, parser);
    assert.equal(outline(readScript('a b', SHELL, parser)), 'a b');
  });
});
