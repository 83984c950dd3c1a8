import { sourceKind } from '../../syntax/values/remote.ts';
import { flagNamed } from '../flags.ts';
import { defineRule } from '../rule.ts';
import { knownText, transfers } from '../transfers.ts';

export default defineRule({
  id: 'copied-secret-file',
  aliases: [],
  since: '0.1.0',
  severity: 'warning',
  recommended: true,
  summary: 'Keys and passwords should not be copied into an image',
  docs: `A file that is copied lies in its layer for ever, also when a later RUN deletes it, and everybody who can pull the image can read it. What a step needs to get in somewhere is given to that step alone: \`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\` with \`docker build --secret id=npmrc,src=.npmrc\`, or \`--mount=type=ssh\` for ssh keys. What the program needs is given to the container when it starts.

The rule knows private keys by their usual names, and the files in which git, npm, pip, Docker, Kubernetes and the clouds keep their logins. Configuration that may or may not hold a login (\`.npmrc\`, certificates in \`*.pem\`) is reported only when all rules are on. Stages from which the final image only copies count too: their layers lie in caches and are pushed with them.`,
  messages: {
    key: '`{path}` looks like a private key, which everyone who pulls the image can read. Hand it to the step that needs it: `RUN --mount=type=secret` or `--mount=type=ssh`.',
    login:
      '`{path}` holds logins as a rule, which everyone who pulls the image can read. Hand it to the step that needs it: `RUN --mount=type=secret,id=…,target=…`.',
    environment:
      '`{path}` holds settings and passwords of one machine as a rule, which everyone who pulls the image can read. Give them to the container when it starts: `docker run --env-file`.',
    perhaps: {
      text: '`{path}` may hold a token or a key, which everyone who pulls the image can read. If it does, hand it over with `RUN --mount=type=secret`.',
      recommended: false,
    },
  },
  fixes: {},
  check({ file, model, stages, report }) {
    for (const { instruction, sources } of transfers(stages)) {
      if (flagNamed(instruction, 'from')) continue;
      for (const source of sources) {
        const path = knownText(file, model, source)?.value ?? '';
        if (sourceKind(path) !== 'path') continue;
        const kind = kindOf(path);
        if (kind) report(source, kind, { path });
      }
    }
  },
  examples: [
    { bad: 'FROM node:24\nCOPY «id_rsa» /root/.ssh/\nADD «./certs/server.key» /certs/\n', message: 'key' },
    {
      bad: 'FROM node:24\nCOPY a «.netrc» /root/\nONBUILD COPY «.aws/credentials» /root/.aws/\n',
      message: 'login',
    },
    { bad: 'FROM node:24\nCOPY [«".env"», "/app/"]\n', message: 'environment' },
    { bad: 'FROM node:24\nCOPY «.npmrc» «ca.pem» «llvm-snapshot.gpg.key» /app/\n', message: 'perhaps' },
    {
      good: 'FROM node:24\nCOPY id_rsa.pub known_hosts ca.crt .env.example src/env.ts /app/\nCOPY --from=certs server.key /certs/\n',
    },
    { good: 'FROM node:24\nCOPY i18n/fr.key.json keys/ /app/\n' },
  ],
});

type Kind = 'key' | 'login' | 'environment' | 'perhaps';

function kindOf(path: string): Kind | undefined {
  const clean = path.replaceAll('\\', '/').toLowerCase();
  const name = clean.slice(clean.lastIndexOf('/') + 1);
  if (KEYS.test(name)) return 'key';
  if (LOGINS.test(clean)) return 'login';
  if (name === '.env' || name === '.env.local' || name === '.env.production.local') return 'environment';
  return PERHAPS.test(name) ? 'perhaps' : undefined;
}

/** Private by their names; many other files that end in `.key` are public ones of package archives. */
const KEYS =
  /^(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|[^.]{0,80}priv(?:ate)?[-_]?key(?:\.(?:pem|der|asc|gpg))?|privkey\.pem|(?:[\w-]{1,80}[-_])?key\.pem|(?:[\w.-]{1,80}[-_.])?(?:server|client|tls|ssl|private|priv|host|domain|localhost|ca|cert|rsa)\.key|[\w.-]{1,80}\.(?:p12|pfx|ppk))$/;
const LOGINS =
  /(?:^|\/)(?:\.netrc|_netrc|\.git-credentials|\.pypirc|\.pgpass|\.my\.cnf|\.aws\/credentials|\.docker\/config\.json|\.dockercfg|\.kube\/config|kubeconfig|\.s3cfg|\.boto|\.vault-token|credentials\.json|service-?account(?:-key)?\.json|client_secret[\w.-]{0,80}\.json|application_default_credentials\.json)$/;
const PERHAPS =
  /^(?:\.npmrc|\.yarnrc(?:\.yml)?|pip\.conf|nuget\.config|\.htpasswd|\.env\.(?:production|prod|staging)|[\w.-]{1,80}\.(?:pem|key|jks|keystore|kdbx))$/;
