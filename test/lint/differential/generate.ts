import type { Case } from './compare.ts';
import { type Dice, dice } from './dice.ts';

/** A Dockerfile that is mostly valid and close to what BuildKit's checks look at; the same for the same seed. */
export function generateCase(seed: number): Case {
  const writer = new Writer(dice(seed));
  const dockerfile = writer.file();
  const dockerignore = writer.ignoreFile();
  return {
    dockerfile,
    ...(dockerignore !== '' && { files: { '.dockerignore': dockerignore } }),
    buildArguments: writer.buildArguments(),
  };
}

class Writer {
  private readonly dice: Dice;
  private readonly stageNames: string[] = [];

  constructor(source: Dice) {
    this.dice = source;
  }

  file(): string {
    const { one, maybe, upTo } = this.dice;
    const head =
      maybe(0.4, () => this.checkDirective()) +
      maybe(0.2, () => this.comment()) +
      'ARG GB=scratch\nARG EMPTY=\nARG GP=linux/amd64\n' +
      maybe(0.2, 'ARG NONE\n') +
      // Only a build argument makes this a name.
      'ARG GIVEN\n' +
      maybe(0.2, 'ARG token FOO=$GB v\n');
    const stage = (): string => {
      const from = `${maybe(0.2, () => this.comment())}${this.from()}\n`;
      const lines = upTo(5, () => `${maybe(0.15, () => this.comment())}${this.instruction()}\n`);
      return from + lines.join('');
    };
    return head + stage() + one('', stage, () => stage() + stage());
  }

  /** Empty when there is none. */
  ignoreFile(): string {
    const { one, maybe, upTo } = this.dice;
    const pattern = (): string =>
      `${one('a', 'b', 'dir', '*', '*.txt', '**/file', '!a', 'c', '/a', 'dir/**', '# x', './a', 'src', '?')}\n`;
    return maybe(0.7, () => pattern() + upTo(2, pattern).join(''));
  }

  buildArguments(): Readonly<Record<string, string>> {
    const { one, maybe } = this.dice;
    const foo = maybe(0.2, () => one('/foo', 'foo', 'a'));
    return { GIVEN: one('scratch', 'scratch', ''), ...(foo !== '' && { FOO: foo }) };
  }

  private checkDirective(): string {
    const { one, maybe } = this.dice;
    const experimental = one('all', 'CopyIgnoredFile', 'InvalidDefinitionDescription,CopyIgnoredFile');
    const skip = one(
      'all',
      'UndefinedVar,StageNameCasing',
      'JSONArgsRecommended, UndefinedVar',
      'CopyIgnoredFile',
    );
    const parts = [
      maybe(0.75, `experimental=${experimental}`),
      maybe(0.2, `skip=${skip}`),
      maybe(0.05, 'error=true'),
    ].filter(part => part !== '');
    return parts.length > 0 ? `# check=${parts.join(';')}\n` : '';
  }

  private comment(): string {
    return this.dice.one(
      ...['# bar is nice\n', '# FOO\n', '#\n', '\n', '  # indented v\n', '# build makes it\n', '#v x\n'],
      ...['# x y\n\n', '# a the first\n', '# FOO the\n# token of it\n'],
    );
  }

  private from(): string {
    const { one, maybe } = this.dice;
    const name = maybe(0.5, () =>
      one('build', 'Base', 'scratch', 'context', 'linux', 'app-amd64', 'A', 'a', 'stage', 'arm'),
    );
    const line = this.join(
      this.keyword('FROM'),
      maybe(0.25, () => `--platform=${this.platform()}`),
      one(
        'scratch',
        'scratch',
        'scratch',
        () => this.knownStage(),
        '$GB',
        () => this.baseWord(),
      ),
      name && one('AS', 'AS', 'AS', 'as', 'As'),
      name,
    );
    if (name !== '') this.stageNames.push(name);
    return line;
  }

  private knownStage(): string {
    return this.dice.one('scratch', ...this.stageNames.map(name => name.toLowerCase()));
  }

  private baseWord(): string {
    return this.dice.one(
      ...['${GB}', '${MISSING:-scratch}', 'scratch$EMPTY', '${GB:-scratch}', '${NONE:-scratch}'],
      ...['scratch${FOO}', '${GB#x}', '"scratch"', '${NONE}scratch', '${EMPTY:-${GB}}'],
      ...['$GIVEN', '${GIVEN}', 'scratch${GIVEN#scratch}', '${GIVEN:-Scratch}'],
    );
  }

  private platform(): string {
    return this.dice.one(
      ...['linux/amd64', 'linux/arm64', 'amd64', 'linux', 'windows/amd64', '$TARGETPLATFORM', '$GP'],
      ...['${TARGETPLATFORM}', '$BUILDPLATFORM', '${TARGETPLATFORM:-linux/amd64}', 'linux/$TARGETARCH'],
      ...[
        '${PLAT:-linux/amd64}',
        'linux/arm/v7',
        '"linux/amd64"',
        "'$TARGETPLATFORM'",
        'Linux/AMD64',
        'x86_64',
      ],
    );
  }

  private instruction(): string {
    const { one, maybe, upTo } = this.dice;
    const line = (name: string, ...parts: readonly string[]) => this.join(this.keyword(name), ...parts);
    const pair = (): string => `${this.name()}=${this.value()}`;
    return one(
      () => line('ENV', pair(), ...upTo(2, pair)),
      () => line('ENV', `${this.name()} ${this.value()}${maybe(0.3, () => ` ${this.value()}`)}`),
      () => line('ARG', this.name(), ...upTo(2, () => one(pair, () => this.name()))),
      () => line('ARG', pair()),
      () =>
        line(
          'LABEL',
          `${this.word()}=${this.value()}`,
          maybe(0.3, () => `"l ${this.word()}"=${this.value()}`),
        ),
      () => line('LABEL', `${this.word()} ${this.value()}`),
      () =>
        line(
          'WORKDIR',
          one(
            '/app',
            'app',
            './x',
            () => this.variable(),
            () => `/x/${this.variable()}`,
          ),
        ),
      () =>
        line(
          'WORKDIR',
          one('/srv', 'rel', '"/q r"', 'a b', 'C:/x', '""', () => `"${this.word()}"`),
        ),
      () => line('CMD', this.command()),
      () => line('ENTRYPOINT', this.command()),
      () => line('HEALTHCHECK', one('NONE', 'CMD true', 'CMD ["true"]', '--interval=5s CMD true')),
      () => line('SHELL', '["/bin/bash", "-c"]'),
      () =>
        line(
          'EXPOSE',
          this.port(),
          maybe(0.4, () => this.port()),
        ),
      () =>
        line(
          'COPY',
          this.source(),
          maybe(0.3, () => this.source()),
          one('/x/', '$FOO/', 'y/'),
        ),
      () =>
        line(
          'ADD',
          one('http://example.org/a', () => this.source()),
          '/x/',
        ),
      () => line('COPY', maybe(0.5, `--chown=${one('1:1', '$UIDX', '$v')}`), `["${this.word()}", "/y"]`),
      () => `${this.keyword('COPY')} <<${one('E', '"E"', '-E')} /h\n$FOO \${NOPE} \\$ESC\nE`,
      () => line('MAINTAINER', 'me'),
      () =>
        line(
          'USER',
          one('root', () => this.variable()),
        ),
      () => line('VOLUME', one('/data', '/data$FOO', '["/v"]', '/x /y$v')),
      () => line('STOPSIGNAL', one('SIGTERM', '9', '${NOPE:-9}')),
      () =>
        line(
          'RUN',
          'echo',
          'a',
          maybe(0.5, () => `$${this.name()}`),
        ),
      () => line('RUN', `--mount=type=cache,target=/c${maybe(0.5, () => this.variable())}`, 'true'),
      () => `${this.keyword('RUN')} <<E\necho $NOPE\nE`,
      () => line('ONBUILD', this.trigger()),
    );
  }

  private trigger(): string {
    return this.dice.one(
      ...['WORKDIR rel', 'CMD foo', 'ENV oa=$OB', 'ENV FOO 1', 'EXPOSE 1:1/TCP', 'HEALTHCHECK NONE'],
      ...['ARG token', 'RUN x', 'SHELL ["x"]', 'COPY a /', 'ARG FOO=1', 'LABEL x=$FOO', 'WORKDIR /abs'],
    );
  }

  private command(): string {
    return this.dice.one(
      'echo hi',
      '["echo", "hi"]',
      () => `echo ${this.variable()}`,
      '',
      '[]',
      '["a", 1',
      "['a']",
    );
  }

  private source(): string {
    return this.dice.one(
      ...[
        'a',
        'b/',
        './a',
        '/a',
        'c',
        'dir/file',
        '.',
        '*',
        '*.txt',
        'dir',
        '"a"',
        '/',
        '$v',
        'b/../a',
        '$FOO',
      ],
    );
  }

  private port(): string {
    return this.dice.one(
      ...['80', '80/tcp', '80/TCP', '53/Udp', '8080:80', '127.0.0.1:80:80', '[::1]:80:80/UDP', '80-90'],
      ...['80-90/SCTP', '${v:-80/TCP}', '"81/Tcp"', '${HOME:-90:80}', "'1:2/uDp'"],
    );
  }

  private value(): string {
    const { one, maybe } = this.dice;
    const variable = (): string => this.variable();
    return one(
      () => this.word(),
      () => this.word() + this.variable(),
      variable,
      () => `"${this.word()} ${maybe(0.4, variable)}"`,
      () => `'${this.word()} ${maybe(0.4, variable)}'`,
      () => `"${maybe(0.5, variable)}"`,
    );
  }

  private variable(): string {
    const name = this.name();
    return this.dice.one(
      ...[`$${name}`, `\${${name}}`, `\${${name}:-${this.word()}}`, `\${${name}:+${this.word()}}`],
      ...[`\${${name}-$${this.name()}}`, `\${${name}#${this.word()}}`, `\\$${name}`, `\${${name}/a/$FOO}`],
    );
  }

  private name(): string {
    return this.dice.one(
      ...['FOO', 'FOO_BAR', 'bar', 'PATH', 'HOME', 'TARGETARCH', 'BUILDPLATFORM', 'API_KEY', 'token', 'GB'],
      ...['PUBLIC_KEY', 'KEY_FILE', 'v', 'AUTH_VERSION', 'x_credentials', 'PASSWORDS', 'http_proxy'],
    );
  }

  private word(): string {
    return this.dice.one('a', 'b', 'app', 'x1', 'src', 'lib/y', 'c.txt');
  }

  private keyword(name: string): string {
    const { one, maybe } = this.dice;
    const odd = maybe(0.07, () => one(name.toLowerCase(), name.charAt(0) + name.slice(1).toLowerCase()));
    return odd || name;
  }

  /** The parts that are not empty, mostly with one blank between. */
  private join(...parts: readonly string[]): string {
    const { one, maybe } = this.dice;
    const odd = maybe(0.08, () => one(' \\\n  ', ' \\\n# comment\n ', ' \\\n\n ', '  ', '\t', ' \\\n \\\n'));
    return parts.filter(part => part !== '').join(odd || ' ');
  }
}
