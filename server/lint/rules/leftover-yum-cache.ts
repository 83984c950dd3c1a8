import { YUM } from '../packages/rpm.ts';
import { callSpan, uncleanedCalls } from '../packages/rpmRules.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { commandAtEnd } from '../shell/edits.ts';

export default defineRule({
  id: 'leftover-yum-cache',
  aliases: ['DL3032'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'The cache of yum should be gone at the end of the same RUN',
  docs: `yum keeps what it knows of the repositories, often some hundred megabytes, in \`/var/cache/yum\`, and with \`keepcache=1\` the packages too. Nothing at run time needs them. Clean up in the RUN that filled it, since a later one cannot make the layer smaller: \`yum install -y httpd && yum clean all\`. \`rm -rf /var/cache/yum\` is as good, and \`--mount=type=cache,target=/var/cache/yum\` keeps it out of the layer.

Stages from which the final image only copies are left alone, though hadolint reports them. The fix is safe: nothing but the cache is gone.`,
  messages: {
    left: '`{command}` leaves its cache in the layer, where nothing needs it. Add `&& {program} clean all` to this RUN.',
    intermediate: {
      text: '`{command}` leaves its cache in a layer of this stage. Add `&& {program} clean all` to this RUN.',
      recommended: false,
    },
  },
  fixes: { clean: { title: 'Clean the cache in this RUN', safe: true } },
  check({ file, model, shell, report }) {
    const calls = uncleanedCalls(shell, YUM, FOLDERS);
    if (calls.length === 0) return;
    const fateOf = fates(model);
    for (const { call, action } of calls) {
      const { command } = call;
      const edit = commandAtEnd(file, command, `${command.name} clean all`);
      report(
        callSpan(call),
        fateOf(command.step.stage) === 'shipped' ? 'left' : 'intermediate',
        { command: `${command.name} ${action}`, program: command.name },
        edit && { fix: 'clean', args: {}, edits: [edit] },
      );
    }
  },
  examples: [
    {
      bad: 'FROM almalinux:8\nRUN «yum install» -y httpd-2.4.62\n',
      message: 'left',
      fixed: 'FROM almalinux:8\nRUN yum install -y httpd-2.4.62 && yum clean all\n',
    },
    {
      bad: 'FROM almalinux:8\nRUN yum update -y && \\\n    «yum install» -y httpd && \\\n    rm -rf /tmp/*\n',
      message: 'left',
      fixed:
        'FROM almalinux:8\nRUN yum update -y && \\\n    yum install -y httpd && \\\n    rm -rf /tmp/* && \\\n    yum clean all\n',
    },
    {
      bad: 'FROM almalinux:8\nRUN yum clean all && «yum install» -y httpd\n',
      message: 'left',
      fixed: 'FROM almalinux:8\nRUN yum clean all && yum install -y httpd && yum clean all\n',
    },
    { bad: 'FROM almalinux:8\nRUN [«"yum", "-y", "install"», "httpd"]\n', message: 'left' },
    {
      bad: 'FROM almalinux:8 AS build\nRUN «yum install» -y gcc\nFROM scratch\nCOPY --from=build /app /\n',
      message: 'intermediate',
      fixed:
        'FROM almalinux:8 AS build\nRUN yum install -y gcc && yum clean all\nFROM scratch\nCOPY --from=build /app /\n',
    },
    { good: 'FROM almalinux:8\nRUN yum install -y httpd && yum clean all\n' },
    {
      good: 'FROM almalinux:8\nRUN yum clean all && yum -y update && yum install -y httpd && yum -y clean all --enablerepo=*\n',
    },
    { good: 'FROM almalinux:8\nRUN yum install -y httpd && rm -rf /var/cache/yum/*\n' },
    { good: 'FROM almalinux:8\nRUN --mount=type=cache,target=/var/cache/yum yum install -y httpd\n' },
    { good: 'FROM almalinux:8\nRUN yum remove -y httpd && yum list installed\n' },
  ],
});

const FOLDERS = ['/var/cache/yum', '/var/cache/dnf'];
