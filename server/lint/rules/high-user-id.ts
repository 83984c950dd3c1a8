import { defineRule } from '../rule.ts';
import { callOf, hasOption, type Program, valuesOf } from '../shell/calls.ts';

export default defineRule({
  id: 'high-user-id',
  aliases: ['DL3046'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'A high user number needs the option -l of useradd',
  docs: `\`useradd\` notes the new user in \`/var/log/lastlog\` and \`/var/log/faillog\`, files with a place for every number up to the user's. They are sparse, but become whole when they go into a layer: megabytes for a user number of six digits, gigabytes for longer ones. With \`-l\` (\`--no-log-init\`) nothing is noted there.

The fix is safe: nobody logs in to a container in a way that needs these files.`,
  messages: {
    high: 'useradd with the user number {uid} puts a file into the layer that has room for all numbers up to it. Add -l.',
  },
  fixes: { option: { title: 'Add -l', safe: true } },
  check({ shell, report }) {
    for (const command of shell.commandsNamed('useradd')) {
      const call = callOf(command, USERADD);
      const uid = valuesOf(call, '-u', '--uid').at(-1);
      if (uid === undefined || !/^[0-9]{6,}$/.test(uid) || hasOption(call, '-l', '--no-log-init')) continue;
      const { nameWord, script, statement } = command;
      const at = nameWord?.end ?? statement.end;
      const newText = script.source.words ? ', "-l"' : ' -l';
      report(
        nameWord ?? statement,
        'high',
        { uid },
        {
          fix: 'option',
          args: {},
          edits: [{ span: { start: at, end: at }, newText }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN «useradd» -u 123456 app && «useradd» -m --uid=1000660000 --gid 0 app\n',
      message: 'high',
      fixed: 'FROM debian:13\nRUN useradd -l -u 123456 app && useradd -l -m --uid=1000660000 --gid 0 app\n',
    },
    {
      bad: 'FROM debian:13\nARG ID=234567\nRUN «useradd» -mu $ID app\nRUN [«"useradd"», "-u", "234567", "app"]\n',
      message: 'high',
      fixed:
        'FROM debian:13\nARG ID=234567\nRUN useradd -l -mu $ID app\nRUN ["useradd", "-l", "-u", "234567", "app"]\n',
    },
    { good: 'FROM debian:13\nRUN useradd -u 12345 app\nRUN useradd app\nRUN useradd -u $ID app\n' },
    {
      good: 'FROM debian:13\nRUN useradd -l -u 123456 app\nRUN useradd -lmu 123456 app\nRUN useradd --no-log-init --uid 123456 app\n',
    },
    { good: 'FROM alpine:3.22\nRUN adduser -u 123456 -D app\n' },
  ],
});

const USERADD: Program = {
  valued: new Set(
    (
      '-b -c -d -e -f -g -G -k -K -p -P -R -s -u -Z --base-dir --comment --home-dir --expiredate --inactive --gid ' +
      '--groups --skel --key --password --prefix --root --shell --uid --selinux-user'
    ).split(' '),
  ),
};
