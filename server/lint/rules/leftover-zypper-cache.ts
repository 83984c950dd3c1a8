import { callSpan } from '../packages/rpmRules.ts';
import { fates } from '../packages/shipping.ts';
import { zypperCalls } from '../packages/zypper.ts';
import { defineRule } from '../rule.ts';
import { deletes, followedBy, repeatedLater } from '../shell/cleanup.ts';
import type { ShellCommand } from '../shell/code.ts';
import { commandAtEnd } from '../shell/edits.ts';
import { isMounted } from '../shell/mounts.ts';

export default defineRule({
  id: 'leftover-zypper-cache',
  aliases: ['DL3036'],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  summary: 'The cache of zypper should be gone at the end of the same RUN',
  docs: `zypper keeps what it knows of the repositories, some ten to a hundred megabytes, in \`/var/cache/zypp\`. Nothing at run time needs it. Clean up in the RUN that filled it, since a later one cannot make the layer smaller: \`zypper -n install httpd && zypper clean --all\`. \`rm -rf /var/cache/zypp\` is as good, and \`--mount=type=cache,target=/var/cache/zypp\` keeps it out of the layer.

Stages from which the final image only copies are left alone, though hadolint reports them. The fix is safe: nothing but the cache is gone.`,
  messages: {
    left: '`zypper {action}` leaves its cache in the layer, where nothing needs it. Add `&& zypper clean --all` to this RUN.',
    intermediate: {
      text: '`zypper {action}` leaves its cache in a layer of this stage. Add `&& zypper clean --all` to this RUN.',
      recommended: false,
    },
  },
  fixes: { clean: { title: 'Clean the cache in this RUN', safe: true } },
  check({ file, model, shell, report }) {
    const calls = zypperCalls(shell).filter(({ action }) => FILLING.has(action));
    if (calls.length === 0) return;
    const fateOf = fates(model);
    const filling = new Set(calls.map(({ call }) => call.command));
    const isCleaned = followedBy(clears);
    const isFilledAgain = repeatedLater(command => filling.has(command));
    for (const { call } of calls) {
      const { command, subcommand } = call;
      if (!subcommand || isCleaned(command) || isFilledAgain(command)) continue;
      if (isMounted(command.step.mounts, CACHE)) continue;
      const edit = commandAtEnd(file, command, 'zypper clean --all');
      report(
        callSpan(call),
        fateOf(command.step.stage) === 'shipped' ? 'left' : 'intermediate',
        { action: subcommand.value },
        edit && { fix: 'clean', args: {}, edits: [edit] },
      );
    }
  },
  examples: [
    {
      bad: 'FROM opensuse/leap:15.6\nRUN «zypper install» -y httpd=2.4.62\n',
      message: 'left',
      fixed: 'FROM opensuse/leap:15.6\nRUN zypper install -y httpd=2.4.62 && zypper clean --all\n',
    },
    {
      bad: 'FROM opensuse/leap:15.6\nRUN zypper -n ref \\\n && «zypper -n in» httpd \\\n && rm -rf /tmp/*\n',
      message: 'left',
      fixed:
        'FROM opensuse/leap:15.6\nRUN zypper -n ref \\\n && zypper -n in httpd \\\n && rm -rf /tmp/* \\\n && zypper clean --all\n',
    },
    {
      bad: 'FROM opensuse/leap:15.6 AS build\nRUN zypper clean && «zypper -n in» gcc\nFROM scratch\nCOPY --from=build /app /\n',
      message: 'intermediate',
      fixed:
        'FROM opensuse/leap:15.6 AS build\nRUN zypper clean && zypper -n in gcc && zypper clean --all\nFROM scratch\nCOPY --from=build /app /\n',
    },
    { good: 'FROM opensuse/leap:15.6\nRUN zypper install -y httpd && zypper clean\n' },
    { good: 'FROM opensuse/leap:15.6\nRUN zypper -n in httpd && zypper cc -a\n' },
    { good: 'FROM opensuse/leap:15.6\nRUN zypper -n in httpd && rm -rf /var/cache/zypp/*\n' },
    { good: 'FROM opensuse/leap:15.6\nRUN --mount=type=cache,target=/var/cache/zypp zypper -n in httpd\n' },
    { good: 'FROM opensuse/leap:15.6\nRUN zypper search httpd && zypper -n rm vim\n' },
  ],
});

const CACHE = '/var/cache/zypp';

const FILLING: ReadonlySet<string> = new Set([
  ...['install', 'source-install', 'install-new-recommends', 'update', 'patch', 'dist-upgrade', 'refresh'],
]);

function clears(command: ShellCommand): boolean {
  if (command.name !== 'zypper') return deletes(command, CACHE) || deletes(command, `${CACHE}/packages`);
  return command.args.some(({ value }) => value === 'clean' || value === 'cc');
}
