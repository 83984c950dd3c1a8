import { aptCalls } from '../packages/apt.ts';
import { callSpan } from '../packages/rpmRules.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'apt-dist-upgrade',
  aliases: ['DL3005'],
  since: '0.1.0',
  severity: 'warning',
  recommended: false,
  summary: 'An image should not become another release by apt-get dist-upgrade',
  docs: `\`apt-get dist-upgrade\` (\`full-upgrade\` by its newer name) also removes packages where others ask for it, and goes up to another release when the package sources say so. What the tag of the base image promises no longer holds then, and what is replaced lies in the image twice. Take a newer base image; where its fixes are too old, \`apt-get upgrade\` brings them and removes nothing.

hadolint had this as DL3005 and has given it up, so that it is off unless it is asked for. The fix is unsafe: other packages are installed.`,
  messages: {
    upgrade:
      '`{command}` may remove packages and stores what it replaces a second time. Choose a newer base image, or use `apt-get upgrade`.',
  },
  fixes: { upgrade: { title: 'Use `{command}`', safe: false } },
  check({ shell, report }) {
    for (const call of aptCalls(shell)) {
      const action = call.subcommand?.value ?? '';
      if (action === 'dist-upgrade' || action === 'full-upgrade') {
        const { name, script } = call.command;
        const word = call.subcommand?.word;
        const newText = script.source.words ? '"upgrade"' : 'upgrade';
        const args = { command: `${name} upgrade` };
        const fix = word?.isStatic
          ? ({ fix: 'upgrade', args, edits: [{ span: word, newText }] } as const)
          : undefined;
        report(callSpan(call), 'upgrade', { command: `${name} ${action}` }, fix);
      }
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN apt-get update && «apt-get dist-upgrade» -y && «apt-get -y full-upgrade»\n',
      message: 'upgrade',
      fixed: 'FROM debian:13\nRUN apt-get update && apt-get upgrade -y && apt-get -y upgrade\n',
    },
    {
      bad: 'FROM debian:13\nONBUILD RUN [«"apt", "full-upgrade"», "-y"]\n',
      message: 'upgrade',
      fixed: 'FROM debian:13\nONBUILD RUN ["apt", "upgrade", "-y"]\n',
    },
    { good: 'FROM debian:13\nRUN apt-get update && apt-get upgrade -y && apt-get install dist-upgrade\n' },
  ],
});
