import type { Word } from '../../shell/model.ts';
import type { Edit } from '../diagnostic.ts';
import { defineRule } from '../rule.ts';
import type { ShellCommand } from '../shell/code.ts';

export default defineRule({
  id: 'sudo',
  aliases: ['DL3004'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A build step should not use sudo',
  docs: `Build steps run as root unless USER says otherwise, so \`sudo\` has nothing to give. Where USER does, \`sudo\` in the image hands root to whoever breaks into the program, drops environment variables, and starts a process between the shell and the program that signals do not pass. Write \`USER root\` before the steps that need it and go back after them; to drop rights when the container starts, use \`setpriv\` or \`gosu\`.

The fix is unsafe: the command then runs as the user in force.`,
  messages: {
    sudo: '`sudo` changes the environment and how signals are passed on, and root needs none. Put the step behind USER root instead.',
  },
  fixes: { remove: { title: 'Remove `sudo`', safe: false } },
  check({ file, shell, report }) {
    // Most files have none, and are not looked at word by word.
    if (!file.text.includes('sudo')) return;
    for (const { commands } of shell.runs) {
      for (const command of commands) {
        const words = sudoWords(command);
        if (!words) continue;
        const edits = removal(file.text, command, words);
        report(words.sudo, 'sudo', {}, edits && { fix: 'remove', args: {}, edits });
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «sudo» apt-get update && \\\n    # and then\n    «sudo» apt-get install -y make\n',
      message: 'sudo',
      fixed: 'FROM debian:13\nRUN apt-get update && \\\n    # and then\n    apt-get install -y make\n',
    },
    {
      bad: 'FROM debian:13\nRUN echo x | «/usr/bin/sudo» -E tee /etc/x\nRUN [«"sudo"», "ls"]\n',
      message: 'sudo',
    },
    { bad: 'FROM debian:13\nRUN env A=b «sudo» -i\n', message: 'sudo' },
    {
      bad: 'FROM debian:13\nONBUILD RUN bash -c "«sudo» ls"\n',
      message: 'sudo',
      fixed: 'FROM debian:13\nONBUILD RUN bash -c "ls"\n',
    },
    { good: 'FROM debian:13\nRUN apt-get install -y sudo && echo sudo\nCMD sudo app\n' },
  ],
});

interface SudoWords {
  readonly sudo: Word;
  /** What follows it. */
  readonly next: Word | undefined;
}

/** `sudo` among the words before the program that runs in the end. */
function sudoWords({ statement, nameWord, name }: ShellCommand): SudoWords | undefined {
  // Most commands have nothing before their name.
  if (nameWord === statement.name && name !== 'sudo') return undefined;
  const words = statement.name ? [statement.name, ...statement.args] : statement.args;
  for (const [index, word] of words.entries()) {
    if (word.isStatic && /(?:^|\/)sudo$/.test(word.value)) return { sudo: word, next: words[index + 1] };
    if (word === nameWord) return undefined;
  }
  return undefined;
}

function removal(
  text: string,
  command: ShellCommand,
  { sudo, next }: SudoWords,
): readonly Edit[] | undefined {
  const isPlain = next && /^[\w./]/.test(next.value) && !next.value.includes('=');
  if (!isPlain || command.script.source.words || text.slice(sudo.end, next.start).trim() !== '')
    return undefined;
  return [{ span: { start: sudo.start, end: next.start }, newText: '' }];
}
