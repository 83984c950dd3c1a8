import assert from 'node:assert/strict';
import { buildModel, type Model, type ModelOptions, type Variable } from '../../server/semantics/model.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';
import { readMarked } from '../kit/markers.ts';

/** The model of a marked text, and the offset of its cursor. */
function at(marked: string, options?: ModelOptions): { readonly model: Model; readonly offset: number } {
  const { text, cursor } = readMarked(marked);
  return { model: buildModel(parseDockerfile(text), options), offset: cursor ?? text.length };
}

/** `NAME=value`, or `NAME` when it is declared and not set; `?` for values that are only likely. */
function variables(marked: string, options?: ModelOptions): readonly string[] {
  const { model, offset } = at(marked, options);
  return model
    .scopeAt(offset)
    .all()
    .filter(({ kind }) => kind !== 'platform' && kind !== 'base')
    .map(written);
}

function written({ name, value, assumed }: Variable): string {
  return `${name}${value === undefined ? '' : `=${value}`}${assumed ? '?' : ''}`;
}

function stages(text: string, options?: ModelOptions): readonly string[] {
  return at(text, options).model.stages.map(({ index, name, base, reachable }) => {
    const on =
      base.kind === 'stage'
        ? `stage ${base.stage.index}`
        : base.kind === 'image'
          ? base.reference
          : base.kind;
    return `${index} ${name ?? '-'} on ${on}${reachable ? '' : ', not built'}`;
  });
}

describe('stages', () => {
  it('are built on images, on scratch and on earlier stages', () => {
    assert.deepEqual(stages('FROM node:24 AS Base\nFROM base AS b\nFROM scratch\nFROM b\n'), [
      '0 base on node:24',
      '1 b on stage 0',
      '2 - on scratch, not built',
      '3 - on stage 1',
    ]);
  });
  it('are looked for in lower case only by --from', () => {
    const text = 'FROM a AS Base\nFROM Base\nCOPY --from=BASE x y\n';
    assert.deepEqual(stages(text), ['0 base on a', '1 - on Base']);
    const { model } = at(text);
    assert.equal(model.references.at(-1)?.stage, model.stages[0]);
  });
  it('of one name hide those before them', () => {
    const { model } = at('FROM a AS s\nFROM b AS s\nFROM s\n');
    assert.equal(model.findStage('S'), model.stages[1]);
    assert.deepEqual(stages('FROM a AS s\nFROM b AS s\nFROM s\n').slice(2), ['2 - on stage 1']);
  });
  it('take their image from global arguments', () => {
    assert.deepEqual(stages('ARG V=24\nARG B=node:$V\nFROM ${B}-slim\n'), ['0 - on node:24-slim']);
    const options = { buildArguments: new Map([['V', '25']]) };
    assert.deepEqual(stages('ARG V=24\nFROM node:$V\n', options), ['0 - on node:25']);
  });
  it('tell which arguments their image wants for', () => {
    const { model } = at('ARG V\nFROM node:$V$W\n');
    const base = model.stages[0]?.base;
    assert.deepEqual(base?.kind === 'image' && base.unset, ['V', 'W']);
  });
  it('that nothing needs are not built', () => {
    const text =
      'FROM a AS x\nFROM a AS y\nFROM a AS z\nCOPY --from=y b c\nRUN --mount=from=0,target=/t true\n';
    assert.deepEqual(stages(text), ['0 x on a, not built', '1 y on a', '2 z on a']);
    assert.deepEqual(stages(text, { target: 'X' }), [
      '0 x on a',
      '1 y on a, not built',
      '2 z on a, not built',
    ]);
  });
  it('know their system', () => {
    const os = (text: string) => at(text).model.stages.map(stage => stage.os);
    assert.deepEqual(os('FROM mcr.microsoft.com/windows/servercore:ltsc2022 AS w\nFROM w\nFROM node\n'), [
      'windows',
      'windows',
      'linux',
    ]);
    assert.deepEqual(os('FROM --platform=windows/amd64 a\nFROM --platform=linux x/windows\n'), [
      'windows',
      'linux',
    ]);
  });
  it('hold what follows their FROM', () => {
    const { model, offset } = at('ARG A\nFROM a\nRUN x\n\nFROM b\n# c\n<|>RUN y\n');
    assert.deepEqual(
      model.preamble.map(({ name }) => name),
      ['ARG'],
    );
    assert.equal(model.stageAt(offset)?.index, 1);
    assert.equal(model.stageAt(0), undefined);
    assert.equal(model.instructionAt(offset)?.name, 'RUN');
    assert.equal(model.instructionAt(offset - 2), undefined);
    assert.equal(model.target, model.stages[1]);
  });
  it('may be missing, or half typed', () => {
    assert.deepEqual(stages(''), []);
    assert.deepEqual(stages('RUN x\n'), []);
    assert.deepEqual(stages('FROM\nFROM ${\n'), ['0 - on missing, not built', '1 - on invalid']);
  });
});

describe('references', () => {
  it('are those of FROM, COPY and mounts, below ONBUILD too', () => {
    const { model } = at(
      'FROM a AS x\nFROM x\nCOPY --from=0 b c\nRUN --mount=type=cache,target=/t --mount="from=x,target=/u" true\nONBUILD COPY --from=img:1 b c\n',
    );
    assert.deepEqual(
      model.references.map(({ kind, value, stage, onbuild }) => [kind, value, stage?.index, onbuild]),
      [
        ['from', 'a', undefined, false],
        ['from', 'x', 0, false],
        ['copy', '0', 0, false],
        ['mount', 'x', 0, false],
        ['copy', 'img:1', undefined, true],
      ],
    );
  });
  it('stand where the name alone stands', () => {
    const { text, spans } = readMarked(
      'FROM «a» AS x\nCOPY --from=«"x"» b c\nRUN --mount=target=/t,from=«x» y\n',
    );
    const { references } = buildModel(parseDockerfile(text));
    assert.deepEqual(
      references.map(({ token: { start, end } }) => ({ start, end })),
      spans,
    );
  });
});

describe('variables', () => {
  it('of FROM are global', () => {
    assert.deepEqual(variables('ARG A=1\nARG B=$A-2 C\nARG D=${C:-3}\nFROM <|>x\n'), [
      'A=1',
      'B=1-2',
      'C',
      'D=3',
    ]);
  });
  it('of a stage are its own, and those of the stages below it', () => {
    assert.deepEqual(variables('ARG G=1\nFROM a AS x\nENV E=2\nARG A=3\nFROM x\nARG G\n<|>RUN y\n'), [
      'A=3',
      'E=2',
      'G=1',
    ]);
    assert.deepEqual(variables('FROM a\nENV E=2\nFROM b\n<|>RUN y\n'), []);
  });
  it('are seen from the next instruction on, arguments from the next pair on', () => {
    assert.deepEqual(variables('FROM scratch\nENV A=1\nENV A=2 B=$A\n<|>RUN x\n'), ['A=2', 'B=1']);
    assert.deepEqual(variables('FROM scratch\nARG A=1 B=$A\n<|>RUN x\n'), ['A=1', 'B=1']);
    assert.deepEqual(variables('FROM scratch\nENV A=1 <|>B=2\n'), []);
  });
  it('without default keep what is there', () => {
    assert.deepEqual(variables('ARG A=1\nFROM scratch\nENV A=2\nARG A\n<|>RUN x\n'), ['A=1']);
    assert.deepEqual(variables('FROM scratch\nENV A=2\nARG A B\n<|>RUN x\n'), ['A=2', 'B']);
  });
  it('come from build arguments first', () => {
    const options = { buildArguments: new Map([['A', '9']]) };
    assert.deepEqual(variables('ARG A=1\nFROM scratch\nARG A=2\nENV B=$A\n<|>RUN x\n', options), [
      'A=9',
      'B=9',
    ]);
  });
  it('of platforms are in FROM, and in a stage after ARG', () => {
    const { model, offset } = at('FROM scratch\nARG TARGETARCH\n<|>RUN x\n', {
      targetPlatform: 'linux/arm/v7',
    });
    const variable = model.scopeAt(offset).get('TARGETARCH');
    assert.equal(variable?.value, 'arm');
    assert.equal(variable?.assumed, false);
    assert.equal(variable?.origin?.kind, 'platform');
    assert.equal(model.scopeAt(offset).get('TARGETOS'), undefined);
    assert.equal(model.scopeAt(6).get('TARGETPLATFORM')?.value, 'linux/arm/v7');
    assert.equal(model.scopeAt(6).get('BUILDVARIANT')?.value, 'v7');
    assert.equal(model.scopeAt(6).get('TARGETSTAGE')?.value, 'default');
  });
  it('of an unknown base image can be more than are known', () => {
    assert.equal(at('FROM a\n<|>RUN x\n').model.scopeAt(7).complete, false);
    assert.equal(at('FROM scratch\n<|>RUN x\n').model.scopeAt(13).complete, true);
    assert.deepEqual(variables('FROM a\nENV A=$B\n<|>RUN x\n'), ['A=?']);
    const baseImage = () => ({ environment: new Map([['B', '1']]) });
    assert.deepEqual(variables('FROM a\nENV A=$B\n<|>RUN x\n', { baseImage }), ['A=1']);
  });
  it('know who declares them', () => {
    const { model, offset } = at('ARG A=1\nFROM scratch\nARG A\n<|>RUN x\n');
    const variable = model.scopeAt(offset).get('A');
    assert.equal(variable?.instruction, model.stages[0]?.instructions[0]);
    assert.equal(variable?.origin?.instruction, model.preamble[0]);
    assert.equal(variable?.stage, model.stages[0]);
  });
  it('that double on each line do not grow without end', () => {
    const text = `FROM scratch\nENV A=0123456789abcdef\n${'ENV A=$A$A\n'.repeat(60)}<|>RUN x\n`;
    assert.deepEqual(variables(text), ['A?']);
  });
  it('are found through long chains of stages', () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, index) => `FROM s${index} AS s${index + 1}\n`).join('');
    assert.deepEqual(variables(`FROM scratch AS s0\nENV A=1\n${chain(3000)}ENV B=2\n<|>RUN x\n`), ['B=2']);
    const { model, offset } = at(`FROM scratch AS s0\nENV A=1\n${chain(100)}<|>RUN x`);
    assert.equal(model.scopeAt(offset).get('A')?.value, '1');
  });
});

describe('settings', () => {
  const settings = (marked: string, options?: ModelOptions) => {
    const { model, offset } = at(marked, options);
    const { workdir, user, shell } = model.settingsAt(offset);
    return { workdir, user, shell: shell?.join(' ') };
  };

  it('follow WORKDIR, USER and SHELL', () => {
    assert.deepEqual(
      settings(
        'FROM scratch\nENV D=/a\nWORKDIR $D/b\nWORKDIR ../c/./d\nUSER u:${G:-g}\nSHELL ["x", "-c"]\n<|>RUN x\n',
      ),
      { workdir: '/a/c/d', user: 'u:g', shell: 'x -c' },
    );
  });
  it('are those before the instruction', () => {
    assert.equal(settings('FROM scratch\nWORKDIR /a\n<|>WORKDIR /b\n').workdir, '/a');
  });
  it('of an unknown image are not known', () => {
    assert.deepEqual(settings('FROM a\nWORKDIR b\n<|>RUN x\n'), {
      workdir: undefined,
      user: undefined,
      shell: undefined,
    });
    assert.equal(settings('FROM a\nWORKDIR b\nWORKDIR /c\n<|>RUN x\n').workdir, '/c');
    const baseImage = () => ({
      environment: new Map<string, string>(),
      workdir: '/w',
      user: 'u',
      shell: ['s'],
    });
    assert.deepEqual(settings('FROM a\nWORKDIR b\n<|>RUN x\n', { baseImage }), {
      workdir: '/w/b',
      user: 'u',
      shell: 's',
    });
  });
  it('go over to the stages built upon', () => {
    assert.equal(settings('FROM scratch AS a\nWORKDIR /b\nUSER c\nFROM a\n<|>RUN x\n').user, 'c');
    assert.equal(settings('FROM scratch AS a\nUSER c\nFROM scratch\n<|>RUN x\n').user, 'root');
  });
  it('know the paths of Windows', () => {
    assert.equal(
      settings('# escape=`\nFROM x/windows\nWORKDIR C:\\a\nWORKDIR b\\c\n<|>RUN x\n').workdir,
      '/a/b/c',
    );
  });
});
