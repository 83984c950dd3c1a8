import assert from 'node:assert/strict';
import type { LintConfiguration } from '../../server/lint/configuration.ts';
import type { Diagnostic } from '../../server/lint/diagnostic.ts';
import { applyEdits } from '../../server/lint/fix.ts';
import { lint } from '../../server/lint/run.ts';
import { shellCode } from '../../server/lint/shell/code.ts';
import { readShellcheckReport, type ShellcheckComment } from '../../server/lint/shellcheck/report.ts';
import { wantsShellcheck } from '../../server/lint/shellcheck/run.ts';
import { scriptsToCheck } from '../../server/lint/shellcheck/scripts.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { mark, readMarked } from '../kit/markers.ts';

/** What ShellCheck would get, each as one text. */
function scripts(text: string): readonly string[] {
  const file = parseDockerfile(text);
  return Array.from(scriptsToCheck(file, shellCode(file, buildModel(file))), script => script.text);
}

/** Something that stands in a script, as ShellCheck would report it. */
interface Said {
  readonly word: string;
  readonly code?: number;
  readonly level?: ShellcheckComment['level'];
  /** The word in quotes, as ShellCheck writes such a fix. */
  readonly quoted?: boolean;
  readonly replaced?: string;
}

function comment(script: string, { word, code = 2086, level = 'info', quoted, replaced }: Said): object {
  const at = script.indexOf(word);
  assert.ok(at >= 0, `${word} is not in ${script}`);
  const before = script.slice(0, at).split('\n');
  const line = before.length;
  const column = [...(before.at(-1) ?? '')].length + 1;
  const endColumn = column + [...word].length;
  const range = { line, endLine: line, column, endColumn };
  const replacements = [
    ...(quoted
      ? [
          { ...range, endColumn: column, insertionPoint: 'afterEnd', precedence: 7, replacement: '"' },
          { ...range, column: endColumn, insertionPoint: 'beforeStart', precedence: 7, replacement: '"' },
        ]
      : []),
    ...(replaced === undefined
      ? []
      : [{ ...range, insertionPoint: 'beforeStart', precedence: 1, replacement: replaced }]),
  ];
  const fix = replacements.length > 0 ? { replacements } : null;
  return { file: '0', ...range, level, code, message: `about ${word}`, fix };
}

function find(
  text: string,
  said: readonly Said[],
  configuration: LintConfiguration = { only: new Set(['shellcheck']) },
): readonly Diagnostic[] {
  const file = parseDockerfile(text);
  return lint(
    {
      file,
      model: buildModel(file),
      shellcheck: script => {
        const here = said.filter(({ word }) => script.includes(word));
        const comments = here.map(each => comment(script, each));
        return readShellcheckReport(JSON.stringify({ comments }))?.get('0') ?? [];
      },
    },
    configuration,
  );
}

describe('what ShellCheck gets', () => {
  it('is each script under the line of its shell, with what decides of errors', () => {
    assert.deepEqual(
      scripts(
        [
          'FROM a:1',
          'RUN a \\',
          '  # a comment',
          '  && b',
          'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]',
          'RUN c',
          'CMD ["/bin/ash", "-c", "d \\"e\\""]',
          'RUN <<EOF',
          'f',
          'EOF',
          'RUN <<-EOF',
          '#!/usr/bin/env bash',
          '\tg',
          '\tEOF',
          'ONBUILD RUN cat <<EOF',
          'h',
          'EOF',
          '',
        ].join('\n'),
      ),
      [
        '#!/bin/sh\na   && b',
        '#!/bin/bash -e\nc',
        '#!/bin/busybox sh\nd "e"',
        '#!/bin/bash -e\nf\n',
        '#!/bin/bash\ng\n',
        '#!/bin/bash -e\ncat <<EOF\nh\nEOF',
      ],
    );
  });

  it('is what a script hands to a shell in single quotes, too', () => {
    assert.deepEqual(
      scripts("FROM a:1\nRUN a; bash -ec 'b \\\n  c' && sh -c \"d $e\" && echo 'f' | sh -c 'g'\n").slice(1),
      ['#!/bin/bash -e\nb   c', '#!/bin/sh\ng'],
    );
    assert.equal(scripts("FROM a:1\nRUN echo 'sh -c x'\n").length, 1);
  });

  it('is nothing that no shell it knows would read', () => {
    const texts = [
      'RUN ["a", "b"]',
      'RUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF',
      'SHELL ["pwsh", "-Command"]\nRUN Get-Item $a',
      'SHELL ["cmd", "/S", "/C"]\nRUN dir',
      'SHELL ["zsh", "-c"]\nRUN echo',
      'CMD ["a", \'b\']',
      `RUN ${'a'.repeat(200_000)}`,
      'COPY <<EOF /a\n$x\nEOF',
    ];
    for (const text of texts) assert.deepEqual(scripts(`FROM a:1\n${text}\n`), [], text);
  });
});

describe('what ShellCheck says', () => {
  /** The word `$x` is said to want quotes. */
  const check = (marked: string): void => {
    const { text } = readMarked(marked);
    const found = find(text, [{ word: '$x', quoted: true }]);
    assert.equal(
      mark(
        text,
        found.map(({ span }) => span),
      ),
      marked,
    );
    const fixed = applyEdits(
      text,
      found.flatMap(({ fixes }) => fixes[0]?.edits ?? []),
    );
    // What the shell gets is what ShellCheck wanted it to be.
    assert.deepEqual(
      scripts(fixed),
      scripts(text).map(script => script.replace('$x', '"$x"')),
    );
  };

  it('stands on its word, and is fixed there', () => {
    check('FROM a:1\nRUN echo «$x»\n');
    check('FROM a:1\nRUN --mount=type=cache,target=/c echo a \\\n  # c\n\n  «$x» \\\n  b\n');
    check('FROM a:1\r\nRUN echo \\\r\n  «$x»\r\n');
    check('# escape=`\nFROM a:1\nRUN echo `\n  «$x»\n');
    check('FROM a:1\nRUN echo é 😀 «$x»\n');
    check('FROM a:1\nONBUILD RUN echo «$x»\n');
    check('FROM a:1\nRUN <<EOF\n#!/bin/bash\necho\n  echo «$x»\nEOF\n');
    check('FROM a:1\nRUN <<-EOF\n\techo a\n\t\techo «$x»\n\tEOF\n');
    check('FROM a:1\nRUN cat <<EOF; echo «$x»\n$a\nEOF\n');
    check('FROM a:1\nRUN ["sh", "-c", "echo \\"a\\" \\u0041 «$x»"]\n');
    check('FROM a:1\nRUN echo «$\\\nx»\n');
  });

  it('is offered as a fix only where the text to replace stands as it is', () => {
    const titles = (text: string, said: Said): readonly string[] =>
      find(text, [said]).flatMap(({ fixes }) => fixes.map(({ title }) => formatMessage(title)));
    assert.deepEqual(titles('FROM a:1\nRUN a `b`\n', { word: '`b`', replaced: '$(b)' }), [
      'Change to `$(b)`',
    ]);
    assert.deepEqual(titles('FROM a:1\nRUN a `b \\\n c`\n', { word: '`b  c`', replaced: '$(b)' }), []);
    assert.deepEqual(titles('FROM a:1\nRUN a `b`\n', { word: '`b`', replaced: 'b\nc' }), []);
    const long = 'b'.repeat(100);
    assert.deepEqual(titles(`FROM a:1\nRUN a ${long}\n`, { word: long, replaced: `c${long}` }), [
      'Change it as ShellCheck proposes',
    ]);
  });

  it('is safe to fix only where the shell reads the same', () => {
    const isSafe = (text: string, said: Said): boolean | undefined =>
      find(`FROM a:1\nRUN ${text}\n`, [said])[0]?.fixes[0]?.safe;
    assert.equal(isSafe('a $x', { word: '$x', quoted: true }), false);
    assert.equal(isSafe('a `b`', { word: '`b`', code: 2006, replaced: '$(b)' }), true);
    assert.equal(isSafe('a `b \\`c\\``', { word: '`b \\`c\\``', code: 2006, replaced: '$(b)' }), false);
    assert.equal(isSafe('a $(( $b ))', { word: '$b', code: 2004, replaced: 'b' }), true);
  });

  it('is left out where a Dockerfile makes it pointless', () => {
    const codes = (text: string, ...said: readonly Said[]): readonly string[] =>
      find(`FROM a:1\n${text}\n`, said).flatMap(({ aliases }) => aliases);
    const unset: Said = { word: '$x', code: 2154, level: 'warning' };
    assert.deepEqual(codes('RUN echo $x', unset), ['SC2154']);
    assert.deepEqual(codes('ARG x\nRUN echo $x', unset), []);
    assert.deepEqual(codes('ENV x=1\nRUN echo ${x}', { ...unset, word: '${x}' }), []);
    assert.deepEqual(codes('RUN --mount=type=secret,id=a,env=x echo $x', unset), []);
    assert.deepEqual(codes('ONBUILD RUN echo $x', unset), []);
    assert.deepEqual(codes('CMD echo $x', unset), []);
    assert.deepEqual(codes('CMD echo $x', { word: '$x' }), ['SC2086']);
    // What sh lacks is there when the file declares it: ARG for RUN, ENV for containers too.
    const notInSh: Said = { word: '$UID', code: 3028, level: 'warning' };
    assert.deepEqual(codes('RUN echo $UID', notInSh), ['SC3028']);
    assert.deepEqual(codes('CMD echo $UID', notInSh), ['SC3028']);
    assert.deepEqual(codes('ARG UID=1000\nRUN useradd -u $UID a', notInSh), []);
    assert.deepEqual(codes('ARG UID=1000\nCMD echo $UID', notInSh), ['SC3028']);
    assert.deepEqual(codes('ENV UID=1000\nCMD echo $UID', notInSh), []);
    assert.deepEqual(codes('ENV UID=1000\nONBUILD RUN echo $UID', notInSh), []);
    assert.deepEqual(codes('RUN . /a', { word: '/a', code: 1091 }), []);
    assert.deepEqual(codes('RUN echo', { word: '#!/bin/sh', code: 2187 }), []);
    const returns = [
      { word: 'b', code: 1017 },
      { word: 'c', code: 1017 },
    ];
    assert.deepEqual(codes('RUN <<EOF\nb\nc\nEOF', ...returns), ['SC1017']);
  });

  it('shows a word where only a place is told', () => {
    const file = parseDockerfile('FROM a:1\nRUN if [ a; then b; fi\n');
    const at = { file: '0', line: 2, column: 4, endLine: 2, endColumn: 4, level: 'error', code: 1073 };
    const comments = [{ ...at, message: 'm', fix: null }];
    const found = lint(
      {
        file,
        model: buildModel(file),
        shellcheck: () => readShellcheckReport(JSON.stringify({ comments }))?.get('0'),
      },
      { only: new Set(['SC1073']) },
    );
    assert.deepEqual(
      found.map(({ span }) => file.text.slice(span.start, span.end)),
      ['['],
    );
  });
});

describe('how ShellCheck counts among the rules', () => {
  const text = 'FROM a:1\nRUN echo $x\n';
  const said: readonly Said[] = [{ word: '$x' }];
  const found = (source: string, configuration: LintConfiguration): readonly string[] =>
    find(source, said, configuration).map(
      ({ rule, severity, aliases }) => `${severity} ${aliases[0] ?? rule}`,
    );

  it('has the severity of ShellCheck, but for errors, which are for what BuildKit refuses', () => {
    const level = (which: ShellcheckComment['level'], configuration: LintConfiguration = {}) =>
      find(text, [{ word: '$x', level: which }], configuration)[0]?.severity;
    assert.deepEqual(
      [level('error'), level('warning'), level('info'), level('style')],
      ['warning', 'warning', 'info', 'hint'],
    );
    assert.equal(level('error', { preset: 'hadolint' }), 'error');
  });

  it('is on with every preset but that of BuildKit', () => {
    assert.deepEqual(found(text, {}), ['info SC2086']);
    assert.deepEqual(found(text, { preset: 'hadolint' }), ['info SC2086']);
    assert.deepEqual(found(text, { preset: 'buildkit' }), []);
    assert.ok(!wantsShellcheck({ preset: 'buildkit' }));
    assert.ok(!wantsShellcheck({ only: new Set(['DL3008']) }));
    assert.ok(!wantsShellcheck({ severities: new Map([['shellcheck', 'off']]) }));
  });

  it('is configured by code and as a whole', () => {
    assert.deepEqual(found(text, { severities: new Map([['SC2086', 'off']]) }), []);
    assert.deepEqual(found(text, { severities: new Map([['shellcheck', 'off']]) }), []);
    assert.deepEqual(
      found(text, {
        severities: new Map([
          ['shellcheck', 'hint'],
          ['SC2086', 'error'],
        ]),
      }),
      ['error SC2086'],
    );
    assert.deepEqual(found(text, { preset: 'buildkit', severities: new Map([['SC2086', 'error']]) }), [
      'error SC2086',
    ]);
  });

  it('is silenced by the comments people have', () => {
    const silenced = (above: string): readonly string[] => found(`FROM a:1\n${above}\nRUN echo $x\n`, {});
    for (const comment of [
      '# hadolint ignore=SC2086',
      '# hadolint ignore=DL3008,SC2086',
      '# shellcheck disable=SC2086',
      '# tally ignore=shellcheck/SC2086',
      '# dockerfile-utils: ignore',
    ])
      assert.deepEqual(
        silenced(comment).filter(name => name.includes('SC')),
        [],
        comment,
      );
    assert.deepEqual(found(`# hadolint global ignore=SC2086\n${text}`, {}), []);
    assert.deepEqual(found(`# check=skip=all\n${text}`, {}), ['info SC2086']);
  });

  it('says once that a script cannot be parsed, and where it began', () => {
    const broken = 'FROM a:1\nRUN if x; then \\\n  y\n';
    const errors: readonly Said[] = [
      { word: 'if', code: 1009 },
      { word: 'then', code: 1073, level: 'error' },
      { word: 'y', code: 1072, level: 'error' },
    ];
    const [only, ...more] = find(broken, errors, {});
    assert.deepEqual([only?.aliases, more], [['SC1072'], []]);
    assert.equal(only?.related && formatMessage(only.related.message), 'about if');
    assert.equal(find(broken, errors, { preset: 'hadolint' }).length, 3);
    const silenced = broken.replace('RUN', '# hadolint ignore=SC1009,SC1073,SC1072\nRUN');
    assert.deepEqual(find(silenced, errors, {}), []);
  });

  it('is silenced for one line of a script by a comment above it', () => {
    const lines = (above: string): readonly string[] =>
      found(`FROM a:1\nRUN a \\\n  ${above}\n  # another\n  && echo $x \\\n  && b\n`, {});
    assert.deepEqual(lines('# why'), ['info SC2086']);
    assert.deepEqual(lines('# shellcheck disable=SC2086'), []);
    assert.deepEqual(lines('# shellcheck disable=SC2046'), ['hint unused-suppression', 'info SC2086']);
  });

  it('says of a comment that it silences nothing once the scripts were looked at', () => {
    const unused = (comment: string, isKnown: boolean): readonly string[] => {
      const file = parseDockerfile(`FROM a:1\n# hadolint ignore=${comment}\nRUN echo $x\n`);
      const comments = readShellcheckReport(
        JSON.stringify({ comments: [globalThis.structuredClone(COMMENT)] }),
      )?.get('0');
      const shellcheck = () => (isKnown ? comments : undefined);
      return lint({ file, model: buildModel(file), shellcheck }).map(({ rule }) => rule);
    };
    assert.deepEqual(unused('SC2086', true), []);
    assert.deepEqual(unused('SC2046', true), ['unused-suppression', 'shellcheck-sc2086']);
    assert.deepEqual(unused('SC2046', false), []);
    assert.deepEqual(unused('SC1091', true), ['shellcheck-sc2086']);
  });
});

const COMMENT = {
  ...{ file: '0', line: 2, endLine: 2, column: 6, endColumn: 8 },
  ...{ level: 'info', code: 2086, message: 'm', fix: null },
};

describe("ShellCheck's report", () => {
  it('is read as far as it is one', () => {
    assert.equal(readShellcheckReport('shellcheck: no such option'), undefined);
    assert.equal(readShellcheckReport('[]'), undefined);
    const odd = { comments: [{ file: '0' }, null, { ...COMMENT, fix: { replacements: [{}] } }] };
    assert.deepEqual(
      readShellcheckReport(JSON.stringify(odd))
        ?.get('0')
        ?.map(({ replacements }) => replacements),
      [[]],
    );
  });
});
