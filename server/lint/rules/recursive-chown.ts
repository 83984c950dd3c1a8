import type { Edit } from '../diagnostic.ts';
import { flagNamed } from '../flags.ts';
import { wholeLines } from '../instructions.ts';
import { type AddedPath, laterChanges } from '../layerPaths.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import type { ShellCommand } from '../shell/code.ts';

export default defineRule({
  id: 'recursive-chown',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Copied files should get their owner when they are copied',
  docs: `A layer holds whole files. \`chown -R\` in a RUN changes nothing but the owner, yet each file it touches is stored once more in the new layer: the image carries what was copied twice. \`COPY --chown=user:group\` gives the owner at once and costs nothing. The user has to exist above the COPY, or is written as a number.

Stages from which the final image only copies are left alone. The fix is offered where the RUN does nothing else. It is unsafe: steps in between may have written below the folder too, and their files keep their owner then.`,
  messages: {
    doubled:
      'This stores all files below `{path}` a second time, only to change their owner. Give it in line {line}: `{keyword} --chown={owner}`.',
  },
  fixes: { flag: { title: 'Use `{keyword} --chown={owner}` and drop this RUN', safe: false } },
  check(context) {
    const { model, report } = context;
    const fateOf = fates(model);
    const seen = new Set<unknown>();
    for (const { kind, command, word, path, added, stage } of laterChanges(context)) {
      if (kind !== 'chown' || seen.has(command) || fateOf(stage.stage) === 'left') continue;
      seen.add(command);
      const owner = command.args.find(({ value }) => !value.startsWith('-'))?.value ?? '';
      const { name, lines } = added.instruction;
      const edits = ownerAtOnce(context, command, added, path, owner);
      const fix = edits && ({ fix: 'flag', args: { keyword: name, owner }, edits } as const);
      report(word, 'doubled', { path, line: lines.first + 1, keyword: name, owner }, fix);
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN chown -R node:node «/app»\nUSER node\n',
      message: 'doubled',
      fixed: 'FROM node:24\nWORKDIR /app\nCOPY --chown=node:node . .\nUSER node\n',
    },
    {
      bad: 'FROM debian:13\nCOPY conf /etc/app\nRUN mkdir /var/app && chown --recursive app «/etc/app» /var/app\n',
      message: 'doubled',
    },
    { good: 'FROM node:24\nCOPY --chown=node:node . /app\nUSER node\n' },
    { good: 'FROM node:24\nCOPY . /app\nRUN mkdir /data && chown -R node /data && chown node /app\n' },
    {
      good: 'FROM node:24 AS build\nCOPY . /app\nRUN chown -R node /app\nFROM node:24\nCOPY --from=build /app /app\n',
    },
  ],
});

function ownerAtOnce(
  { file }: Pick<RuleContext, 'file'>,
  { step, args, host, statement }: ShellCommand,
  { instruction: copy, path: copied }: AddedPath,
  path: string,
  owner: string,
): readonly Edit[] | undefined {
  const { instruction, commands, isTrigger } = step;
  const isAlone = commands.length === 1 && !host && !isTrigger && statement.redirections.length === 0;
  const isPlain = args.length === 3 && /^[\w.:-]+$/.test(owner) && copied === path;
  if (!isAlone || !isPlain || instruction.flags.length > 0 || flagNamed(copy, 'chown')) return undefined;
  const at = copy.keyword.end;
  return [
    { span: { start: at, end: at }, newText: ` --chown=${owner}` },
    { span: wholeLines(file, instruction), newText: '' },
  ];
}
