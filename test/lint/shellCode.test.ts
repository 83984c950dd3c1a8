import assert from 'node:assert/strict';
import { shellCode } from '../../server/lint/shell/code.ts';
import { isMounted } from '../../server/lint/shell/mounts.ts';
import { buildModel } from '../../server/semantics/buildModel.ts';
import { parseDockerfile } from '../../server/syntax/parse.ts';

function read(text: string) {
  const file = parseDockerfile(text);
  return shellCode(file, buildModel(file));
}

function shellScripts(text: string) {
  return read(text).runs.flatMap(({ scripts }) => scripts);
}

/** Each command of all RUN as its program gets it, words that only the shell knows marked with `?`. */
function commandsOf(text: string): readonly string[] {
  return read(text).runs.flatMap(({ commands, variables }) =>
    commands.map(command =>
      [
        command.name,
        ...command.args.flatMap(arg =>
          variables.expand(arg, command).map(({ value, isKnown }) => (isKnown ? value : `${value}?`)),
        ),
      ].join(' '),
    ),
  );
}

describe('shell code', () => {
  it('is what runs in the end', () => {
    assert.deepEqual(
      commandsOf(
        'FROM a\nRUN sudo -E A=b /usr/bin/apt-get update && exec env -i nice -n 5 pip.exe install x\n',
      ),
      ['apt-get update', 'pip install x'],
    );
    assert.deepEqual(commandsOf('FROM a\nRUN cat list | xargs -r -n 1 sudo apt-get install -y\n'), [
      'cat list',
      'apt-get install -y',
    ]);
    assert.deepEqual(commandsOf('FROM a\nRUN "$VENV/bin/pip" install x && $TOOL y\n'), [
      'pip install x',
      ' y',
    ]);
  });

  it('is found wherever it stands', () => {
    const text = [
      'FROM a',
      'RUN if a; then (b; c | d) & fi; for x in 1 2; do e $(f); done',
      'RUN g() { h; }; i <<E',
      '$(j)',
      'E',
      'ONBUILD RUN ["k", "l m"]',
      'RUN <<E',
      'n',
      'E',
      'CMD o',
      '',
    ].join('\n');
    assert.deepEqual(
      read(text).runs.flatMap(({ commands }) => commands.map(({ name }) => name)),
      ['a', 'b', 'c', 'd', 'e', 'f', 'h', 'i', 'j', 'k', 'n'],
    );
    assert.deepEqual(
      read(text).steps.map(({ instruction, isTrigger }) => [instruction.name, isTrigger]),
      [
        ['RUN', false],
        ['RUN', false],
        ['RUN', true],
        ['RUN', false],
        ['CMD', false],
      ],
    );
  });

  it('goes on in scripts within scripts, right behind the command that runs them', () => {
    assert.deepEqual(commandsOf('FROM a\nRUN bash -c \'sh -c "b c" && d\' && e\n'), [
      'bash -c sh -c "b c" && d',
      'sh -c b c',
      'b c',
      'd',
      'e',
    ]);
    assert.deepEqual(commandsOf('FROM a\nRUN ["bash", "-c", "b && c"]\n'), ['bash -c b && c', 'b', 'c']);
  });

  it('is not read where the shell is another', () => {
    assert.deepEqual(commandsOf('FROM a\nSHELL ["cmd", "/S", "/C"]\nRUN apt-get update\n'), []);
    assert.deepEqual(commandsOf('FROM a\n# hadolint shell=powershell\nRUN apt-get update\n'), []);
    assert.deepEqual(
      commandsOf('FROM a\n# hadolint shell=powershell\nSHELL ["/bin/bash", "-c"]\nRUN b\nFROM c\nRUN d\n'),
      ['b', 'd'],
    );
    assert.deepEqual(commandsOf('FROM a\nRUN <<E\n#!/usr/bin/env python3\napt-get update\nE\n'), []);
  });

  it('knows variables from the file and from the script', () => {
    const text =
      'FROM a\nENV P="x y" Q=\nARG R=r S\nRUN T="t u"; b $P "$P" $Q ${R}1 $S $T ${U:-v} $(w) $P$S\n';
    assert.deepEqual(commandsOf(text).slice(1, 2), ['b x y x y r1 $S? t u v $(w)? x y$S?']);
    assert.deepEqual(commandsOf("FROM a\nENV P=p\nRUN b '$P' \\$P && P=q c $P; export P=r; d $P\n"), [
      'b $P $P',
      'c p',
      'export P=r',
      'd r',
    ]);
    assert.deepEqual(
      commandsOf('FROM a\nRUN for p in x y; do b $p; done; read p; b $p; p=$(c); d $p\n').slice(0, 3),
      ['b x y', 'read p', 'b $p?'],
    );
  });

  it('sees what is set for one command', () => {
    const [run] = read('FROM a\nENV A=1\nRUN A=2 b; sudo A=3 c; env A=4 d; e; export A=5; f\n').runs;
    assert.deepEqual(
      run?.commands.map(command => `${command.name} ${run.variables.valueAt('A', command)}`),
      ['b 2', 'c 3', 'd 4', 'e 1', 'export 1', 'f 5'],
    );
  });

  it('knows the mounts', () => {
    const [run] = read(
      'FROM a\nARG DIR=/x\nWORKDIR /w\nRUN --mount=type=cache,target=/var/lib/apt/ --mount=type=tmpfs,dst=$DIR --mount=type=cache,target=rel --mount=type=secret,target=/s b\n',
    ).runs;
    assert.deepEqual(run?.mounts, [
      { type: 'cache', target: '/var/lib/apt' },
      { type: 'tmpfs', target: '/x' },
      { type: 'cache', target: '/w/rel' },
      { type: 'secret', target: '/s' },
    ]);
    for (const path of ['/var/lib/apt', '/var/lib/apt/lists', '/x/y', '/w/rel']) {
      assert.ok(isMounted(run?.mounts ?? [], path), path);
    }
    for (const path of ['/var/lib/apt2', '/var/lib', '/s/t'])
      assert.ok(!isMounted(run?.mounts ?? [], path), path);
  });

  it('is bounded, however scripts are nested and variables grow', () => {
    const deep = `FROM a\nRUN <<E0\n${Array.from({ length: 400 }, (_, n) => `sh <<E${n + 1}`).join('\n')}\n`;
    const length = shellScripts(deep).reduce((sum, { source }) => sum + source.text.length, 0);
    assert.ok(length < 8 * deep.length, `${length} of ${deep.length}`);
    const long = `FROM a\nENV P="${'p '.repeat(1000)}"\nRUN ${'b $P; '.repeat(1000)}\n`;
    const expanded = commandsOf(long).reduce((sum, { length }) => sum + length, 0);
    assert.ok(expanded < 300_000 + long.length, `${expanded}`);
  });
});
