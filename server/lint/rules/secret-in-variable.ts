import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'secret-in-variable',
  aliases: ['SecretsUsedInArgOrEnv', 'DL3064'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Secrets should not be passed by ARG or ENV',
  docs: `Whatever ENV sets is part of the image for everyone who can pull it. What ARG receives shows in the history of the image and in its provenance. A secret that a build step needs can be mounted for that step alone:

\`\`\`dockerfile
RUN --mount=type=secret,id=api_key,env=API_KEY ./fetch
\`\`\`

A secret that the running container needs belongs to \`docker run\` or its orchestrator. The rule goes by the name: \`key\`, \`token\`, \`password\` and similar words, standing alone or between underscores, unless \`public\` is among them. Names that also say \`file\` or \`version\` are reported only in the BuildKit preset.`,
  messages: {
    argument:
      'ARG `{name}` looks like a secret, and its value stays readable in the history of the image. Mount it with RUN --mount=type=secret instead.',
    environment:
      'ENV `{name}` looks like a secret, and everyone who has the image can read its value. Pass it when the container runs, or mount it with RUN --mount=type=secret.',
    aboutSecret: {
      text: '{keyword} `{name}` looks like a secret to BuildKit. If it is one, mount it with RUN --mount=type=secret instead.',
      recommended: false,
    },
  },
  fixes: {},
  check({ stages, report }) {
    for (const { steps } of stages) {
      for (const { instruction, triggeredBy } of steps) {
        if (instruction.name !== 'ARG' && instruction.name !== 'ENV') continue;
        for (const { name } of instruction.pairs) {
          const words = name.value.toLowerCase().split('_');
          if (!words.some(word => SECRET_WORDS.has(word)) || words.includes('public')) continue;
          const span = triggeredBy ?? name;
          if (words.includes('file') || words.includes('version')) {
            report(span, 'aboutSecret', { name: name.value, keyword: instruction.name });
          } else {
            report(span, instruction.name === 'ARG' ? 'argument' : 'environment', { name: name.value });
          }
        }
      }
    }
  },
  examples: [
    { bad: 'FROM alpine\nARG «API_KEY»\nARG «NPM_TOKEN»=none\n', message: 'argument' },
    { bad: 'FROM alpine\nENV «DB_PASSWORD»=hunter2 PORT=80\n', message: 'environment' },
    { bad: 'FROM alpine\nENV «DB_PASSWORD_FILE»=/run/secrets/db\n', message: 'aboutSecret' },
    { good: 'FROM alpine\nARG PUBLIC_KEY\nENV KEYBOARD=fr AUTHOR=Ada\n' },
    { good: 'FROM alpine\nRUN --mount=type=secret,id=api_key,env=API_KEY ./fetch\n' },
  ],
});

/** BuildKit's list. */
const SECRET_WORDS: ReadonlySet<string> = new Set(
  'apikey auth credential credentials key password pword passwd secret token'.split(' '),
);
