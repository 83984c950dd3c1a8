import type { Word } from '../../shell/model.ts';
import type { Dockerfile, Token } from '../../syntax/tree.ts';
import { flagNamed } from '../flags.ts';
import { defineRule } from '../rule.ts';
import { transfers } from '../transfers.ts';

export default defineRule({
  id: 'world-writable',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Files should not be open for everyone to write',
  docs: `\`chmod 777\` lets every user and every program in the container change the file, also the one that has just been broken into: programs and scripts that root will run later are the first to be exchanged. What is really wanted is most often another owner (\`COPY --chown\`), the right to run (\`chmod +x\`, \`COPY --chmod=755\`) or a group (\`chmod g+w\`, as OpenShift asks for).

Folders with the sticky bit (\`chmod 1777\`, as \`/tmp\` has it) are left alone. The fix takes the right to write from the group and from others; it is unsafe, since the program may need it.`,
  messages: {
    open: "Mode `{mode}` lets every program in the container change these files, root's included. Give them to the user who needs them, or grant less: `755` to run, `g+w` for a group.",
  },
  fixes: { less: { title: 'Use `{mode}`', safe: false } },
  check({ file, shell, stages, report }) {
    for (const command of shell.commandsNamed('chmod')) {
      const mode = command.args.find(({ value }) => !/^-(?:[RvcfHLP]+$|-)/.test(value));
      if (mode?.isStatic && isOpen(mode.value))
        report(mode, 'open', { mode: mode.value }, lessOpen(file, mode));
    }
    for (const { instruction } of transfers(stages)) {
      const mode = flagNamed(instruction, 'chmod')?.value;
      if (mode && isOpen(mode.value)) report(mode, 'open', { mode: mode.value }, lessOpen(file, mode));
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nCOPY --chmod=«0777» run.sh /\nRUN mkdir /data && chmod -R «777» /data && chmod «666» /a\n',
      message: 'open',
      fixed:
        'FROM debian:13\nCOPY --chmod=0755 run.sh /\nRUN mkdir /data && chmod -R 755 /data && chmod 644 /a\n',
    },
    {
      bad: 'FROM debian:13\nRUN chmod «a+rwx» /run.sh && chmod «ugo+w» /a && chmod --recursive «o=rwx» b\n',
      message: 'open',
      note: 'No fix: what is wanted is not plain.',
    },
    {
      good: 'FROM debian:13\nCOPY --chmod=755 run.sh /\nRUN chmod +x /a && chmod 1777 /tmp && chmod g+w /b && chmod -R 775 /c && chmod a+rX /d\n',
    },
    { good: 'FROM debian:13\nRUN chmod o-w /a && chmod "$MODE" /b && chmod +t,o+w /c && chmod -w /d\n' },
  ],
});

/** Without the rights to write of group and others. */
function lessOpen({ text }: Dockerfile, { start, end, value }: Token | Word) {
  if (!/^0?[0-7]{3}$/.test(value) || text.slice(start, end) !== value) return undefined;
  const digits = [...value].map((digit, index) => {
    const isOthers = index >= value.length - 2;
    return isOthers ? String(Number(digit) & 0o5) : digit;
  });
  const mode = digits.join('');
  return { fix: 'less', args: { mode }, edits: [{ span: { start, end }, newText: mode }] } as const;
}

/** Others may write, and there is no sticky bit. */
function isOpen(mode: string): boolean {
  if (/^[0-7]{3,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    return (bits & 0o002) !== 0 && (bits & 0o1000) === 0;
  }
  if (mode.includes('t')) return false;
  return mode.split(',').some(part => /^[ug]{0,2}[oa][uga]{0,2}[+=][rxX]{0,2}w/.test(part));
}
