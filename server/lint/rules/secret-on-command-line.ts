import type { Word } from '../../shell/model.ts';
import { defineRule } from '../rule.ts';
import type { ShellCommand } from '../shell/code.ts';

export default defineRule({
  id: 'secret-on-command-line',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Passwords should not stand in the commands of RUN',
  docs: `The text of each RUN is kept in the history of the image and printed to the build log, with every password in it. Mount the secret for that one step instead: \`RUN --mount=type=secret,id=password curl --user "me:$(cat /run/secrets/password)" …\`, and pass it with \`docker build --secret\`.

A password that is set for a user of the image (\`chpasswd\`) is the same in each container and known to everyone who has the image; most programs need a user without any password.

Only values that are written out count: what a variable brings is the business of [secret-in-variable](secret-in-variable.md). Words that anybody would use as a stand-in (\`test\`, \`dummy\`) are left alone.`,
  messages: {
    option:
      'The value of `{option}` stays readable in the history of the image and in build logs. Read it from a secret: `RUN --mount=type=secret,id=…`.',
    user: 'The password behind `{option}` stays readable in the history of the image and in build logs. Read it from a secret: `RUN --mount=type=secret,id=…`.',
    account:
      'This password is the same in every container, and everyone who has the image can read it. Leave the user without a password, or set it when the container starts.',
    header:
      'The token in this header stays readable in the history of the image and in build logs. Read it from a secret: `RUN --mount=type=secret,id=…`.',
  },
  fixes: {},
  check({ shell, report }) {
    for (const { commands } of shell.runs) {
      for (const command of commands) {
        if (command.name === 'chpasswd') checkAccounts(command);
        else checkOptions(command);
      }
    }

    function checkOptions({ name, args }: ShellCommand): void {
      const isHttp = name === 'curl' || name === 'wget' || name === 'http';
      for (let index = 0; index < args.length; index++) {
        const word = args[index];
        if (!word?.value.startsWith('-')) continue;
        const equals = word.value.indexOf('=');
        const option = equals < 0 ? word.value : word.value.slice(0, equals);
        const valueWord = equals < 0 ? args[index + 1] : word;
        const value = equals < 0 ? valueWord?.value : word.value.slice(equals + 1);
        if (!valueWord || value === undefined || !isWritten(valueWord) || isStandIn(value)) continue;
        if (SECRET_OPTION.test(option) || (name === 'sshpass' && option === '-p')) {
          report(valueWord, 'option', { option });
        } else if (isHttp && /^(?:--user|-[a-zA-Z]*u)$/.test(option) && value.includes(':')) {
          if (!isStandIn(value.slice(value.indexOf(':') + 1))) report(valueWord, 'user', { option });
        } else if (isHttp && /^(?:-H|--header)$/.test(option) && HEADER.test(value)) {
          report(valueWord, 'header', {});
        }
      }
    }

    function checkAccounts({ parent, statement, args }: ShellCommand): void {
      const around = parent?.statement;
      if (around?.kind !== 'pipeline' || args.some(({ value }) => /^(?:-e|--encrypted)$/.test(value))) return;
      const [source] = around.stages;
      if (source?.kind !== 'command' || source === statement) return;
      const word = source.args.find(({ value, isStatic }) => isStatic && /^[^\s:$]+:[^\s$]+/.test(value));
      if (word) report(word, 'account', {});
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nRUN login --username me --password «s3cr3t» && tool «--api-key=abcdef01»\n',
      message: 'option',
    },
    { bad: 'FROM debian:13\nRUN curl -fu «me:s3cr3t» -O https://acme.io/a\n', message: 'user' },
    { bad: "FROM debian:13\nRUN echo «'root:toor'» | chpasswd\n", message: 'account' },
    {
      bad: 'FROM debian:13\nRUN curl -H «"Authorization: Bearer abcdef0123456789"» https://acme.io/a\n',
      message: 'header',
    },
    {
      good: 'FROM debian:13\nRUN --mount=type=secret,id=p curl -u "me:$(cat /run/secrets/p)" https://acme.io/a && tool --password "$PASS" --password-stdin --token-file t\n',
    },
    {
      good: 'FROM debian:13\nRUN curl -H "Authorization: Bearer $TOKEN" -u anonymous: https://acme.io/a && adduser --disabled-password app\n',
    },
    {
      good: 'FROM debian:13\nRUN echo "$USER:$PASS" | chpasswd && npm login --password test && useradd --password \'!\' app\n',
    },
  ],
});

const SECRET_OPTION =
  /^--(?!no-|disabled-|without-|skip-)(?:[a-z-]{1,30}-)?(?:password|passwd|token|api-?key|secret|auth-?token|access-?key|secret-?key|client-?secret)$/;
const HEADER =
  /^(?:authorization:\s*(?:bearer|basic|token)\s+[\w+/=.-]{8,}|(?:x-api-key|private-token|x-auth-token):\s*[\w+/=.-]{8,})/i;

/** Nothing in it comes from elsewhere. */
const isWritten = ({ isStatic, value }: Word): boolean => isStatic && !/[$`<>{}]/.test(value);

/** Empty, another option, a file, or a word that keeps no one out. */
const isStandIn = (value: string): boolean =>
  value === '' ||
  /^(?:-|\/|\.|@|file:|env:)/.test(value) ||
  /^(?:test|testing|dummy|none|null|fake|foo|bar|x+|[!*]+|true|false|yes|no|0|1)$/i.test(value);
