import assert from 'node:assert/strict';
import { commandName, hasOption, invocationOf, operandsOf, optionsOf } from '../../server/shell/commands.ts';
import type { Command } from '../../server/shell/model.ts';
import { commandsOf, pipelinesOf, walkCommands } from '../../server/shell/walk.ts';
import { readScript } from './outline.ts';

const INVOCATIONS: Readonly<Record<string, string>> = {
  'apt-get install x': 'apt-get install x',
  'sudo -E -u root apt-get install': 'apt-get install',
  'sudo -- a -b': 'a -b',
  'env -i A=b -u C a': 'a',
  'exec -a x a b': 'a b',
  'nice -n 5 nohup time a': 'a',
  'timeout -k 5 10s a b': 'a b',
  'gosu me a': 'a',
  'command -v a': 'command -v a',
  'command a': 'a',
  sudo: 'sudo',
  'env A=b': 'env A=b',
};

describe('commands', () => {
  for (const [script, expected] of Object.entries(INVOCATIONS)) {
    it(`${script} runs ${expected}`, () => {
      const { name, args } = invocationOf(only(script));
      assert.equal([name, ...args].map(word => word?.value).join(' '), expected);
    });
  }

  it('a name is known when it needs no shell', () => {
    assert.equal(commandName(only('/usr/bin/apt-get x')), 'apt-get');
    assert.equal(commandName(only("'a'b x")), 'ab');
    assert.equal(commandName(only('$a x')), undefined);
    assert.equal(commandName(only('A=b')), undefined);
  });

  it('options and operands', () => {
    const command = only('apt-get -qqy --opt=a=b "--long" x -o c - -- -d');
    assert.deepEqual(
      optionsOf(command).map(({ name, value }) => [name, value]),
      [
        ['-qqy', undefined],
        ['--opt', 'a=b'],
        ['--long', undefined],
        ['-o', undefined],
      ],
    );
    assert.deepEqual(
      operandsOf(command).map(({ value }) => value),
      ['x', 'c', '-', '-d'],
    );
  });

  it('an option is found alone, with a value, and in a cluster', () => {
    const command = only('apt-get -qqy --yes=x -o1 -- -z');
    for (const name of ['-q', '-y', '-qqy', '--yes']) assert.ok(hasOption(command, name), name);
    for (const name of ['-z', '-o', '--ye', '-Q']) assert.ok(!hasOption(command, name), name);
    assert.ok(hasOption(command, '-a', '--yes'));
  });

  it('every command is visited with those around it', () => {
    const script = readScript(
      'a "$(b)" | c; if d; then e >$(f); else g; fi; for h in $(i); do j; done; case $(k) in $(l)) m;; esac\n' +
        'n() { o; }; A=$(p) q=(x "$(r)"); echo ${s:-$(t)} $(( $(u) )); cat <<E; (v; while w; do { x; }; done) && y\n$(z)\nE\n',
    );
    // Each name, then the kinds around it by their first letters.
    const seen: string[] = [];
    walkCommands(script, (command, parents) => {
      seen.push(`${command.name?.value ?? '='}${parents.map(({ kind }) => kind.charAt(0)).join('')}`);
    });
    assert.equal(
      seen.join(' '),
      'ap bpc cp di ei fic gi jf if mc kc lc ofg = pc rc echo tc uc cat zc vlg wlgl xlglg yl',
    );
    assert.equal(commandsOf(script).length, seen.length);
  });

  it('pipelines of two stages or more', () => {
    const script = readScript('! a; b | c; $(d | e | f)');
    assert.deepEqual(
      pipelinesOf(script).map(({ stages }) => stages.length),
      [2, 3],
    );
  });
});

function only(text: string): Command {
  const [command] = commandsOf(readScript(text));
  assert.ok(command);
  return command;
}
