import { parseReference } from '../../syntax/values/reference.ts';
import { lineEndOf } from '../lines.ts';
import { fates } from '../packages/shipping.ts';
import { defineRule } from '../rule.ts';
import { type BuildStage, runsOnWindows } from '../stages.ts';
import { lastUsers } from '../users.ts';

export default defineRule({
  id: 'missing-user',
  aliases: [],
  since: '0.1.0',
  severity: 'info',
  recommended: false,
  summary: 'An image should say that it does not run as root',
  docs: `Without USER most images run as root, and so does whoever breaks into the program. Most programs need no such rights: they listen on a port above 1024 and write to a folder or two. A number works without an entry in \`/etc/passwd\`, and lets Kubernetes check \`runAsNonRoot\`.

Base images are not looked into. Those known to bring a user of their own (distroless \`nonroot\`, Chainguard, \`nginx-unprivileged\` and others) are left alone, and so is an image that runs nothing. Since many images start as root on purpose and step down by themselves, the rule is off unless it is asked for.

The fix puts a USER before the last CMD or ENTRYPOINT: the user that the base image has for this, or the number 10001. It is unsafe: the program may have to write where only root can, and then its folder needs another owner (\`COPY --chown\`).`,
  messages: {
    missing:
      'Nothing says who runs the program, so it is most likely root, with all rights in the container. Add a USER before the command.',
  },
  fixes: { add: { title: 'Run as `{user}`', safe: false } },
  check({ file, model, stages, report }) {
    const last = stages.at(-1);
    if (!last?.stage || runsOnWindows(last) || fates(model)(last.stage) !== 'shipped') return;
    if (lastUsers(file, model, stages).has(last) || bringsUser(last)) return;
    const start = last.stage.instructions.find(({ name }) => name === 'ENTRYPOINT' || name === 'CMD');
    if (!start) return;
    const user = userOf(last);
    const lineStart = file.lineStarts[start.lines.first] ?? start.start;
    const lineEnd = lineEndOf(file);
    report(
      start.keyword,
      'missing',
      {},
      {
        fix: 'add',
        args: { user },
        edits: [{ span: { start: lineStart, end: lineStart }, newText: `USER ${user}${lineEnd}` }],
      },
    );
  },
  examples: [
    {
      bad: 'FROM node:24\nCOPY . /app\n«CMD» ["node", "/app/server.js"]\n',
      message: 'missing',
      fixed: 'FROM node:24\nCOPY . /app\nUSER node\nCMD ["node", "/app/server.js"]\n',
    },
    {
      bad: 'FROM debian:13 AS base\nFROM base\n«ENTRYPOINT» ["/app"]\nCMD ["a"]\n',
      message: 'missing',
      fixed: 'FROM debian:13 AS base\nFROM base\nUSER 10001:10001\nENTRYPOINT ["/app"]\nCMD ["a"]\n',
    },
    { good: 'FROM node:24 AS base\nUSER node\nFROM base\nCMD ["node"]\n' },
    { good: 'FROM gcr.io/distroless/static:nonroot\nCMD ["/app"]\n' },
    { good: 'FROM scratch\nCOPY data /data\n' },
  ],
});

const bottomImage = ({ bottom }: BuildStage): string | undefined =>
  bottom?.base.kind === 'image' ? bottom.base.reference : undefined;

/** Known to start as somebody else than root. */
function bringsUser(stage: BuildStage): boolean {
  const image = bottomImage(stage);
  if (image === undefined) return bottomKind(stage) !== 'scratch';
  return /nonroot|non-root|rootless|unprivileged|^cgr\.dev\/|^dhi\.io\/|^bitnami\/|chiseled/.test(image);
}

const bottomKind = ({ bottom }: BuildStage): string | undefined => bottom?.base.kind;

function userOf(stage: BuildStage): string {
  const parsed = parseReference(bottomImage(stage) ?? '');
  const known =
    typeof parsed === 'string' || parsed.domain !== 'docker.io' ? undefined : USERS.get(parsed.path);
  return known ?? '10001:10001';
}

/** Users that official images have for the program, without starting as them. */
const USERS: ReadonlyMap<string, string> = new Map([
  ['library/node', 'node'],
  ['oven/bun', 'bun'],
  ['denoland/deno', 'deno'],
  ['library/php', 'www-data'],
]);
