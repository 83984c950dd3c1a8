import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'apt-key',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['deprecated'],
  summary: 'Keys of package archives should be files of their own',
  docs: `\`apt-key\` is deprecated since 2020, and Debian 13 and Ubuntu 25.04 no longer have it: the step fails there. A key that it adds is trusted for every archive, so that who owns it can replace any package of the system. Put the key into a file and name it in the line of its one archive: \`curl -fsSL URL -o /etc/apt/keyrings/NAME.asc\` and \`deb [signed-by=/etc/apt/keyrings/NAME.asc] …\`.`,
  messages: {
    gone: '`apt-key` is gone from newer releases, and its keys are trusted for every archive. Put the key into `/etc/apt/keyrings` and name it with `signed-by=` in the line of its archive.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const { nameWord, args } of shell.commandsNamed('apt-key')) {
      const [action] = args.filter(({ value }) => !value.startsWith('-'));
      if (nameWord && action && action.value !== 'list' && action.value !== 'del')
        report(nameWord, 'gone', {});
    }
  },
  examples: [
    {
      bad: 'FROM debian:12\nRUN curl -fsSL https://example.org/key.asc | «apt-key» add -\n',
      message: 'gone',
    },
    {
      bad: 'FROM ubuntu:22.04\nRUN sudo «apt-key» adv --keyserver keyserver.ubuntu.com --recv-keys 0123\n',
      message: 'gone',
    },
    { good: 'FROM debian:13\nRUN curl -fsSL https://example.org/key.asc -o /etc/apt/keyrings/example.asc\n' },
    { good: 'FROM debian:12\nRUN apt-key list\n' },
  ],
});
