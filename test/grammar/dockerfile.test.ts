import assert from 'node:assert/strict';
import { readMarked } from '../kit/markers.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

const KEYWORD = 'keyword.other.special-method';
const CONTINUATION = 'constant.character.escape.line-continuation';
const COMMENT = 'comment.line.number-sign';
const STAGE = 'entity.name.type.stage';
const TOKEN = 'keyword.control.heredoc-token';
const BODY = 'string.unquoted.heredoc';

/** A scope, and texts in which all of it is marked. */
const MARKED: Readonly<Record<string, readonly (readonly [scope: string, marked: string])[]>> = {
  directives: [
    [
      'keyword.control.directive',
      '# «syntax»=docker/dockerfile:1\n#«escape» = \\\n# «check»=skip=all\nFROM a\n# syntax=x\n',
    ],
    ['keyword.control.directive', '#!/bin/x\n# «syntax»=a\n# unknown=b\n'],
    ['string.unquoted.directive', '# syntax=«docker/dockerfile:1»\n'],
    [COMMENT, '«# a comment»\n«# syntax=a»\nFROM b\n  «# syntax=c»\n'],
  ],
  instructions: [
    [KEYWORD, '«FROM» a «AS» b\n«run» a\n  «CMD» a\n«ONBUILD» «COPY» a b\n«ENTRYPOINT» ["a"]\n'],
    [
      KEYWORD,
      '«ENV» A=RUN\n«LABEL» a=b\n«ARG» A\n«EXPOSE» 1\n«VOLUME» a\n«USER» a\n«WORKDIR» /\n«STOPSIGNAL» 9\n',
    ],
    [
      KEYWORD,
      '«SHELL» ["a"]\n«MAINTAINER» a\n«ADD» a b\n«HEALTHCHECK» «NONE»\n«HEALTHCHECK» --a=b «CMD» CMD\n',
    ],
    [KEYWORD, 'RUNNER a\nFOO AS b\n«ONBUILD»\n«RUN»\n'],
  ],
  FROM: [
    [
      'entity.name.type.image',
      'FROM --platform=a «b.c/d»:1 AS e\nFROM «localhost»:«5000/a»@sha256:1\nFROM «a»${B}«c»\n',
    ],
    ['constant.other.tag', 'FROM a:«1.2-b»\nFROM a:5000/b:«c» AS d\nFROM $A:«b»\n'],
    ['constant.other.digest', 'FROM a:b@«sha256:0a» AS c\n'],
    ['constant.language.scratch', 'FROM «scratch»\nFROM a/scratch\nFROM «scratch» AS scratch\n'],
    [STAGE, 'FROM a AS «b»\nFROM a \\\n  as «b-c.d»\n'],
  ],
  flags: [
    ['variable.parameter.flag', 'RUN «--network»=a «--security»=b c --d\nCOPY «--link» «--chmod»=1 a b\n'],
    [
      'string.unquoted.flag',
      'COPY --chown=«a:b» --link c d\nHEALTHCHECK --interval=«5s» --retries=«3» NONE\n',
    ],
    [
      'support.type.property-name',
      'RUN --mount=«type»=cache,«target»=/a,«ro» --mount=«from»=b,«source»=c,«target»=d e\n',
    ],
    ['string.unquoted.mount', 'RUN --mount=type=«cache»,target=«/a/»$B,ro c\n'],
    [STAGE, 'COPY --from=«a» b c\nRUN --mount=type=bind,from=«d»,target=e f\n'],
    ['word.shell', 'RUN --mount=a \\\n # b\n --network=c \\\n «d» --«e»=«f»\n'],
  ],
  variables: [
    ['variable.other.normal', 'FROM «$A»\nCOPY --from=«$B» a«$C_1»-d "«$E»" \'$F\' \\$G\nEXPOSE «$H»\n'],
    ['variable.other.bracket', 'FROM a:«${B:-c}»\nENV A="«${B}»c«${D#e}»"\n'],
    ['keyword.operator.expansion', 'ENV A=${B«:-»c} D=${E«+»f} G=${H«##»*.} I=${J«//»k/l} M=${N«?»}\n'],
    ['variable.other.bracket', 'ENV A=«${B:-${C:-${D:-e}}}» F=«${»\n'],
  ],
  assignments: [
    [
      'variable.other.assignment',
      'ARG «A» «B»=c «D»="e F" \\\n «G»\nENV «A»=b «C»="d E=f" \\\n  «G»=H\nENV «A» b=c d\n',
    ],
    ['entity.other.attribute-name', 'LABEL «a.b»=c «d»="e=f" "g"=h\n'],
    ['keyword.operator.assignment', 'LABEL a«=»b=c "d"«=»e\n'],
  ],
  strings: [
    ['string.quoted.double', 'ENV A=«"b \\" c"» D=«"e $F"»\nENV G=«"h»\nENV I=j\n'],
    ['string.quoted.single', "ENV A=«'b \\'»c\n"],
    ['constant.character.escape', 'ENV A=b«\\ »c D="e«\\"»f" G=\'h\\i\'\n'],
  ],
  'the exec form': [
    [
      'string.quoted.double.json',
      'CMD [«"a"», «"b\\"c\\u0041"»]\nVOLUME [«"/a"»]\nRUN [ «"a"» , \\\n # b\n «"c"» ]\nSHELL [«"a"»]\n',
    ],
    ['string.quoted.double.json', 'CMD ["a" b]\nRUN [ "$a" = b ] && c\nCOPY [ab].txt c\nCMD [\'a\']\n'],
    ['punctuation.definition.array', 'CMD «[]»\n'],
    ['word.shell', 'CMD [ "$a" = «b» ] && «c»\n'],
  ],
  arguments: [
    ['constant.numeric.port', 'EXPOSE «80» «81»/tcp «90»-«99» $A\n'],
    ['constant.language.protocol', 'EXPOSE 80 81/«tcp»\n'],
    ['constant.other.signal', 'STOPSIGNAL «SIGTERM»\nSTOPSIGNAL «9»\nSTOPSIGNAL $A\n'],
    ['markup.underline.link', 'ADD «https://a.b/c?d=e» f\n'],
    ['string.unquoted', 'MAINTAINER« a b <c>»\nUSER a\n'],
  ],
  continuations: [
    [CONTINUATION, 'RUN a «\\»\n b «\\»  \n c\nENV A=b«\\»\nC=\\d\nRUN a \\\\\nRUN a\n'],
    [KEYWORD, '«RUN» a \\\n RUN b\n«RUN» c \\\n\n\n RUN d\n«RUN» e\n'],
    [KEYWORD, '«RUN» a \\\n# RUN b\n  # RUN c\n RUN d\n«RUN» e \\\\\n«RUN» f\n'],
    [COMMENT, 'RUN a \\\n«# b \\»\n   «# c "»\n d «# e»\n'],
    ['string.quoted.double.shell', 'RUN a «"b \\»\n« # c»\n« d "» e\n'],
    [KEYWORD, '«RUN» a "b\n«RUN» a \'b\n«RUN» a <<- b\n«ENV» A="b\n«CMD» ["a", "b\n«USER» ${a\n«RUN» a\n'],
    ['word.shell', 'RUN «a» # b \\\n c && d \\\n e\nRUN «f» # g\nRUN «h»\n'],
  ],
  'the other escape sign': [
    [CONTINUATION, '# escape=`\nRUN a «`»\n b\nRUN c \\\nRUN d\nENV A=b «`»\n # c\n D=e\n'],
    ['constant.character.escape', '# escape=`\nENV A=b«` »c "D=\\e"\n'],
    [CONTINUATION, '# escape=\\\nRUN a `\nRUN b «\\»\n c\n'],
    [CONTINUATION, '# a\n# escape=`\nRUN a `\nRUN b «\\»\n c\n'],
  ],
  shells: [
    [
      'word.shell',
      'RUN «a» && «b»\nCMD «c»\nENTRYPOINT «d»\nHEALTHCHECK --interval=1s CMD «e»\nONBUILD RUN «f»\n',
    ],
    [
      'word.powershell',
      'RUN a\nSHELL ["powershell", "-Command"]\nRUN «b» \\\n  «c»\nCMD «d»\nFROM x\nRUN e\n',
    ],
    ['word.powershell', 'SHELL [ "C:\\\\x\\\\pwsh.exe" ]\nRUN «a»\nSHELL ["/bin/sh", "-c"]\nRUN b\n'],
    [
      'word.batchfile',
      'FROM a/windows:1\nRUN «a»\nSHELL ["pwsh"]\nRUN b\nSHELL ["cmd", "/C"]\nRUN «c»\nFROM d\nRUN e\n',
    ],
    ['meta.embedded.inline.shellscript', 'RUN «a b \\»\n« c»\nRUN ["d"]\n'],
  ],
  'heredocs as scripts': [
    [TOKEN, 'RUN <<«A»\nb\n«A»\nRUN <<-"«B.c»"\n\td\n\t«B.c»\nRUN e\n'],
    ['keyword.operator.heredoc', "RUN «<<»A\nA\nRUN «3<<-»'B'\nB\nRUN a <<<b\n"],
    ['word.shell', 'RUN <<A\n«b» "c\nA\nRUN «d»\n'],
    ['word.shell', 'RUN --mount=type=cache <<A\n«b» \\\n#\n«c»\n«AA»\n«A» \nA\n'],
    ['word.python', "RUN <<A\n#!/usr/bin/env python3\n«b» '\nA\nRUN c\n"],
    ['word.python', 'RUN python3 -u - <<A\n«b»\nA\n'],
    ['word.python', "RUN <<'A' python3\n«b»\nA\nONBUILD RUN --network=none <<-A /x/python3 -\n«c»\n\tA\n"],
    ['word.js', 'RUN <<A node -\n«b»\nA\nRUN <<A nodes\nc\nA\n'],
    ['word.js', 'RUN <<A\n#!/usr/bin/node\n«b»\nA\nRUN /x/node <<A\n«c»\nA\n'],
    ['word.powershell', 'RUN pwsh <<A\n«b»\nA\nSHELL ["pwsh"]\nRUN <<A\n«c»\nA\n'],
    ['word.batchfile', 'SHELL ["cmd"]\nRUN <<A\n«b»\nA\n'],
    ['word.shell', 'RUN «bash» -«e» <<A\n«b»\nA\nONBUILD RUN <<A\n«c»\nA\n'],
    ['meta.embedded.block.shellscript', 'RUN <<A\n«b c»\n«d»\nA\n'],
  ],
  'heredocs as data': [
    [BODY, 'RUN cat <<A > b && c\n«RUN "d»\n« A»\nA\nRUN e\n'],
    [BODY, 'RUN a && \\\n  cat <<A \\\n  > b && "c"\n«d "»\n«# e»\nA\nRUN f\n'],
    [BODY, "RUN cat <<A <<-'B' | c\n«d»\n«A»\n«e»\n\tB\nRUN f\n"],
    [BODY, 'RUN a; \\\n  cat <<A <<B | c\n«d»\n«A»\n«e»\nB\nRUN f\n'],
    [TOKEN, 'RUN a; \\\n  cat <<«A» <<"«B»" | c\nd\nA\ne\n«B»\nRUN f\n'],
    ['word.shell', 'RUN «cat» <<A > «b» && «c»\nd\nA\nRUN «e»\n'],
    [BODY, 'COPY <<A <<B /c/\n«a»\n«A»\n«b»\nB\nADD --link <<A \\\n  /b\n«c»\nA\nRUN a\n'],
    ['variable.other', 'COPY <<A /b\nc «$D»\nA\nCOPY <<"A" /b\nc $D\nA\n'],
    ['word.json', 'COPY <<A /b.json\n«c»\nA\nCOPY <<A /b.txt\nd\nA\n'],
    ['word.shell', 'COPY --chmod=1 <<A /b.sh\n«c» "\nA\nRUN «d»\n'],
    ['word.yaml', 'COPY <<A b.yml\n«c»\nA\nADD <<A c.yaml\n«d»\nA\n'],
    ['word.ini', 'COPY <<A b.conf\n«c»\nA\n'],
    ['word.python', 'COPY <<A b.py\n«c»\nA\n'],
  ],
  'what is no heredoc': [
    [KEYWORD, '«RUN» a "b <<C d"\n«RUN» e\n'],
    [KEYWORD, "«RUN» a 'b <<C d' f\n«RUN» e\n"],
    [KEYWORD, '«RUN» a <<A "\n«RUN» e\n'],
    [KEYWORD, '«ENV» A=b <<C\n«RUN» e\n'],
    [KEYWORD, '«RUN» a <<<b\n«RUN» a <<  c\n«RUN» $((1<<2))\n«RUN» e\n'],
  ],
};

/** Beginnings and units of lines that have been slow in some grammar or other. */
const LONG: readonly (readonly [start: string, unit: string])[] = [
  ['RUN ', 'a && '],
  ['RUN ', '\\a'],
  ['RUN a ', '# '],
  ['RUN ', ' \\ '],
  ['FROM ', '${a:-'],
  ['ENV A=', '\\ '],
  ['CMD [', '"a" '],
  ['RUN cat ', '<<A '],
  ['RUN cat <<A ', '"'],
  ['RUN a \\\n', ' <<A x'],
  ['COPY ', '<<"A'],
  ['RUN --mount=', 'a=b,'],
];

describe('the Dockerfile grammar', () => {
  let tokenizer: Tokenizer;
  before(async () => {
    tokenizer = await loadTokenizer();
  });

  for (const [name, cases] of Object.entries(MARKED)) {
    for (const [index, [scope, marked]] of cases.entries()) {
      it(`${name} ${index + 1}: ${scope}`, () => {
        assert.equal(tokenizer.marked(readMarked(marked).text, scope), marked);
      });
    }
  }

  for (const [start, unit] of LONG) {
    it(`a long line of ${JSON.stringify(start + unit)} is read`, () => {
      assert.ok(tokenizer.count(start + unit.repeat(5_000 / unit.length)) > 1);
    });
  }

  it('a line of a megabyte is read', () => {
    assert.ok(tokenizer.count(`RUN ${'a'.repeat(1_000_000)}\nCOPY ${'a '.repeat(500_000)}\n`) > 2);
  });
});
