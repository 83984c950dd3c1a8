import { lexShell } from '../../syntax/shellLexer.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'port-out-of-range',
  aliases: ['DL3011'],
  since: '0.1.0',
  severity: 'error',
  recommended: true,
  summary: 'Ports go from 0 to 65535',
  docs: `A port is a number of 16 bits. BuildKit refuses a larger one in EXPOSE, which is then reported as \`syntax-invalid-port\`; this rule speaks where BuildKit does not get to see the number: below ONBUILD, and in a fragment without FROM.`,
  messages: {
    range: 'There is no port {port}: the last one is 65535. Write the port that the program listens on.',
  },
  fixes: {},
  check({ file, model, stages, report }) {
    let refused: ReadonlySet<number> | undefined;
    for (const { steps } of stages) {
      for (const { instruction: outer, triggeredBy } of steps) {
        const instruction = outer.trigger ?? outer;
        if (instruction.name !== 'EXPOSE' || triggeredBy) continue;
        const scope = model.scopeAt(outer.start);
        for (const token of instruction.args) {
          if (!MAY_BE_LARGE.test(token.value)) continue;
          const { words } = lexShell(token.value, {
            escape: file.escape,
            get: name => scope.get(name)?.value,
          });
          const port = words.flatMap(({ value }) => portsOf(value)).find(number => Number(number) > 65_535);
          if (port === undefined) continue;
          refused ??= new Set(model.errors.map(({ start }) => start));
          if (!refused.has(token.start)) report(token, 'range', { port });
        }
      }
    }
  },
  examples: [
    { bad: 'FROM nginx:1.29\nONBUILD EXPOSE «80443/tcp» 8080\n', message: 'range' },
    { bad: 'EXPOSE 80 «65530-65540»\n', message: 'range', note: 'A fragment.' },
    { bad: 'ARG PORT=90000\nEXPOSE «${PORT}» «127.0.0.1:70000:80»\n', message: 'range' },
    { good: 'FROM nginx:1.29\nEXPOSE 0 65535 8000-8100/udp $PORT\n' },
    {
      good: 'FROM nginx:1.29\nEXPOSE 80443\n',
      note: 'BuildKit itself refuses this one.',
    },
  ],
});

/** Five digits, or something that the shell's lexer makes another text of. */
const MAY_BE_LARGE = /[0-9]{5}|[$'"\\`]/;

/** The numbers in `[ip:][host:]from[-to][/protocol]`. */
function portsOf(word: string): readonly string[] {
  const parts = word.split('/', 1)[0]?.split(':') ?? [];
  return parts
    .slice(-2)
    .flatMap(part => part.split('-'))
    .filter(part => /^[0-9]+$/.test(part));
}
