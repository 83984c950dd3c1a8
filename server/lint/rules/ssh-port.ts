import { exposedPorts } from '../expose.ts';
import { wordRemoval } from '../lineEdits.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'ssh-port',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'A container should not be entered by ssh',
  docs: `An ssh server in a container is one more program to keep safe, with keys or passwords that lie in the image, and one more process that nobody watches. \`docker exec\` opens a shell in any running container without it; for machines far away there is \`ssh\` to the host, or \`kubectl exec\`.

Where ssh is what the image is for (a git server, an sftp drop), silence the rule for that line. The fix is unsafe: who reaches the container by that port reads of it here.`,
  messages: {
    ssh: 'Port {port} is for ssh, which needs keys in the image and a server to keep safe. Use `docker exec` for a shell in the container.',
  },
  fixes: { remove: { title: 'Remove the port', safe: false } },
  check({ file, model, stages, report }) {
    const fateOf = fates(model);
    for (const { port, span, stage, literal } of exposedPorts(file, model, stages)) {
      if (port.containerPort !== '22' || port.protocol.toLowerCase() === 'udp') continue;
      if (fateOf(stage.stage) === 'left') continue;
      const instruction = literal && model.instructionAt(literal.start);
      const edits = instruction && wordRemoval(file, instruction, instruction.args, literal);
      report(span, 'ssh', { port: '22' }, edits && { fix: 'remove', args: {}, edits });
    }
  },
  examples: [
    { bad: 'FROM debian:13\nEXPOSE 80 «22»\n', message: 'ssh', fixed: 'FROM debian:13\nEXPOSE 80\n' },
    {
      bad: 'FROM debian:13\nEXPOSE «22/tcp»\nUSER app\n',
      message: 'ssh',
      fixed: 'FROM debian:13\nUSER app\n',
    },
    { bad: 'FROM debian:13\nARG PORT=22\nEXPOSE «$PORT/tcp»\n', message: 'ssh' },
    { good: 'FROM debian:13\nEXPOSE 22\nFROM debian:13\nEXPOSE 80\n' },
    { good: 'FROM debian:13\nEXPOSE 2222 8022 22/udp 20-23\n' },
  ],
});
