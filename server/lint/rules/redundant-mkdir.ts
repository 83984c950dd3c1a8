import { joinWorkdir } from '../../semantics/paths.ts';
import { wholeLines } from '../instructions.ts';
import { defineRule } from '../rule.ts';
import { callOf, type Program } from '../shell/calls.ts';

const MKDIR: Program = { valued: new Set(['-m', '--mode', '-Z', '--context']) };

export default defineRule({
  id: 'redundant-mkdir',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: true,
  tags: ['unnecessary'],
  summary: 'WORKDIR makes its folder by itself',
  docs: `WORKDIR creates the folder, and those above it, where they are missing. A \`RUN mkdir\` of the same folder right before it starts a container for nothing and adds a layer.

The fix is safe: the folder is there all the same, with the usual mode and owner. It is not offered, and nothing is reported, where \`mkdir\` sets a mode, or where a USER is in force who should own the folder.`,
  messages: {
    made: 'WORKDIR in line {line} makes this folder by itself. Remove the RUN, which costs a layer.',
  },
  fixes: { remove: { title: 'Remove the RUN', safe: true } },
  check({ file, model, shell, report }) {
    for (const command of shell.commandsNamed('mkdir')) {
      const { step } = command;
      const { instruction } = step;
      if (step.isTrigger || step.commands.length !== 1 || instruction.flags.length > 0) continue;
      const stage = step.stage;
      const list = stage?.instructions ?? [];
      const next = list[indexOf(list, instruction.start) + 1];
      if (next?.name !== 'WORKDIR') continue;
      const call = callOf(command, MKDIR);
      const paths = [call.subcommand, ...call.operands];
      const [path] = paths;
      if (paths.length !== 1 || !path?.isKnown || command.host || command.statement.redirections.length > 0)
        continue;
      if (call.options.some(({ name }) => name !== '-p' && name !== '--parents' && name !== '-v')) continue;
      const { workdir, user } = model.settingsAt(instruction.start);
      if (user !== undefined && !/^(?:root|0)(?::|$)/.test(user)) continue;
      const made = joinWorkdir(workdir, path.value, stage?.os ?? 'linux');
      const entered = model.settingsAt(next.end + 1).workdir;
      const written = next.args[0]?.value.replace(/\/+$/, '');
      const isSame =
        made === undefined ? written === path.value.replace(/\/+$/, '') : isWithin(made, entered);
      if (!isSame) continue;
      report(
        command.statement,
        'made',
        { line: next.lines.first + 1 },
        {
          fix: 'remove',
          args: {},
          edits: [{ span: wholeLines(file, instruction), newText: '' }],
        },
      );
    }
  },
  examples: [
    {
      bad: 'FROM node:24\nRUN «mkdir -p /app»\nWORKDIR /app\n',
      message: 'made',
      fixed: 'FROM node:24\nWORKDIR /app\n',
    },
    {
      bad: 'FROM node:24\nARG DIR=/srv/app\nRUN [«"mkdir", "-p", "/srv"»]\n# below\nWORKDIR $DIR\n',
      message: 'made',
      fixed: 'FROM node:24\nARG DIR=/srv/app\n# below\nWORKDIR $DIR\n',
    },
    {
      bad: 'FROM node:24\nRUN «mkdir app»\nWORKDIR app\n',
      message: 'made',
      fixed: 'FROM node:24\nWORKDIR app\n',
    },
    { good: 'FROM node:24\nRUN mkdir -p /app && chown node /app\nWORKDIR /app\n' },
    { good: 'FROM node:24\nRUN mkdir -m 700 /app\nWORKDIR /app\n' },
    { good: 'FROM node:24\nUSER node\nRUN mkdir /home/node/app\nWORKDIR /home/node/app\n' },
    { good: 'FROM node:24\nRUN mkdir /app/log\nWORKDIR /app\n' },
    { good: 'FROM node:24\nRUN mkdir /app\nCOPY . /app\nWORKDIR /app\n' },
  ],
});

/** By binary search: instructions stand in the order of the file. */
function indexOf(list: readonly { readonly start: number }[], start: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = list[middle]?.start ?? 0;
    if (at === start) return middle;
    if (at < start) low = middle + 1;
    else high = middle - 1;
  }
  return list.length;
}

/** WORKDIR makes the folders above it too. */
const isWithin = (folder: string, entered: string | undefined): boolean =>
  entered !== undefined && (entered === folder || entered.startsWith(`${folder}/`));
