import assert from 'node:assert/strict';
import { type InlayHintKinds, inlayHints } from '../../server/features/inlayHints.ts';
import { documentOf, texts } from './kit.ts';

const ALL: InlayHintKinds = { variables: true, stages: true };

/** The text with its hints between brackets at their places. */
function hinted(text: string, kinds = ALL, span = { start: 0, end: text.length }): string {
  let out = '';
  let from = 0;
  for (const { offset, label } of inlayHints(documentOf(text), span, kinds, texts)) {
    out += `${text.slice(from, offset)}⟦${label}⟧`;
    from = offset;
  }
  return out + text.slice(from);
}

/** Each `⟦hint⟧` of the text is given, and no other. */
function same(expected: string): void {
  assert.equal(hinted(expected.replaceAll(/⟦[^⟧]*⟧/g, '')), expected);
}

describe('inlay hints of variables', () => {
  it('give the value behind each place that BuildKit fills in', () => {
    same('ARG V=22\nARG W=x\nFROM node:${V}⟦22⟧-alpine AS b\n');
    same(
      'FROM a\nENV D=/srv P=80\n\nWORKDIR $D⟦/srv⟧/x\nCOPY a ${D}⟦/srv⟧/b\nEXPOSE $P⟦80⟧\nLABEL l="$P⟦80⟧!"\n',
    );
    same(
      'FROM a\nARG U=1000\n\nCOPY --chown=$U⟦1000⟧ a b\nRUN --mount=type=cache,target=/c,uid=$U⟦1000⟧ x\n',
    );
  });

  it('give the value that a stage takes over from above the first FROM', () => {
    same('ARG V=22\nFROM a\nARG V⟦= 22⟧\nRUN echo $V⟦22⟧\n');
    same('FROM a\nARG V\nARG TARGETARCH\n\nRUN echo $V $TARGETARCH\n');
  });

  it('stand in scripts and here-documents, once for a name', () => {
    same('FROM a\nARG V=1\nUSER u\nRUN curl x/$V⟦1⟧.tgz && tar xf $V.tgz\n');
    same('FROM a\nARG V=1\nUSER u\nRUN <<EOF\ncurl x/${V}⟦1⟧.tgz\necho $V\nEOF\n');
    same('FROM a\nARG V=1\nUSER u\nRUN echo \'$V\' \\$V "$V⟦1⟧"\n');
  });

  it('put in what a modifier makes of it, where BuildKit does so', () => {
    same('FROM a\nARG V=1\nUSER u\nLABEL a=${V:-x}⟦1⟧ b=c\n');
    same('FROM a\nARG V=1\nUSER u\nLABEL a=${V:+set}⟦set⟧\n');
    same('FROM a\nARG V=1\nUSER u\nRUN echo ${V:-x} ${#V}\n');
  });

  it('are silent about what is uncertain, empty, or read right above', () => {
    same('FROM a\nARG V=1\nRUN echo $V\n');
    same('FROM a\nENV V=1 \\\n  W=2\nWORKDIR $V$W\n');
    same('FROM a\nARG V\nARG E=\n\nRUN echo $V $E $PATH $HOME\n');
    same('FROM --platform=$BUILDPLATFORM a\nARG TARGETOS\nUSER u\nRUN GOOS=$TARGETOS x\n');
    same('FROM a\nENV P=$PATH:/x\nUSER u\nRUN echo $P\n');
  });

  it('are silent where a script sets the name itself, and where it runs later', () => {
    for (const script of [
      'V=2 && echo $V',
      'for V in a b; do echo $V; done',
      'read V; echo $V',
      'V+=1; echo $V',
    ]) {
      same(`FROM a\nARG V=1\nUSER u\nRUN ${script}\n`);
    }
    same('FROM a\nARG V=1\nUSER u\nRUN MYV=2 echo $V⟦1⟧\n');
    same('FROM a\nENV V=1\nUSER u\nCMD echo $V\nENTRYPOINT echo $V\nHEALTHCHECK CMD echo $V\n');
    same('FROM a\nENV V=1\nUSER u\nONBUILD WORKDIR /x/$V\n');
  });

  it('are cut when they are long, between characters, and stay on one line', () => {
    const long = '😀'.repeat(60);
    same(`FROM a\nARG V=${long}\nUSER u\nLABEL l=$V⟦${'😀'.repeat(39)}…⟧\n`);
    same('FROM a\nARG V="a   b"\nUSER u\nLABEL l=$V⟦a b⟧\n');
  });

  it('tell where the value comes from', () => {
    const document = documentOf('ARG V=22\nARG W\nFROM node:$V\n');
    const [hint] = inlayHints(document, { start: 0, end: 100 }, ALL, texts);
    assert.match(hint?.markdown ?? '', /`V`[\s\S]*`22`[\s\S]*line 1/i);
  });
});

describe('inlay hints of stages', () => {
  it('name the stage behind a number', () => {
    same(
      'FROM a AS build\nFROM b\nFROM c\nCOPY --from=0⟦build⟧ x y\nCOPY --from=1⟦b⟧ x y\nCOPY --from=build x y\n',
    );
    same('FROM a\nCOPY --from=0 x y\nCOPY --from=7 x y\n');
  });
});

describe('inlay hints', () => {
  const text = 'ARG V=1\nARG W=2\nFROM a:$V AS b\nFROM c:$W\nCOPY --from=0 x y\n';

  it('can be switched off, kind by kind', () => {
    assert.equal(hinted(text, { variables: false, stages: true }), text.replace('=0', '=0⟦b⟧'));
    assert.equal(
      hinted(text, { variables: true, stages: false }),
      text.replace('$V', '$V⟦1⟧').replace('$W', '$W⟦2⟧'),
    );
  });

  it('are given for the lines that are asked for', () => {
    const start = text.indexOf('FROM c');
    assert.equal(hinted(text, ALL, { start, end: start + 10 }), text.replace('$W', '$W⟦2⟧'));
  });
});
