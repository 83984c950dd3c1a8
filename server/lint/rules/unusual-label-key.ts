import { labelsOf } from '../labels.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'unusual-label-key',
  aliases: ['DL3048'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'Label keys should be like others and stay out of reserved namespaces',
  docs: `Docker recommends keys of lower-case letters, digits, single periods and single hyphens, which begin with a letter and end with a letter or digit; tools that filter by labels expect that. \`com.docker.*\`, \`io.docker.*\` and \`org.dockerproject.*\` belong to Docker: a later version may give your key a meaning of its own.

The recommended rules only speak of reserved keys; other spellings work, and a hint is enough for them. The keys of extensions for Docker Desktop (\`com.docker.extension.*\`, \`com.docker.desktop.*\`) are there for everyone to set.`,
  messages: {
    reserved:
      'Keys that begin with `{namespace}` are reserved for Docker, which may give `{key}` a meaning. Use the name of a domain of your own.',
    spelling: {
      text: 'The label key `{key}` is not spelled as tools expect. Use lower-case letters, digits, single periods and hyphens, and begin with a letter.',
      recommended: false,
      severity: 'hint',
    },
  },
  fixes: {},
  check({ file, model, stages, report }) {
    for (const { key, keySpan } of labelsOf(file, model, stages)) {
      if (key === undefined || key === '' || OF_EXTENSIONS.some(namespace => key.startsWith(namespace)))
        continue;
      const namespace = RESERVED.find(start => key.startsWith(start));
      if (namespace) report(keySpan, 'reserved', { key, namespace });
      else if (!isUsual(key)) report(keySpan, 'spelling', { key });
    }
  },
  examples: [
    { bad: 'FROM alpine:3.22\nLABEL «com.docker.owner»=me «"io.docker.x"»=y\n', message: 'reserved' },
    {
      bad: 'FROM alpine:3.22\nLABEL «Maintainer»="Ada" «build_date»=today «a..b»=1 «a--b»=2 «-a»=3 «b.»=4 «7a»=5 «"a b"»=6\n',
      message: 'spelling',
    },
    {
      bad: 'FROM alpine:3.22\nLABEL «Description» "An old form"\nONBUILD LABEL «A/b»=c\n',
      message: 'spelling',
    },
    {
      good: 'FROM alpine:3.22\nLABEL org.opencontainers.image.title="App" maintainer=ada "com.example.v2"=x\n',
    },
    { good: 'FROM alpine:3.22\nLABEL com.docker.extension.screenshots="[]" $KEY=value\n' },
  ],
});

const RESERVED: readonly string[] = ['com.docker.', 'io.docker.', 'org.dockerproject.'];
const OF_EXTENSIONS: readonly string[] = ['com.docker.extension.', 'com.docker.desktop.'];

function isUsual(key: string): boolean {
  return /^[a-z][a-z0-9.-]*$/.test(key) && !/\.\.|--|[.-]$/.test(key);
}
