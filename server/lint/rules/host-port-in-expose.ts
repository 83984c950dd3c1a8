import { exposedPorts } from '../expose.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'host-port-in-expose',
  aliases: ['ExposeInvalidFormat'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'EXPOSE names ports of the container and nothing of the host',
  docs: `EXPOSE says which ports the container listens on. Addresses and ports of the host are chosen when it runs, with \`docker run --publish 80:8080\`. \`EXPOSE 80:8080\` looks like such a mapping, but Docker drops all of it except \`8080\`, and plans to refuse it.

The fix is safe: it leaves the part that Docker uses.`,
  messages: {
    mapping:
      'EXPOSE does not publish ports, so all of `{port}` but `{kept}` is ignored. Write `{kept}`, and publish with `docker run --publish`.',
  },
  fixes: { keep: { title: 'Write `{kept}`', safe: true } },
  check({ file, model, stages, report }) {
    for (const { port, word, span, literal } of exposedPorts(file, model, stages)) {
      if (port.ip === '' && port.hostPort === '') continue;
      const kept = word.slice(word.lastIndexOf(':') + 1);
      report(
        span,
        'mapping',
        { port: word, kept },
        literal && {
          fix: 'keep',
          args: { kept },
          edits: [{ span: literal, newText: kept }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM alpine\nEXPOSE «80:8080» «127.0.0.1:53:5353/udp»\n',
      message: 'mapping',
      fixed: 'FROM alpine\nEXPOSE 8080 5353/udp\n',
    },
    { good: 'FROM alpine\nEXPOSE 8080 5353/udp 9000-9010\n' },
  ],
});
