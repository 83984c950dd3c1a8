import { expandWord } from '../../semantics/expansion.ts';
import { flagNamed, flagRemoval } from '../flags.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'redundant-target-platform',
  aliases: ['RedundantTargetPlatform', 'DL3065'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  tags: ['unnecessary'],
  summary: 'FROM --platform=$TARGETPLATFORM says what holds anyway',
  docs: `Without \`--platform\` a stage is built for the platform of the build, which is what \`$TARGETPLATFORM\` stands for. The flag adds nothing, and hides the stages in which a platform was chosen on purpose, such as \`--platform=$BUILDPLATFORM\` for a compiler that should run natively.

The fix is safe: it removes the flag.`,
  messages: {
    redundant: 'A stage is built for $TARGETPLATFORM anyway, so the flag says nothing. Remove it.',
  },
  fixes: { remove: { title: 'Remove --platform', safe: true } },
  check({ file, model, report }) {
    for (const { from } of model.stages) {
      const flag = flagNamed(from, 'platform');
      if (!flag?.value?.value.includes(NAME)) continue;
      const scope = model.scopeAt(from.start);
      const read = (name: string): string | undefined => scope.get(name)?.value;
      const { value, used, unset } = expandWord(flag.value.value, file.escape, read);
      if (used.length !== 1 || used[0] !== NAME || unset.length > 0 || value !== read(NAME)) continue;
      report(flag, 'redundant', {}, { fix: 'remove', args: {}, edits: [flagRemoval(file, flag)] });
    }
  },
  examples: [
    {
      bad: 'FROM «--platform=$TARGETPLATFORM» node:24\n',
      message: 'redundant',
      fixed: 'FROM node:24\n',
    },
    { good: 'FROM --platform=$BUILDPLATFORM node:24\n' },
    { good: 'FROM node:24\n' },
  ],
});

const NAME = 'TARGETPLATFORM';
