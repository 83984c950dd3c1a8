/** Something in a text that by its form is a secret. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  /** What it is, for a message: `an access key of AWS`. */
  readonly kind: string;
}

/** Every secret that is known by its form, in the order of the text. Linear in it. */
export function findSecrets(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const match of text.matchAll(FORMS)) {
    const [value] = match;
    const kind = kindOf(match.groups ?? {});
    if (kind === undefined || PLACEHOLDER.test(value)) continue;
    found.push({ start: match.index, end: match.index + value.length, kind });
  }
  return found;
}

/** Kinds by the name of their group in the expression; all lengths have an end, so that it stays linear. */
const KINDS: ReadonlyMap<string, { readonly kind: string; readonly form: string }> = new Map(
  Object.entries({
    aws: { kind: 'an access key of AWS', form: '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b' },
    github: { kind: 'a token of GitHub', form: '\\bgh[pousr]_[A-Za-z0-9]{36,100}\\b' },
    githubFine: { kind: 'a token of GitHub', form: '\\bgithub_pat_[A-Za-z0-9_]{40,100}\\b' },
    gitlab: { kind: 'a token of GitLab', form: '\\bgl(?:pat|dt|rt|cbt)-[A-Za-z0-9_-]{20,80}' },
    npm: { kind: 'a token of npm', form: '\\bnpm_[A-Za-z0-9]{36}\\b' },
    pypi: { kind: 'a token of PyPI', form: '\\bpypi-AgE[A-Za-z0-9_-]{50,300}' },
    docker: { kind: 'a token of Docker Hub', form: '\\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}' },
    slack: { kind: 'a token of Slack', form: '\\bxox[abeoprs]-[A-Za-z0-9-]{10,200}' },
    stripe: { kind: 'a key of Stripe', form: '\\b[rs]k_live_[A-Za-z0-9]{16,200}\\b' },
    google: { kind: 'an API key of Google', form: '\\bAIza[A-Za-z0-9_-]{35}' },
    openai: { kind: 'an API key of OpenAI', form: '\\bsk-(?:proj|svcacct)-[A-Za-z0-9_-]{20,200}' },
    anthropic: { kind: 'an API key of Anthropic', form: '\\bsk-ant-[A-Za-z0-9_-]{20,200}' },
    huggingFace: { kind: 'a token of Hugging Face', form: '\\bhf_[A-Za-z]{34}\\b' },
    sendGrid: { kind: 'a key of SendGrid', form: '\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}' },
    privateKey: { kind: 'a private key', form: '-----BEGIN (?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----' },
    url: {
      kind: 'a password in an address',
      // User and password are plain text: no variable, and none of the words that stand for one.
      form: '\\b(?:https?|ftp|git|postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|rediss?|amqps?)://[A-Za-z0-9._%+-]{0,80}:[^\\s:/@$<>{}"\'`\\\\]{3,100}@(?!(?:localhost|127\\.|db\\b|postgres\\b|mysql\\b|redis\\b|mongo\\b))',
    },
  }),
);

const FORMS = new RegExp([...KINDS].map(([name, { form }]) => `(?<${name}>${form})`).join('|'), 'g');

/** Documentation and templates: nobody's secret. */
const PLACEHOLDER =
  /EXAMPLE|example|x{5}|X{5}|\*{3}|0{8}|1234567890123|[:/](?:user(?:name)?|me|name|login):|:(?:pass(?:word|wd)?|pwd|secret|token|changeme)@|your[-_]/;

function kindOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const [name, { kind }] of KINDS) if (groups[name] !== undefined) return kind;
  return undefined;
}
