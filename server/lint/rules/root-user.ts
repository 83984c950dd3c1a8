import type { Instruction } from '../../syntax/tree.ts';
import { keywordLike, lineBelow } from '../lineEdits.ts';
import { defineRule } from '../rule.ts';
import type { BuildStage } from '../stages.ts';
import { lastUsers } from '../users.ts';

export default defineRule({
  id: 'root-user',
  aliases: ['DL3002'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'The last USER should not be root',
  docs: `A program that runs as root and is broken into is root in the container: it can write every file of the image, and needs only one more hole to be root on the host. Switch to root for the steps that need it, and back to another user after them.

The recommended rules look at the user with whom the last stage ends, inherited from another stage or not. hadolint looks at each stage by itself, also at those that only build what others copy.

Where the file has named another user before, the fix goes back to that one. It is unsafe: the program may need what only root may do.`,
  messages: {
    last: 'The image runs as `{user}`, so whoever breaks into the program has all rights in the container. End with a USER that has no more than it needs.',
    stage: {
      text: 'This stage ends as `{user}`. If it is run as an image, end it with a USER that has no more rights than it needs.',
      recommended: false,
    },
  },
  fixes: { back: { title: 'Go back to `{user}` at the end of the stage', safe: false } },
  check({ file, model, stages, report }) {
    const users = lastUsers(file, model, stages);
    const last = stages.at(-1);
    const final = last && users.get(last);
    for (const [stage, user] of users) {
      if (user.stage !== stage || !user.name || !/^(?:root|0+)$/.test(user.name)) continue;
      const earlier = earlierUser(stage);
      const below = lastBeforeCommand(stage);
      report(
        user.span,
        user === final ? 'last' : 'stage',
        { user: user.name },
        earlier !== undefined && below
          ? {
              fix: 'back',
              args: { user: earlier },
              edits: [lineBelow(file, below, `${keywordLike(below, 'USER')} ${earlier}`)],
            }
          : undefined,
      );
    }
  },
  examples: [
    {
      bad: 'FROM debian:13\nUSER node\nUSER «root»\nCMD ["app"]\n',
      message: 'last',
      fixed: 'FROM debian:13\nUSER node\nUSER root\nUSER node\nCMD ["app"]\n',
    },
    {
      bad: 'FROM debian:13 AS base\nUSER app:app\nFROM base\nUSER «root»\nRUN apt-get update\n',
      message: 'last',
      fixed: 'FROM debian:13 AS base\nUSER app:app\nFROM base\nUSER root\nRUN apt-get update\nUSER app:app\n',
    },
    { bad: 'FROM debian:13\nUSER «0:0»\n', message: 'last' },
    { bad: 'FROM debian:13 AS base\nUSER «"root:root"»\nFROM base\nCMD ["app"]\n', message: 'last' },
    { bad: 'FROM debian:13\nARG APP_USER=root\nUSER «$APP_USER»\n', message: 'last' },
    { bad: 'FROM debian:13 AS build\nUSER «root»\nFROM debian:13\nUSER app\n', message: 'stage' },
    { good: 'FROM debian:13\nUSER root\nRUN apt-get update\nUSER app\n' },
    { good: 'FROM debian:13\nUSER 1000:0\n', note: 'Only the group is root.' },
    { good: 'FROM debian:13\nARG APP_USER\nUSER $APP_USER\n' },
  ],
});

/** The last USER that is somebody else and no variable, in the stage or those it is built upon. */
function earlierUser(stage: BuildStage): string | undefined {
  for (let around: BuildStage | undefined = stage; around; around = around.base) {
    const found = around.steps.findLast(
      ({ instruction: { name, args } }) =>
        name === 'USER' && /^(?!root(?::|$)|0+(?::|$))[\w.-]+(?::[\w.-]+)?$/.test(args[0]?.value ?? ''),
    );
    if (found) return found.instruction.args[0]?.value;
  }
  return undefined;
}

/** The last instruction but for those that only say how the image starts. */
function lastBeforeCommand({ steps }: BuildStage): Instruction | undefined {
  return steps.findLast(({ instruction, triggeredBy }) => !triggeredBy && !STARTING.has(instruction.name))
    ?.instruction;
}

const STARTING: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'HEALTHCHECK', 'STOPSIGNAL']);
