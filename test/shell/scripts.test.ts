import assert from 'node:assert/strict';
import { defaultShell, scriptsOf } from '../../server/shell/scripts.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { mark, readMarked } from '../kit/markers.ts';
import { outline, scriptsIn, wordsIn } from './outline.ts';

/** Dockerfiles in which every word of every command is marked. */
const PLACES: Readonly<Record<string, string>> = {
  'one line': 'RUN «apt-get» «install» «-y» «"a b"»\n',
  'behind flags': 'RUN --mount=type=cache,target=/x --network=none «a» «b»\n',
  'lists and pipes': 'RUN «a» && «b» | «c»; «d» & (! «e»)\n',
  continuations: 'RUN «a» \\\n  «b» && \\\n  «c»\n',
  'comments and empty lines between': 'RUN «a» \\\n# x\n\n  # y\n  «b»; \\\n   «c»\n',
  'a word across lines': 'RUN «a» «b\\\nc»\\\n «d»\n',
  'a word that starts behind a continuation': 'RUN \\\n\\\n«a»\n',
  'quotes across lines': 'RUN «echo» «"a \\\n# x\n  b"» «c»\n',
  'the other escape sign': '# escape=`\nFROM a\nRUN «a» `\n # x\n  «b\\c» «d`\ne»\n',
  CRLF: 'RUN «a» \\\r\n  «b»\r\nCMD «c»\r\n',
  'characters beyond 16 bits': 'RUN «echo» «😀é» \\\n «"😀"» «$A»\n',
  'substitutions inside words': 'RUN «a» «"$(«b» \\\n «"c$(«d»)"»)"» «`«e» \\\n «f»`»\n',
  'escaped backticks': 'RUN «a» «`«b» \\\n «\\`«c» \\\n «d»\\`»`» «e»\n',
  'CMD, ENTRYPOINT and HEALTHCHECK':
    'CMD «a» «b»\nENTRYPOINT «c» \\\n«d»\nHEALTHCHECK --interval=5s CMD «e» \\\n «f»\n',
  ONBUILD: 'ONBUILD RUN «a» \\\n «b»\nONBUILD HEALTHCHECK CMD «c»\n',
  'exec forms': 'RUN [«"a"»]\nCMD [ «"b"», \\\n «"c\\u0041"» ]\n',
  'a heredoc as script': 'RUN <<EOF\n«a» «b» \\\n  «c» # d\n«e»\nEOF\n',
  'a heredoc with tabs': 'RUN <<-EOF\n\t«a» «b»\n\t\t«c» \\\n\t«d» «"e\n\tf"»\n\tEOF\n',
  'a heredoc with CRLF': 'RUN <<EOF\r\n«a» «b»\r\n«c»\r\nEOF\r\n',
  'heredocs of commands':
    'RUN «cat» <<A > f && \\\n  «b» «c» <<-B; «d»\nx $(«e» «f»)\nA\n\ty `«g»`\n\tB\nRUN «h»\n',
  'an open heredoc': 'RUN <<EOF\n«a» «b»\n',
};

const DIALECTS: readonly (readonly [
  name: string,
  text: string,
  shell: readonly string[],
  expected: string,
])[] = [
  ['the default', 'RUN a', defaultShell('linux'), 'sh posix'],
  ['the default of Windows', 'RUN a', defaultShell('windows'), 'cmd none'],
  ['bash with options', 'RUN a', ['/bin/bash', '-o', 'pipefail', '-c'], 'bash posix'],
  ['busybox', 'RUN a', ['/bin/busybox', 'sh', '-c'], 'sh posix'],
  ['env', 'RUN a', ['/usr/bin/env', 'bash', '-c'], 'bash posix'],
  ['conda', 'RUN a', ['conda', 'run', '-n', 'x', '/bin/bash', '-c'], 'bash posix'],
  ['a script that runs scripts', 'RUN a', ['/usr/local/bin/_shell.sh'], '_shell.sh posix'],
  ['PowerShell', 'RUN a', ['C:\\x\\PowerShell.EXE', '-Command'], 'powershell powershell'],
  ['pwsh', 'RUN a', ['pwsh', '-c'], 'pwsh powershell'],
  ['another program', 'RUN a', ['/usr/bin/fish', '-c'], 'fish none'],
  ['a shebang', 'RUN <<E\n#!/usr/bin/env -S bash -e\na\nE', ['/bin/sh', '-c'], 'bash posix'],
  ['a shebang of another language', 'RUN <<E\n#!/usr/bin/python3\na\nE', ['/bin/sh', '-c'], 'python3 none'],
  [
    'a shebang behind tabs is a comment',
    'RUN <<-E\n\t#!/usr/bin/python3\n\ta\n\tE',
    ['/bin/sh', '-c'],
    'sh posix',
  ],
  [
    'a shebang for one of two heredocs',
    'RUN cat <<E <<F\n#!/bin/python\nE\nF',
    ['/bin/sh', '-c'],
    'sh posix',
  ],
  ['an exec form', 'RUN ["a"]', ['/bin/bash', '-c'], ' none'],
];

describe('places of words in the Dockerfile', () => {
  for (const [name, marked] of Object.entries(PLACES)) {
    it(name, () => {
      const { text } = readMarked(marked);
      assert.equal(mark(text, scriptsIn(text).flatMap(wordsIn)), marked);
    });
  }

  it('all other spans are places in the file too', () => {
    const text = 'RUN if a; \\\n then A="$(b)" >f <<E; fi # c\n$d\nE\n';
    const [script] = scriptsIn(text);
    const [statement] = script?.statements ?? [];
    assert.ok(script && statement?.kind === 'if');
    const [command] = statement.branches[0]?.body ?? [];
    assert.ok(command?.kind === 'command');
    const [assignment] = command.assignments;
    const [file, heredoc] = command.redirections;
    assert.ok(assignment && file?.target && heredoc?.heredoc?.terminator);
    const textOf = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    assert.deepEqual(
      [statement, command, assignment, assignment.nameSpan, assignment.value, file, file.target].map(textOf),
      ['if a; \\\n then A="$(b)" >f <<E; fi', 'A="$(b)" >f <<E', 'A="$(b)"', 'A', '"$(b)"', '>f', 'f'],
    );
    assert.deepEqual(
      [heredoc, heredoc.heredoc, heredoc.heredoc.terminator, ...script.variables, ...script.comments].map(
        textOf,
      ),
      ['<<E', '$d\n', 'E', '$d', '# c'],
    );
  });
});

describe('scripts of an instruction', () => {
  for (const [name, text, shell, expected] of DIALECTS) {
    it(`shell: ${name}`, () => {
      const file = parseDockerfile(text);
      const found = file.instructions.flatMap(instruction => scriptsOf(file, instruction, shell));
      assert.deepEqual(
        found.map(source => `${source.shell.name} ${source.shell.dialect}`),
        [expected],
      );
    });
  }

  it('other instructions have none', () => {
    const text =
      'FROM a\nCOPY <<A /x\necho\nA\nENV A=b\nSHELL ["sh"]\nHEALTHCHECK NONE\nRUN\nCMD\nONBUILD COPY a b\nONBUILD\n';
    assert.deepEqual(scriptsIn(text), []);
  });

  it('the shell gets bodies and delimiters as BuildKit hands them on', () => {
    const [script] = scriptsIn('RUN cat <<-A >x \\\n <<B\n\ta\n\tA\nb\nB\n');
    assert.equal(script?.source.text, 'cat <<-A >x  <<B\n\ta\nA\nb\nB');
  });

  it('a heredoc with tabs reaches the shell without them', () => {
    const [script] = scriptsIn('RUN <<-A\n\ta\n\n\t\t b\n\tA\n');
    assert.equal(script?.source.text, 'a\n\n b\n');
  });

  it('a marker that BuildKit does not take is open for the shell', () => {
    const [script] = scriptsIn('RUN cat << EOF\nFROM b\n');
    assert.ok(script);
    assert.equal(outline(script), 'cat <<EOF""');
    assert.deepEqual(
      script.errors.map(({ code }) => code),
      ['unterminated-heredoc'],
    );
  });

  it('scripts that no grammar reads have no statements', () => {
    assert.deepEqual(scriptsIn('RUN if exist a (b)', ['cmd', '/S', '/C'])[0]?.statements, []);
    assert.deepEqual(scriptsIn('RUN a', ['pwsh', '-c'])[0]?.statements, []);
  });

  it('an exec form is one command of static words', () => {
    const [script] = scriptsIn('ENTRYPOINT ["a b", "$c", "*"]');
    assert.equal(script && outline(script), '"a b" $c *');
  });
});
