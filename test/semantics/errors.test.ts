import assert from 'node:assert/strict';
import { buildModel } from '../../server/semantics/model.ts';
import { formatMessage } from '../../server/syntax/message.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import type { SyntaxError as Problem } from '../../server/syntax/tree.ts';
import { mark, readMarked } from '../kit/markers.ts';

function problemsOf(text: string): readonly Problem[] {
  const file = parseDockerfile(text);
  return [...file.errors, ...buildModel(file).errors];
}

/** Code, and a file with the place of every error marked. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['syntax-duplicate-directive', '# escape=`\n«# escape=\\»\nFROM a\n'],
  ['syntax-invalid-escape', '# escape=«x»\nFROM a\n'],
  ['syntax-invalid-check', '# check=skip=a;«nonsense=b»\nFROM a\n'],
  ['syntax-invalid-check', '# check=«error=perhaps»\nFROM a\n'],
  ['syntax-no-instructions', '«»# nothing\n'],
  ['syntax-no-stage', 'ARG A\n«RUN» x\nCMD y\nFROM a\n'],
  ['syntax-no-stage', 'ARG A\n«ARG» B\n'],
  ['syntax-json-not-string', 'FROM a\nCMD ["a", «{"b": [1]}», 2]\n'],
  ['syntax-missing-value', 'FROM a\nENV «A»\n'],
  ['syntax-missing-equals', 'FROM a\nENV A=b «c» d=e\n'],
  ['syntax-unterminated-heredoc', 'FROM a\nRUN x «<<"E F"»\ny\n'],
  ['syntax-unknown-instruction', 'FROM a\n«RUM» x \\\n y\n'],
  ['syntax-unknown-instruction', 'FROM a\n«xyzzy» y\n'],
  ['syntax-unknown-flag', 'FROM a\nCOPY «--form»=b c d\n'],
  ['syntax-unknown-flag', 'FROM a\nCOPY «--xyzzy» c d\nCMD «--x» y\n'],
  ['syntax-duplicate-flag', 'FROM a\nCOPY --chown=1 «--chown=2» b c\n'],
  ['syntax-missing-flag-value', 'FROM a\nCOPY «--chown» «--link=» b c\n'],
  ['syntax-invalid-boolean', 'FROM a\nCOPY --link=«ja» b c\n'],
  ['syntax-missing-argument', 'FROM a\n«EXPOSE»\n«USER»\n«ARG»\n«ONBUILD»\n«SHELL»\n'],
  ['syntax-missing-argument', 'FROM a\nCOPY «b»\n«ADD»\n'],
  ['syntax-from-arguments', 'FROM a «as»\n'],
  ['syntax-from-arguments', 'FROM a «b c d»\n'],
  ['syntax-invalid-stage-name', 'FROM a AS «1b»\n'],
  ['syntax-onbuild-trigger', 'FROM a\nONBUILD «FROM» b\n'],
  ['syntax-healthcheck-none', 'FROM a\nHEALTHCHECK NONE «b c»\n'],
  ['syntax-healthcheck-type', 'FROM a\nHEALTHCHECK «curl» x\n'],
  ['syntax-missing-argument', 'FROM a\nHEALTHCHECK «CMD»\n'],
  [
    'syntax-invalid-duration',
    'FROM a\nHEALTHCHECK --interval=«5» --timeout=«1us» --start-period=«x» CMD y\n',
  ],
  ['syntax-invalid-number', 'FROM a\nHEALTHCHECK --retries=«-1» CMD y\n'],
  ['syntax-shell-not-json', 'FROM a\nSHELL «bash -c»\n'],
  ['syntax-blank-name', 'FROM a\nLABEL a=b «=c»\nARG «=»\n'],
  ['syntax-blank-volume', 'FROM a\nVOLUME ["/a", «" "»]\n'],
  ['syntax-heredoc-destination', 'FROM a\nCOPY b «<<E»\nE\n'],
  ['syntax-invalid-network', 'FROM a\nRUN --network=«offline» x\n'],
  ['syntax-invalid-security', 'FROM a\nRUN --security=«none» x\n'],
  ['syntax-invalid-device', 'FROM a\nRUN --device=a,«b» --device=name=c,«name=d» x\n'],
  ['syntax-invalid-mount', 'FROM a\nRUN «--mount=» x\n'],
  ['syntax-missing-command', 'FROM a\nRUN --mount=type=tmpfs,target=/x\u2003«<<A»\nx\nA\n'],
  ['syntax-variable-in-from', 'FROM a\nRUN --mount=target=/x,from=«$B» y\n'],
  ['syntax-variable-in-from', 'FROM a\nCOPY --from=«$B» c d\n'],
  ['syntax-unknown-mount-type', 'FROM a\nRUN --mount=type=«cach»,target=/x y\n'],
  ['syntax-unknown-mount-key', 'FROM a\nRUN --mount=type=cache,«tagret»=/x y\n'],
  ['syntax-mount-field', 'FROM a\nRUN --mount=«cache»,target=/x y\n'],
  ['syntax-mount-key-type', 'FROM a\nRUN --mount=type=cache,target=/x,«size»=1m y\n'],
  ['syntax-mount-value', 'FROM a\nRUN --mount=type=cache,target=/x,sharing=«all»,mode=«9»,ro=«maybe» y\n'],
  ['syntax-mount-value', 'FROM a\nRUN --mount=type=tmpfs,target=/x,size=«1x» y\n'],
  ['syntax-mount-conflict', 'FROM a\nRUN --mount=target=/x,«uid=1» «--mount=type=secret» y\n'],
  ['syntax-mount-conflict', 'FROM a\nRUN --mount=type=cache,«target=/» y\n'],
  ['syntax-own-stage', 'FROM a AS b\nCOPY --from=«b» c d\n'],
  ['syntax-stage-order', 'FROM a AS b\nCOPY --from=«1» c d\nFROM a\n'],
  ['syntax-stage-order', 'FROM a AS b\nRUN --mount=from=«c»,target=/x y\nFROM a AS c\n'],
  ['syntax-invalid-stage-index', 'FROM a\nCOPY --from=«7» c d\n'],
  ['syntax-invalid-reference', 'FROM «Node»\n'],
  ['syntax-invalid-reference', 'FROM a\nCOPY --from=«b:c:d» e f\n'],
  ['syntax-blank-image', 'FROM «${B}»\n'],
  ['syntax-invalid-platform', 'FROM --platform=«linux/amd64/x/y» a\n'],
  ['syntax-invalid-platform', 'FROM --platform=«$TARGETPLATFROM» a\n'],
  ['syntax-bad-substitution', 'FROM a\nENV A=«"${B:=c}"»\n'],
  ['syntax-bad-substitution', 'ARG A=«${B»\nFROM a\n'],
  ['syntax-open-quote', 'FROM a\nWORKDIR «"/b»\n'],
  ['syntax-required-variable', 'FROM scratch\nENV A=«${B:?b}»\n'],
  ['syntax-bad-substitution', 'FROM a\nCOPY «<<E» /b\n${:}\nE\n'],
  ['syntax-invalid-chmod', 'FROM a\nCOPY --chmod=«888» b c\n'],
  ['syntax-remote-copy', 'FROM a\nCOPY «https://x.y/z» b\n'],
  ['syntax-invalid-checksum', 'FROM a\nADD --checksum=«sha256:1» b c\n'],
  ['syntax-invalid-checksum', 'FROM a\nADD --checksum=«sha256:1» https://x.y/z c\n'],
  ['syntax-invalid-port', 'FROM a\nEXPOSE 80 «http» «1-0»\n'],
  ['syntax-invalid-signal', 'FROM a\nSTOPSIGNAL «SIGFOO»\n'],
];

/** What looks wrong and is right, or cannot be told from the file alone. */
const ACCEPTED: readonly string[] = [
  // Nobody looks at these flags.
  'FROM a\nARG --x B\nSTOPSIGNAL --y 9\nHEALTHCHECK --z NONE\n',
  // BuildKit looks below ONBUILD only when a stage is built upon this one.
  'FROM a\nONBUILD FOO\nONBUILD COPY b\n',
  // The base image may set the variable.
  'FROM a\nENV A=${B:?must}\nEXPOSE $P\nSTOPSIGNAL $S\nCOPY --chmod=$M b c\nVOLUME $V\n',
  // A build argument may be given.
  'ARG A\nFROM ${A}\n',
  'ARG A\nFROM a:$A\n',
  'FROM a\nARG M\nRUN --mount=type=$M,target=/x y\n',
  // The working directory of the base image need not be the root.
  'FROM a\nRUN --mount=type=bind x\n',
  'FROM a AS b\nFROM a\nCOPY --from=B c d\nCOPY --from=0 c d\n',
  'FROM a\nRUN echo ${ "it\'s $(x\nCMD ${\n',
  'FROM a\nCOPY <<"E" /b\n${\nE\n',
  'FROM a\nHEALTHCHECK --interval=0 --retries=0 CMD x\n',
  'FROM a\nEXPOSE 80/TCP 8000-8010 127.0.0.1:80:80\n',
  'FROM a\nCOPY --chmod=u=rwX,go-w --link=TRUE b c\n',
  'FROM a\nADD git@x.y:z.git /b\nADD --checksum=abc https://x.y/z.git /c\n',
  'FROM --platform=linux/arm/v7 a\nFROM --platform=$BUILDPLATFORM a\nFROM --platform=arm64 a\n',
  'FROM localhost:5000/a.b/c:D\n',
];

describe('what BuildKit refuses', () => {
  for (const [code, marked] of REFUSED) {
    it(`${code}: ${JSON.stringify(marked)}`, () => {
      const { text } = readMarked(marked);
      const problems = problemsOf(text);
      assert.equal(mark(text, problems), marked);
      for (const problem of problems) {
        assert.equal(problem.code, code);
        assert.doesNotMatch(formatMessage(problem.message), /\{\w+\}/);
        assert.ok(problem.buildkit);
      }
    });
  }
});

describe('what BuildKit accepts', () => {
  for (const text of ACCEPTED) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(problemsOf(text), []);
    });
  }
});

describe('an error', () => {
  it('does not hide those after it', () => {
    const text = 'FROM a\nRUM x\nCOPY b\nENV A\nRUN --mount=type=x,target=/y z\nCMD ["a", 1]\nEXPOSE x\n';
    assert.deepEqual(
      problemsOf(text).map(({ code }) => code),
      [
        'syntax-unknown-instruction',
        'syntax-missing-argument',
        'syntax-missing-value',
        'syntax-json-not-string',
        'syntax-unknown-mount-type',
        'syntax-invalid-port',
      ],
    );
  });
  it('shows bytes that are not UTF-8 as such', () => {
    const [problem] = problemsOf('FROM a\nR\udcffN x\n');
    assert.equal(problem?.buildkit, 'unknown instruction: R\ufffdN (did you mean run?)');
  });
});

describe('what is said of errors', () => {
  const said = (line: string): readonly string[] =>
    problemsOf(`FROM a:1\n${line}\n`).map(({ message }) => formatMessage(message));

  it('names what was meant where little is missing', () => {
    for (const [line, meant] of [
      ['CPOY a b', 'COPY'],
      ['COPY --form=x a b', '--from'],
      ['RUN --mount=type=cach,target=/x y', 'cache'],
      ['RUN --mount=type=cache,target=/x,sharing=lock y', 'locked'],
      ['RUN --mount=type=cache,tagret=/x y', 'target'],
      ['RUN --network=hots x', 'host'],
      ['RUN --security=insecur x', 'insecure'],
      ['STOPSIGNAL SIGTEMR', 'SIGTERM'],
      ['STOPSIGNAL ter', 'SIGTERM'],
    ] as const) {
      assert.match(said(line).join('|'), new RegExp(`Did you mean ${meant}\\?$`), line);
    }
    assert.doesNotMatch(said('STOPSIGNAL SIGFOO').join('|'), /Did you mean/);
    assert.doesNotMatch(said('RUN --network=offline x').join('|'), /Did you mean/);
  });

  it('shows how an instruction is written of which nothing is there', () => {
    assert.deepEqual(said('USER'), ['USER needs a user, and may have a group: USER name:group.']);
    assert.deepEqual(said('ENV'), ['ENV needs a name and a value: ENV NAME=value.']);
  });

  it('tells open braces from modifiers that BuildKit does not have', () => {
    assert.match(said('ENV A=${B').join(), /never closed/);
    assert.match(said('ENV A=${B:-x').join(), /never closed/);
    assert.match(said('ENV A=${B:=c}').join(), /^BuildKit knows no := /);
  });

  it('leaves no gap where nothing is left of a value', () => {
    assert.match(said('RUN --mount=type=cache,target=/x,sharing= y').join(), /, not ""\.$/);
    assert.match(said('RUN --mount=type=tmpfs,target=/x,size= y').join(), /^"" is no size/);
  });

  it('counts stages', () => {
    assert.match(said('COPY --from=9 a b').join(), /one stage/);
    assert.match(said('FROM b:1\nCOPY --from=9 a b').join(), /the 2 stages/);
  });
});
