import assert from 'node:assert/strict';
import { FLAGS } from '../../server/features/docs/flags.ts';
import { INSTRUCTION_NAMES } from '../../server/features/docs/instructions.ts';
import { MOUNT_KEYS, MOUNT_TYPES } from '../../server/features/docs/mounts.ts';
import { renderTopic } from '../../server/features/docs/topic.ts';
import { hoverAt } from '../../server/features/hover.ts';
import { atCursor, documentOf, markedAt, texts } from './kit.ts';

/** Hovers at the cursor; the span must be the marked one. Gives the text. */
function hover(marked: string): string {
  const { document, at, text } = atCursor(marked);
  const found = hoverAt(document, at, texts);
  assert.equal(markedAt(text, found ? [found.span] : []), marked.replace('<|>', ''));
  return found?.markdown ?? '';
}

describe('hover', () => {
  for (const name of INSTRUCTION_NAMES) {
    it(`on ${name}, in any case, and below ONBUILD`, () => {
      const expected = renderTopic({ kind: 'instruction', name }, texts);
      const before = name === 'FROM' ? '' : 'FROM a\n';
      assert.equal(hover(`${before}«${name.slice(0, 2)}<|>${name.slice(2)}» x`), expected);
      assert.equal(hover(`${before}  «<|>${name.toLowerCase()}» x`), expected);
      assert.equal(hover(`FROM a\nONBUILD «${name}<|>» x`), expected);
    });
  }

  for (const [instruction, flags] of Object.entries(FLAGS)) {
    for (const { name } of flags) {
      it(`on ${instruction} --${name}`, () => {
        const expected = renderTopic({ kind: 'flag', instruction, name }, texts);
        assert.equal(hover(`${instruction} «--${name.slice(0, 1)}<|>${name.slice(1)}»=x y`), expected);
        assert.equal(hover(`FROM a\nONBUILD ${instruction} --x=1 \\\n  «<|>--${name}» y`), expected);
      });
    }
  }

  for (const type of MOUNT_TYPES) {
    it(`on mounts of type ${type} and their keys`, () => {
      const expected = renderTopic({ kind: 'mount', type }, texts);
      assert.equal(
        hover(`FROM a\nRUN --mount=id=x,type=«${type.slice(0, 2)}<|>${type.slice(2)}» x`),
        expected,
      );
      for (const key of MOUNT_KEYS.filter(({ types }) => types.includes(type))) {
        for (const spelling of [key.name, ...key.aliases, key.name.toUpperCase()]) {
          if (key.name === 'type') continue;
          assert.equal(
            hover(`FROM a\nRUN --mount=type=${type},«${spelling}<|>»=1 x`),
            renderTopic({ kind: 'mountKey', type, key: key.name }, texts),
          );
        }
      }
    });
  }

  it('on directives', () => {
    for (const name of ['syntax', 'escape', 'check'] as const) {
      const expected = renderTopic({ kind: 'directive', name }, texts);
      assert.equal(hover(`# «${name.slice(0, 3)}<|>${name.slice(3)}»=a\nFROM a`), expected);
    }
  });

  it('on the command and on NONE of a HEALTHCHECK', () => {
    const expected = renderTopic({ kind: 'instruction', name: 'HEALTHCHECK' }, texts);
    assert.equal(hover('FROM a\nHEALTHCHECK --interval=1s «C<|>MD» x'), expected);
    assert.equal(hover('FROM a\nHEALTHCHECK «NONE<|>»'), expected);
  });

  it('on a stage: where it is named, and wherever it is used', () => {
    const file = (from: string, copy: string, mount: string, base: string): string =>
      `FROM a:1 AS ${from}\nFROM b\nCOPY --from=${copy} /x /y\nRUN --mount=from=${mount},target=/z x\nFROM ${base}\n`;
    for (const marked of [
      file('«on<|>e»', 'one', 'one', 'one'),
      file('one', '«<|>one»', 'one', 'one'),
      file('one', 'one', '«one<|>»', 'one'),
      file('one', 'one', 'one', '«o<|>ne»'),
    ]) {
      assert.equal(hover(marked), '**Stage 0** `one`\n\nBased on `a:1`\n\nUsed on lines 3, 4, 5');
    }
    assert.equal(
      hover('FROM a\nFROM b\nCOPY --from=«<|>0» /x /y'),
      '**Stage 0**\n\nBased on `a`\n\nUsed on lines 3',
    );
    assert.match(hover('FROM a AS x\nFROM x AS «y<|>»'), /Based on stage `x`\n\nNot used by another stage/);
  });

  it('on a variable: its value and where it is set', () => {
    assert.equal(
      hover('FROM a\nARG V=1\nENV W=${V}2\nRUN echo «$<|>W»'),
      '`W` · Environment variable\n\nValue: `12`\n\nSet on line 3',
    );
    assert.equal(hover('ARG V=1\nFROM a:«${<|>V}»'), '`V` · Build argument\n\nValue: `1`\n\nSet on line 1');
    assert.match(
      hover('ARG V=1\nFROM a\nARG V\nLABEL x="a «$V<|>» b"'),
      /`V` · Build argument\n\nValue: `1`\n\nSet on line 3\n\nIts value comes from the `ARG` on line 1/,
    );
    assert.match(hover('FROM a\nARG «V<|>»\n'), /No value unless given with `--build-arg`/);
    assert.match(hover('FROM a\nENV A=1 «B<|>»=2 C=3\n'), /`B` · Environment variable\n\nValue: `2`/);
    assert.match(hover('FROM --platform=«$BUILD<|>PLATFORM» a'), /machine that builds/);
    assert.match(hover('FROM a\nARG «TARGETOS<|>»'), /Operating system of the platform/);
  });

  it('on variables in heredocs and across continuations', () => {
    assert.match(hover('FROM a\nENV V=1\nRUN <<EOF\necho «$V<|>»\nEOF\n'), /Value: `1`/);
    assert.match(hover('FROM a\nENV V=1\nCOPY <<EOF /x\n«<|>${V}»\nEOF\n'), /Value: `1`/);
    assert.match(hover('FROM a\nENV V=1\nRUN echo \\\n# c\n  «$V<|>»\n'), /Value: `1`/);
    assert.match(hover('FROM a\nENV V=1\nONBUILD RUN echo «$V<|>»\n'), /Value: `1`/);
  });

  it('on a modifier', () => {
    assert.match(hover('FROM a\nENV V=1\nWORKDIR «${V:-<|>x}»'), /is not set or empty/);
    assert.match(hover('FROM a\nENV V=1\nWORKDIR «${V%%<|>x}»'), /longest piece at its end/);
  });

  it('on the names of rules in comments', () => {
    assert.match(hover('# check=skip=«JSONArgs<|>Recommended»;error=true\nFROM a'), /JSONArgsRecommended/);
    assert.match(
      hover('FROM a\n# check=skip=StageNameCasing, «WorkdirRelativePath<|>»\nWORKDIR a'),
      /WORKDIR/,
    );
    assert.match(hover('FROM a:1\n# tally ignore=«DL30<|>00»\nWORKDIR a'), /relative-workdir/);
  });

  it('says nothing where nothing is known', () => {
    for (const marked of [
      'FROM Bad<|>Name',
      'FROM a\nRUN ec<|>ho x',
      'FROM a\nNONSENSE<|> x',
      'FROM a\nCOPY --nonsense<|>=1 a b',
      'FROM a\nRUN --mount=nonsense<|>=1 x',
      '# a com<|>ment\nFROM a',
      'FROM a\n\n<|>\n',
      "FROM a\nENV V=1\nRUN echo '$V<|>'",
      'FROM a\nENV V=1\nRUN ["echo", "$V<|>"]',
      'FROM a\nENV V=1\nCMD \\$V<|>',
      'FROM a\nCOPY <<"EOF" /x\n$V<|>\nEOF',
      '<|>',
    ]) {
      assert.equal(hover(marked), '', marked);
    }
  });

  it('values of any length and signs stay one short line', () => {
    const { model, file } = documentOf(`FROM a\nENV V="${'x`'.repeat(1000)}"\nRUN $V`);
    const markdown = hoverAt({ model, file }, file.text.length, texts)?.markdown ?? '';
    assert.ok(markdown.length < 700);
    assert.match(markdown, /Value: ``x`x/);
  });
});

describe('hover on values', () => {
  const flag = (instruction: string, name: string) => renderTopic({ kind: 'flag', instruction, name }, texts);

  it('the value of a flag or a mount key tells what the key is for', () => {
    assert.equal(hover('FROM --platform=«linux/<|>arm64» a'), flag('FROM', 'platform'));
    assert.equal(hover('FROM a\nRUN --network=«no<|>ne» x'), flag('RUN', 'network'));
    assert.match(hover('FROM a\nRUN --mount=type=cache,target=/x,sharing=«loc<|>ked» x'), /`locked`/);
  });

  it('permissions in letters and in words', () => {
    const text = hover('FROM a\nCOPY --chmod=«75<|>4» a b');
    assert.match(text, /`rwxr-xr--`/);
    assert.match(text, /Owner: read, write, execute {2}\nGroup: read, execute {2}\nOthers: read$/);
    assert.match(hover('FROM a\nRUN --mount=type=secret,id=a,mode=«04<|>00» x'), /Others: nothing$/);
    assert.equal(hover('FROM a\nCOPY --chmod=«u=r<|>wX» a b'), flag('COPY', 'chmod'));
  });

  it('directives: their values, and the options of check', () => {
    const directive = (name: 'escape' | 'check') => renderTopic({ kind: 'directive', name }, texts);
    assert.equal(hover('# escape=«<|>`»\nFROM a'), directive('escape'));
    assert.equal(hover('# check=«sk<|>ip»=all\nFROM a'), directive('check'));
    assert.equal(hover('FROM a\n# check=«sk<|>ip»=all\nRUN x'), directive('check'));
  });

  it('findings of ShellCheck have a page', () => {
    const text = hover('FROM a\n# shellcheck disable=«SC20<|>86»\nRUN x');
    assert.match(text, /shellcheck\.net\/wiki\/SC2086/);
    assert.match(hover('FROM a\n# hadolint ignore=DL3008,«SC20<|>46»\nRUN x'), /SC2046/);
    hover('FROM a\n# about SC20<|>86\nRUN x');
  });

  it('where a WORKDIR and a destination lie in the image', () => {
    assert.match(hover('FROM a\nWORKDIR /a\nWORKDIR «b<|>»'), /`\/a\/b`/);
    assert.match(hover('FROM a\nWORKDIR /a\nCOPY x «./<|>b/»'), /`\/a\/b\/`/);
    assert.match(hover('FROM a\nENV D=/d\nCOPY x «"/<|>q"»'), /`\/q`/);
    hover('FROM a\nWORKDIR /a<|>');
    hover('FROM a\nWORKDIR b<|>');
    hover('FROM a\nCOPY x $<|>UNKNOWN');
  });

  it('here-documents: where they end, and who replaces variables', () => {
    assert.match(hover('FROM a\nRUN «<<E<|>OF»\nx\nEOF'), /`EOF`[\s\S]*shell replaces/);
    assert.match(hover("FROM a\nRUN <<-'E'\nx\n«E<|>»"), /stay as they are[\s\S]*tabs/);
    assert.match(hover('FROM a\nONBUILD COPY «<<E<|>» /x\nx\nE'), /BuildKit replaces/);
  });
});
