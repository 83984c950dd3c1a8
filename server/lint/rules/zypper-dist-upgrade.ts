import { callSpan } from '../packages/rpmRules.ts';
import { zypperCalls } from '../packages/zypper.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'zypper-dist-upgrade',
  aliases: ['DL3035'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'An image should not become another release by zypper dist-upgrade',
  docs: `\`zypper dist-upgrade\` brings a system to whatever its repositories hold, up to the next release of the distribution: packages are replaced, downgraded and removed. What the base image's tag says no longer holds then, and the whole system lies in the image twice. Choose a newer base image, or take its fixes with \`zypper patch\` or \`zypper update\`.

openSUSE Tumbleweed has no releases and is updated in no other way; there the finding is not among the recommended ones.

The fix is unsafe: other packages are installed.`,
  messages: {
    upgrade:
      '`zypper {action}` makes another release out of the base image and stores it a second time. Choose a newer base image, or use `zypper update`.',
    rolling: {
      text: '`zypper {action}` replaces most of the base image and stores it a second time. Choose a newer base image.',
      recommended: false,
    },
  },
  fixes: { update: { title: 'Use `zypper update`', safe: false } },
  check({ shell, stages, report }) {
    const calls = zypperCalls(shell).filter(({ action }) => action === 'dist-upgrade');
    if (calls.length === 0) return;
    const bottoms = new Map(stages.map(({ stage, bottom }) => [stage, bottom]));
    for (const { call } of calls) {
      const base = bottoms.get(call.command.step.stage)?.base;
      const isRolling = base?.kind === 'image' && base.reference.includes('tumbleweed');
      const action = call.subcommand?.value ?? '';
      const word = call.subcommand?.word;
      const newText = call.command.script.source.words ? '"update"' : 'update';
      const fix =
        word?.isStatic && !isRolling
          ? ({ fix: 'update', args: {}, edits: [{ span: word, newText }] } as const)
          : undefined;
      report(callSpan(call), isRolling ? 'rolling' : 'upgrade', { action }, fix);
    }
  },
  examples: [
    {
      bad: 'FROM opensuse/leap:15.6\nRUN «zypper dist-upgrade» -y && «zypper --non-interactive dup» && zypper clean\n',
      message: 'upgrade',
      fixed:
        'FROM opensuse/leap:15.6\nRUN zypper update -y && zypper --non-interactive update && zypper clean\n',
    },
    {
      bad: 'FROM opensuse/leap:15.6\nONBUILD RUN [«"zypper", "-n", "dup"»]\n',
      message: 'upgrade',
      fixed: 'FROM opensuse/leap:15.6\nONBUILD RUN ["zypper", "-n", "update"]\n',
    },
    {
      bad: 'FROM opensuse/tumbleweed AS base\nFROM base\nRUN «zypper -n dup» && zypper clean\n',
      message: 'rolling',
    },
    { good: 'FROM opensuse/leap:15.6\nRUN zypper -n patch && zypper -n update && zypper clean\n' },
  ],
});
