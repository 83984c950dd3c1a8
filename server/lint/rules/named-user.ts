import { defineRule } from '../rule.ts';
import { runsOnWindows } from '../stages.ts';
import { lastUsers } from '../users.ts';

export default defineRule({
  id: 'named-user',
  aliases: ['DL3066'],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'The last USER should be a number',
  docs: `What runs a container may not look into the image's \`/etc/passwd\`. Kubernetes with \`runAsNonRoot\` refuses an image whose user is a name, since it cannot tell that the name is not root's. A number says it without a look: \`USER 1000\`, or \`USER 1000:1000\` with the group.

Only the last USER of the last stage counts. One that an ARG decides is not judged. Off unless asked for: outside of Kubernetes a name does no harm.`,
  messages: {
    name: 'Kubernetes cannot tell that the user `{user}` is not root, and refuses to run the image where root is forbidden. Write the number of the user.',
    root: 'Kubernetes refuses to run the image where root is forbidden. End with the number of another user.',
  },
  fixes: {},
  check({ file, model, stages, report }) {
    const last = stages.at(-1);
    const user = last && lastUsers(file, model, stages).get(last);
    if (!last || !user?.name || user.isArgument || /^[0-9]+$/.test(user.name) || runsOnWindows(last)) return;
    if (user.name === 'root') report(user.span, 'root', {});
    else report(user.span, 'name', { user: user.name });
  },
  examples: [
    { bad: 'FROM node:24\nUSER «node»\n', message: 'name' },
    { bad: 'FROM node:24\nENV APP_USER=app\nUSER «$APP_USER:1000»\n', message: 'name' },
    { bad: 'FROM node:24\nUSER «root»\n', message: 'root' },
    { good: 'FROM node:24 AS build\nUSER node\nFROM node:24\nUSER root\nRUN ./install\nUSER 1000:1000\n' },
    { good: 'FROM node:24\nARG APP_USER=1000\nUSER ${APP_USER}\n' },
    { good: 'FROM node:24\nARG APP_USER=app\nUSER $APP_USER\n', note: 'An ARG decides.' },
    { good: 'FROM node:24\n' },
  ],
});
