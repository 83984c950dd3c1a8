/** Something in a text that by its form is a secret. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  /** token: of an issuer. key: a private key. address: a password in an address. */
  readonly kind: 'token' | 'key' | 'address';
  /** Who gives out such tokens: `GitHub`; empty for the other kinds. */
  readonly issuer: string;
}

/** Every secret that is known by its form, in the order of the text. Linear in it. */
export function findSecrets(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  if (!BEGINNINGS.test(text)) return found;
  for (const match of text.matchAll(FORMS)) {
    const [value] = match;
    const group = groupOf(match.groups ?? {});
    if (group === undefined || PLACEHOLDER.test(value)) continue;
    const kind = group === 'key' || group === 'address' ? group : 'token';
    const issuer = FORMS_OF.get(group)?.issuer ?? '';
    found.push({ start: match.index, end: match.index + value.length, kind, issuer });
  }
  return found;
}

/** By the name of their group in the expression; all lengths have an end, so that it stays linear. */
const FORMS_OF: ReadonlyMap<string, { readonly issuer: string; readonly form: string }> = new Map(
  Object.entries({
    aws: { issuer: 'AWS', form: '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b' },
    github: { issuer: 'GitHub', form: '\\bgh[pousr]_[A-Za-z0-9]{36,100}\\b' },
    githubFine: { issuer: 'GitHub', form: '\\bgithub_pat_[A-Za-z0-9_]{40,100}\\b' },
    gitlab: { issuer: 'GitLab', form: '\\bgl(?:pat|dt|rt|cbt)-[A-Za-z0-9_-]{20,80}' },
    npm: { issuer: 'npm', form: '\\bnpm_[A-Za-z0-9]{36}\\b' },
    pypi: { issuer: 'PyPI', form: '\\bpypi-AgE[A-Za-z0-9_-]{50,300}' },
    docker: { issuer: 'Docker Hub', form: '\\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,80}' },
    slack: { issuer: 'Slack', form: '\\bxox[abeoprs]-[A-Za-z0-9-]{10,200}' },
    stripe: { issuer: 'Stripe', form: '\\b[rs]k_live_[A-Za-z0-9]{16,200}\\b' },
    google: { issuer: 'Google', form: '\\bAIza[A-Za-z0-9_-]{35}' },
    openai: { issuer: 'OpenAI', form: '\\bsk-(?:proj|svcacct)-[A-Za-z0-9_-]{20,200}' },
    anthropic: { issuer: 'Anthropic', form: '\\bsk-ant-[A-Za-z0-9_-]{20,200}' },
    huggingFace: { issuer: 'Hugging Face', form: '\\bhf_[A-Za-z]{34}\\b' },
    sendGrid: { issuer: 'SendGrid', form: '\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}' },
    key: { issuer: '', form: '-----BEGIN (?:[A-Z]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?-----' },
    address: {
      issuer: '',
      // User and password are plain text: no variable, and none of the words that stand for one.
      form: '\\b(?:https?|ftp|git|postgres(?:ql)?|mysql|mongodb(?:\\+srv)?|rediss?|amqps?)://[A-Za-z0-9._%+-]{0,80}:[^\\s:/@$<>{}"\'`\\\\]{3,100}@(?!(?:localhost|127\\.|db\\b|postgres\\b|mysql\\b|redis\\b|mongo\\b))',
    },
  }),
);

const FORMS = new RegExp([...FORMS_OF].map(([name, { form }]) => `(?<${name}>${form})`).join('|'), 'g');

/** One of the forms may be there: a fraction of the work, and most files hold none. */
const BEGINNINGS =
  /A[KS]IA|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt)-|npm_|pypi-AgE|dckr_|xox[abeoprs]-|k_live_|AIza|sk-(?:proj|svcacct|ant)-|hf_|SG\.|-----BEGIN|:\/\/[^\s/]{3,200}@/;

/** Documentation and templates: nobody's secret. */
const PLACEHOLDER =
  /EXAMPLE|example|x{5}|X{5}|\*{3}|0{8}|1234567890123|[:/](?:user(?:name)?|me|name|login):|:(?:pass(?:word|wd)?|pwd|secret|token|changeme)@|your[-_]/;

function groupOf(groups: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const name of FORMS_OF.keys()) if (groups[name] !== undefined) return name;
  return undefined;
}
