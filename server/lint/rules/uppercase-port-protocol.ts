import { exposedPorts } from '../expose.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'uppercase-port-protocol',
  aliases: ['ExposeProtoCasing'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'The protocol of a port should be in lower case',
  docs: `Docker keeps protocols in lower case: \`EXPOSE 53/UDP\` becomes \`53/udp\` in the image. Written like that from the start, the file says what \`docker inspect\` shows.

The fix is safe: it writes what Docker makes of it anyway.`,
  messages: {
    uppercase: 'Docker keeps the protocol of `{port}` in lower case. Write `{lower}`.',
  },
  fixes: { lowercase: { title: 'Write `{lower}`', safe: true } },
  check({ file, model, stages, report }) {
    for (const { port, word, span, literal } of exposedPorts(file, model, stages)) {
      const protocol = port.protocol.toLowerCase();
      if (port.protocol === protocol) continue;
      const lower = word.slice(0, word.length - protocol.length) + protocol;
      report(
        span,
        'uppercase',
        { port: word, lower },
        literal && {
          fix: 'lowercase',
          args: { lower },
          edits: [{ span: literal, newText: lower }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM alpine\nEXPOSE «53/UDP» 8080\n',
      message: 'uppercase',
      fixed: 'FROM alpine\nEXPOSE 53/udp 8080\n',
    },
    { bad: 'FROM alpine\nARG PORT=53/UDP\nEXPOSE «$PORT»\n', message: 'uppercase' },
    { good: 'FROM alpine\nEXPOSE 53/udp 8080 9090/tcp\n' },
  ],
});
