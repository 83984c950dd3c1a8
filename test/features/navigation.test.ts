import assert from 'node:assert/strict';
import { definitionAt, occurrencesAt } from '../../server/features/navigation.ts';
import { prepareRename, rename } from '../../server/features/rename.ts';
import { applyEdits } from '../../server/lint/fix.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { atCursor, markedAt, withoutCursor } from './kit.ts';

/** Every occurrence of what is at the cursor must be marked. */
function occurrences(marked: string): void {
  const { document, at, text } = atCursor(marked);
  assert.equal(markedAt(text, occurrencesAt(document, at)), withoutCursor(marked));
}

/** The marked span is what the definition of the thing at the cursor points to. */
function definition(marked: string): void {
  const { document, at, text } = atCursor(marked);
  const found = definitionAt(document, at);
  assert.equal(markedAt(text, found ? [found.target] : []), withoutCursor(marked));
}

function renamed(marked: string, newName: string): string {
  const { document, at, text } = atCursor(marked);
  const result = rename(document, at, newName);
  assert.ok(result);
  return result.ok ? applyEdits(text, result.edits) : `refused: ${formatMessage(result.message)}`;
}

describe('definition', () => {
  it('of stages, from every way to name them', () => {
    definition('FROM a AS «one»\nFROM o<|>ne');
    definition('FROM a AS «one»\nFROM b\nCOPY --from=<|>ONE x y');
    definition('FROM a AS «one»\nFROM b\nRUN --mount=type=bind,from=one<|>,target=/x y');
    definition('«FROM» a\nFROM b\nCOPY --from=<|>0 x y');
    definition('FROM a AS «o<|>ne»');
    definition('FROM a AS one\nFROM b AS «one»\nFROM c\nCOPY --from=<|>one x y');
  });

  it('of variables, the declaration in force', () => {
    definition('ARG «V»=1\nFROM a:$V<|>');
    definition('FROM a\nENV V=1\nENV «V»=2\nUSER ${V<|>}');
    definition('FROM a\nENV «V»=1 W=2\nRUN echo "x $V<|>"');
    definition('FROM a AS x\nENV «V»=1\nFROM x\nUSER $V<|>');
    definition('FROM a\nARG A «V»=1\nUSER $<|>V');
    definition('FROM a\nENV «V»=1\nRUN <<EOF\n$V<|>\nEOF\n');
  });

  it('none where nothing declares', () => {
    definition('FROM $NOPE<|>');
    definition('FROM a\nCOPY --from=nginx<|> x y');
    definition('FROM a\nRUN $HOME<|>');
  });
});

describe('references and highlights', () => {
  it('of a stage', () => {
    occurrences(
      'FROM a AS «o<|>ne»\nFROM «one» AS two\nCOPY --from=«one» x y\nCOPY --from=«0» x y\nRUN --mount=from=«One»,target=/x y\nCOPY --from=two x y\n',
    );
  });

  it('of a variable: the global one and the ARGs that take its value', () => {
    occurrences(
      'ARG «V»=1\nFROM a:$«V<|>»\nARG «V»\nUSER $«V»\nFROM b\nUSER $V\nFROM c\nARG «V»\nRUN echo ${«V»}x',
    );
    occurrences('ARG V=1\nFROM a:$V\nARG «V<|>»=2\nUSER $«V»');
  });

  it('of a variable: shadowing declarations belong together', () => {
    occurrences('FROM a\nARG «V»=1\nENV «V»=$«V<|>»\nRUN echo $«V»');
    occurrences('FROM a AS x\nENV «V»=1\nFROM x\nENV «V»=${«V»}2\nUSER $«V<|>»\nFROM b\nENV V=3\nUSER $V');
  });

  it('in double quotes, not in single ones; not behind a backslash', () => {
    occurrences(
      'FROM a\nENV «V»=1\nLABEL x="$«V<|>" y=\'$V\' z=\\$V\nRUN echo "$«V»" \'$V\' \\$V "\'$«V»\'"\n'.replace(
        '«V<|>"',
        '«V<|>»"',
      ),
    );
  });

  it('in heredocs, continuations, flags and JSON', () => {
    occurrences(
      'FROM a\nENV «V»=1\nCOPY <<EOF /x\n$«V»\nEOF\nCOPY <<"EOF" /x\n$V\nEOF\nRUN x \\\n  $«V»\nCOPY --chown=$«V<|>» ["$«V»", "y"]\n',
    );
  });

  it('of what nobody declares: within its stage', () => {
    occurrences('FROM a\nRUN $«HO<|>ME»\nRUN $«HOME»\nFROM b\nRUN $HOME');
  });
});

describe('rename', () => {
  it('of a stage: everywhere but where it is a number', () => {
    assert.equal(
      renamed(
        'FROM a AS o<|>ne\nFROM one\nCOPY --from=ONE x y\nCOPY --from=0 x y\nRUN --mount=from=one x',
        'two',
      ),
      'FROM a AS two\nFROM two\nCOPY --from=two x y\nCOPY --from=0 x y\nRUN --mount=from=two x',
    );
  });

  it('of a variable: quotes, braces and modifiers stay', () => {
    assert.equal(
      renamed('ARG V=1\nFROM a:${V<|>:-x}\nARG V\nENV P="$V/b" Q=\'$V\'\nRUN echo $V ${V#x} \\$V', 'WW'),
      'ARG WW=1\nFROM a:${WW:-x}\nARG WW\nENV P="$WW/b" Q=\'$V\'\nRUN echo $WW ${WW#x} \\$V',
    );
  });

  const refusals: readonly (readonly [marked: string, newName: string, why: RegExp])[] = [
    ['FROM a AS o<|>ne\nFROM b AS two', 'TWO', /stage TWO already/],
    ['FROM a AS o<|>ne', '1x', /cannot be a stage/],
    ['FROM a AS o<|>ne', '', /cannot be a stage/],
    ['FROM a\nFROM b\nCOPY --from=<|>0 x y', 'two', /Give it one with `AS`/],
    ['ARG B=one\nFROM a AS o<|>ne\nFROM $B', 'two', /Line 3 names this stage through a variable/],
    ['FROM a\nENV V<|>=1 W=2', 'W', /used in this file already/],
    ['FROM a\nENV V<|>=1', '1a', /cannot be a variable/],
    ['FROM a\nENV V<|>=1', 'a b', /cannot be a variable/],
    ['FROM a\nRUN $HOME<|>', 'X', /not set in this file/],
  ];
  for (const [marked, newName, why] of refusals) {
    it(`refuses ${JSON.stringify(newName)} in ${JSON.stringify(marked)}`, () => {
      assert.match(renamed(marked, newName), why);
    });
  }

  it('says what would be renamed, and that nothing would', () => {
    const { document, at } = atCursor('FROM a\nENV ABC=1\nUSER ${A<|>BC:-x}');
    assert.deepEqual(prepareRename(document, at), { ok: true, span: { start: 24, end: 27 }, name: 'ABC' });
    const nothing = atCursor('FROM a\nRUN ec<|>ho');
    assert.equal(prepareRename(nothing.document, nothing.at), undefined);
  });
});

describe('variables in scripts of the exec form', () => {
  it('are those of the shell that is named there', () => {
    occurrences(
      'FROM a\nENV «A<|>»=1\nCMD ["sh", "-c", "exec $«A»"]\nENTRYPOINT ["/bin/bash","-ec","x ${«A»} \'$A\'"]',
    );
    occurrences(
      'FROM a\nENV «A<|>»=1\nHEALTHCHECK CMD ["sh", "-c", "t $«A»"]\nONBUILD RUN ["sh", "-c", "$«A»"]',
    );
    occurrences(
      'FROM a\nENV «A<|>»=1\nCMD ["echo", "-c", "$A"]\nCMD ["sh", "$A"]\nCMD ["sh", "-c", "\\u0041 $A"]',
    );
  });
});

describe('variables in the shells of Windows', () => {
  const powershell = 'SHELL ["pwsh", "-Command"]\n';

  it("PowerShell's are behind env:, not in single quotes, in any case", () => {
    occurrences(
      `FROM a\n${powershell}ENV «Ver<|>»=1\nRUN echo $env:«ver» "\${env:«VER»}" 'a $env:ver' \`$env:ver $ver $env:version`,
    );
    assert.equal(
      renamed(
        `# escape=\`\nFROM a\n${powershell}ARG V<|>\nRUN iwr "https://x/$env:V" \`\n  -OutFile $Env:V`,
        'W',
      ),
      `# escape=\`\nFROM a\n${powershell}ARG W\nRUN iwr "https://x/$env:W" \`\n  -OutFile $Env:W`,
    );
  });

  it("cmd's are between percent signs; it is the shell where nothing else is said", () => {
    occurrences('# escape=`\nFROM a\nENV «A<|>»=1\nRUN echo %«A»% "%«a»:~0,1%" $A %AB%');
    occurrences('FROM a\nSHELL ["cmd", "/S", "/C"]\nENV «A<|>»=1\nRUN echo %«A»%\nWORKDIR $«A»');
    occurrences('FROM a\nENV «A<|>»=1\nRUN echo %A% $«A»');
    occurrences('# escape=`\nFROM a\nSHELL ["/bin/bash", "-c"]\nENV «A<|>»=1\nRUN echo $«A»');
  });
});
