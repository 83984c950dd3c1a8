import { defineRule } from '../rule.ts';
import { lastUsers } from '../users.ts';

export default defineRule({
  id: 'root-user',
  aliases: ['DL3002'],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'The last USER should not be root',
  docs: `A program that runs as root and is broken into is root in the container: it can write every file of the image, and needs only one more hole to be root on the host. Switch to root for the steps that need it, and back to another user after them.

The recommended rules look at the user with whom the last stage ends, inherited from another stage or not. hadolint looks at each stage by itself, also at those that only build what others copy.`,
  messages: {
    last: 'The image runs as `{user}`, so whoever breaks into the program has all rights in the container. End with a USER that has no more than it needs.',
    stage: {
      text: 'This stage ends as `{user}`. If it is run as an image, end it with a USER that has no more rights than it needs.',
      recommended: false,
    },
  },
  fixes: {},
  check({ file, model, stages, report }) {
    const users = lastUsers(file, model, stages);
    const last = stages.at(-1);
    const final = last && users.get(last);
    for (const [stage, user] of users) {
      if (user.stage !== stage || !user.name || !/^(?:root|0+)$/.test(user.name)) continue;
      report(user.span, user === final ? 'last' : 'stage', { user: user.name });
    }
  },
  examples: [
    { bad: 'FROM debian:13\nUSER node\nUSER «root»\nCMD ["app"]\n', message: 'last' },
    { bad: 'FROM debian:13\nUSER «0:0»\n', message: 'last' },
    { bad: 'FROM debian:13 AS base\nUSER «"root:root"»\nFROM base\nCMD ["app"]\n', message: 'last' },
    { bad: 'FROM debian:13\nARG APP_USER=root\nUSER «$APP_USER»\n', message: 'last' },
    { bad: 'FROM debian:13 AS build\nUSER «root»\nFROM debian:13\nUSER app\n', message: 'stage' },
    { good: 'FROM debian:13\nUSER root\nRUN apt-get update\nUSER app\n' },
    { good: 'FROM debian:13\nUSER 1000:0\n', note: 'Only the group is root.' },
    { good: 'FROM debian:13\nARG APP_USER\nUSER $APP_USER\n' },
  ],
});
