import { type ImageReference, parseReference } from '../../syntax/values/reference.ts';
import { usedImages } from '../images.ts';
import { defineRule } from '../rule.ts';

export default defineRule({
  id: 'untrusted-registry',
  aliases: ['DL3026'],
  since: '0.1.0',
  severity: 'error',
  recommended: true,
  contextual: true,
  summary: 'Images should come from registries that the project trusts',
  docs: `A project can name the registries it trusts, in \`.hadolint.yaml\`:

\`\`\`yaml
trustedRegistries:
  - docker.io
  - registry.example.org:5000
  - "*.example.com"
  - ghcr.io/example
\`\`\`

An image from elsewhere is then reported, in FROM, in \`--from\` of COPY and in \`from=\` of a mount. A name without a registry comes from \`docker.io\`. \`*\` stands for any text. An entry with a path trusts what is below it. Without such a list the rule is silent; so it is of names that begin with a variable of unknown value.`,
  messages: {
    base: '`{image}` comes from `{registry}`, which is not among the trusted registries. Use an image from one of these: {trusted}.',
    copied:
      'Files are taken from `{image}`, which comes from `{registry}`, not one of the trusted registries. Use an image from one of these: {trusted}.',
  },
  fixes: {},
  check({ file, model, options, report }) {
    const { trustedRegistries = [] } = options;
    if (trustedRegistries.length === 0) return;
    const isTrusted = trustedRegistries.map(matcher);
    for (const { kind, token, reference, isPartial } of usedImages(file, model)) {
      if (isPartial && /^["']?\$/.test(token.value)) continue;
      const parsed = parseReference(reference);
      if (typeof parsed === 'string' || isTrusted.some(test => test(parsed))) continue;
      const args = { image: reference, registry: parsed.domain, trusted: trustedRegistries.join(', ') };
      report(token, kind === 'from' ? 'base' : 'copied', args);
    }
  },
  examples: [
    {
      bad: 'FROM «debian:13»\nFROM «example.com/a:1»\n',
      message: 'base',
      options: { trustedRegistries: ['registry.example.org', '*.example.com', 'ghcr.io/example'] },
    },
    {
      bad: 'FROM scratch\nCOPY --from=«quay.io/example/tool:1» /tool /\nRUN --mount=from=«busybox:1»,target=/x /x/sh\n',
      message: 'copied',
      options: { trustedRegistries: ['ghcr.io'] },
    },
    {
      good: 'FROM registry.example.org/debian:13 AS base\nFROM eu.example.com/a:1\nFROM ghcr.io/example/a:1\nFROM base\nFROM scratch\nCOPY --from=base /a /\n',
      options: { trustedRegistries: ['registry.example.org', '*.example.com', 'ghcr.io/example'] },
    },
    {
      good: 'FROM debian:13\nFROM docker.io/library/debian:13\n',
      options: { trustedRegistries: ['docker.io'] },
    },
    { good: 'FROM debian:13\n', note: 'The project names no registries.' },
  ],
});

const HUB: ReadonlySet<string> = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'hub.docker.com',
]);

/** Tells whether an entry of the list trusts an image: its registry, or a part of it. */
function matcher(entry: string): (image: ImageReference) => boolean {
  const slash = entry.indexOf('/');
  const pattern = slash < 0 ? entry : entry.slice(0, slash);
  const folder = slash < 0 ? '' : entry.slice(slash + 1).replace(/\/$/, '');
  const pieces = pattern.split('*');
  return ({ domain, path }) => {
    if (!(HUB.has(pattern) ? HUB.has(domain) : matches(domain, pieces))) return false;
    return folder === '' || path === folder || path.startsWith(`${folder}/`);
  };
}

/** True when `text` has the pieces one after the other, the first at its beginning and the last at its end. */
function matches(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
