import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'host-command',
  aliases: ['DL3001'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'Commands for a running host make little sense in a build',
  docs: `A build step starts in a container of its own, without init system and other processes, and ends with it: \`service x start\` starts nothing that lasts, \`mount\` is not allowed, \`top\` and \`vim\` wait for someone at a keyboard, \`ssh\` needs keys that should not be in an image. Where such a command is left over from a manual, its line can mostly go.

Off unless asked for: some of them do make sense within one step, such as a database that is started, filled and stopped.`,
  messages: {
    host: '`{command}` is made for a running machine, and a build step has no services, other processes or user. Leave it out, or do this when the container runs.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const { name, nameWord, statement } of shell.commandsNamed(...COMMANDS)) {
      report(nameWord ?? statement, 'host', { command: name });
    }
  },
  examples: [
    { bad: 'FROM debian:13\nRUN «service» mysql start && echo done\n', message: 'host' },
    { bad: 'FROM debian:13\nRUN [«"/bin/mount"», "/dev/sda1", "/mnt"]\n', message: 'host' },
    {
      bad: 'FROM debian:13\nONBUILD RUN if true; then sudo «kill» 1; fi\nRUN <<EOF\n«ps» aux\nEOF\n',
      message: 'host',
    },
    { good: 'FROM debian:13\nRUN apt-get install -y vim ssh && echo "mount ps"\n' },
    { good: 'FROM debian:13\nCMD service nginx start\n', note: 'This runs in the container.' },
  ],
});

const COMMANDS: readonly string[] = 'free ifconfig kill mount nano ps service shutdown ssh top vim'.split(
  ' ',
);
