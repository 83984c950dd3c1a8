import { DNF } from '../packages/rpm.ts';
import { callSpan, uncleanedCalls } from '../packages/rpmRules.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { commandAtEnd } from '../shell/edits.ts';

export default defineRule({
  id: 'leftover-dnf-cache',
  aliases: ['DL3040'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'The cache of dnf should be gone at the end of the same RUN',
  docs: `dnf keeps what it knows of the repositories, often some hundred megabytes, in \`/var/cache/dnf\`, and with \`keepcache=1\` the packages too. Nothing at run time needs them. Clean up in the RUN that filled it, since a later one cannot make the layer smaller: \`dnf install -y httpd && dnf clean all\`. \`rm -rf /var/cache/dnf\` is as good, and \`--mount=type=cache,target=/var/cache/dnf\` keeps it out of the layer.

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
    const calls = uncleanedCalls(shell, DNF, FOLDERS);
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
      bad: 'FROM fedora:43\nRUN «dnf install» -y httpd-2.4.62\n',
      message: 'left',
      fixed: 'FROM fedora:43\nRUN dnf install -y httpd-2.4.62 && dnf clean all\n',
    },
    {
      bad: 'FROM fedora:43\nRUN dnf update -y && \\\n    «dnf install» -y httpd && \\\n    rm -rf /tmp/*\n',
      message: 'left',
      fixed:
        'FROM fedora:43\nRUN dnf update -y && \\\n    dnf install -y httpd && \\\n    rm -rf /tmp/* && \\\n    dnf clean all\n',
    },
    {
      bad: 'FROM fedora:43\nRUN dnf clean all && «dnf install» -y httpd\n',
      message: 'left',
      fixed: 'FROM fedora:43\nRUN dnf clean all && dnf install -y httpd && dnf clean all\n',
    },
    { bad: 'FROM fedora:43\nRUN [«"dnf", "-y", "install"», "httpd"]\n', message: 'left' },
    {
      bad: 'FROM fedora:43 AS build\nRUN «dnf install» -y gcc\nFROM scratch\nCOPY --from=build /app /\n',
      message: 'intermediate',
      fixed:
        'FROM fedora:43 AS build\nRUN dnf install -y gcc && dnf clean all\nFROM scratch\nCOPY --from=build /app /\n',
    },
    { good: 'FROM fedora:43\nRUN dnf install -y httpd && dnf clean all\n' },
    {
      good: 'FROM fedora:43\nRUN dnf clean all && dnf -y update && dnf install -y httpd && dnf -y clean all --enablerepo=*\n',
    },
    { good: 'FROM fedora:43\nRUN dnf install -y httpd && rm -rf /var/cache/dnf/*\n' },
    { good: 'FROM fedora:43\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y httpd\n' },
    { good: 'FROM fedora:43\nRUN dnf remove -y httpd && dnf list installed\n' },
  ],
});

const FOLDERS = ['/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/yum'];
