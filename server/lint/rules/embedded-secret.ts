import { defineRule } from '../rule.ts';
import { findSecrets } from '../secrets.ts';

export default defineRule({
  id: 'embedded-secret',
  aliases: [],
  since: '0.1.0',
  severity: 'error',
  recommended: true,
  summary: 'A Dockerfile should hold no secret',
  docs: `A key or token that is written into a Dockerfile is in the repository, in the history of the image, in build logs and in caches, readable for everyone who gets one of them; deleting the line does not call it back. Revoke it where it was issued, and hand the new one to the step that needs it: \`RUN --mount=type=secret,id=token …\` with \`docker build --secret id=token,env=TOKEN\`.

Keys are known by the forms that their issuers give them (AWS, GitHub, GitLab, npm, PyPI, Docker Hub, Slack, Stripe, Google, OpenAI, Anthropic, Hugging Face, SendGrid), private keys by their first line, and passwords in addresses by their place. What is plainly made up for documentation (\`EXAMPLE\`, \`xxxxx\`, \`user:password@\`) is left alone.`,
  messages: {
    token:
      'This looks like a key or token of {issuer}: everyone who sees the file or the image has it. Revoke it, and hand the new one over with `RUN --mount=type=secret`.',
    key: 'This is a private key: everyone who sees the file or the image has it. Replace it, and hand the new one over with `RUN --mount=type=secret` or `--mount=type=ssh`.',
    address:
      'This address holds a password: everyone who sees the file or the image has it. Change it, and hand the new one over with `RUN --mount=type=secret`.',
  },
  fixes: {},
  check({ file, report }) {
    for (const { start, end, kind, issuer } of findSecrets(file.text)) {
      if (kind === 'token') report({ start, end }, 'token', { issuer });
      else report({ start, end }, kind, {});
    }
  },
  examples: [
    { bad: 'FROM node:24\nENV AWS_KEY=«AKIAQ7XK3MPLW2ZTNB5R»\n', message: 'token' },
    {
      bad: 'FROM node:24\nRUN npm config set //registry.npmjs.org/:_authToken «npm_q7Xk3MpLw2ZtNb5RaB4cD8eF6gH1iJ9kLmNo»\n',
      message: 'token',
    },
    {
      bad: 'FROM node:24\nRUN git clone «https://bot:s3cr3t-w0rd@»git.acme.io/app.git\n',
      message: 'address',
    },
    {
      bad: 'FROM node:24\nCOPY <<EOF /root/.ssh/id_rsa\n«-----BEGIN OPENSSH PRIVATE KEY-----»\nEOF\n',
      message: 'key',
    },
    {
      good: 'FROM node:24\nENV AWS_KEY=AKIAIOSFODNN7EXAMPLE URL=http://user:password@acme.io/ DB=postgres://app:dev@localhost/app\n',
    },
    {
      good: 'FROM node:24\nARG TOKEN\nRUN git clone https://bot:${TOKEN}@git.acme.io/app.git && pip install -i https://$USER:$PASS@pypi.acme.io a==1\n',
    },
    { good: 'FROM node:24\nRUN echo "-----BEGIN PUBLIC KEY-----" > /key && curl http://acme.io:8080/a@b\n' },
  ],
});
