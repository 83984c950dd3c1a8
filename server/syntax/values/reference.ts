import { byteLength } from '../bytes.ts';
import { lowerCase } from '../characters.ts';

/** An image reference in parts, with Docker Hub's defaults put in. */
export interface ImageReference {
  /** `docker.io` when none is written. */
  readonly domain: string;
  /** `library/…` for official images of Docker Hub. */
  readonly path: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Parts of a reference such as `node:24` or `ghcr.io/a/b@sha256:…`, or the words in which Docker refuses it. */
export function parseReference(text: string): ImageReference | string {
  let parsed = KNOWN.get(text);
  if (parsed === undefined) {
    parsed = readReference(text);
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    if (text.length < 200) KNOWN.set(text, parsed);
  }
  return parsed;
}

/** Many ask for the same few. */
const KNOWN = new Map<string, ImageReference | string>();
const MOST_KNOWN = 200;

function readReference(text: string): ImageReference | string {
  if (/^[a-f0-9]{64}$/.test(text)) {
    return `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`;
  }
  const { domain, rest } = splitDomain(text);
  const colon = rest.indexOf(':');
  const repository = colon < 0 ? rest : rest.slice(0, colon);
  if (lowerCase(repository) !== repository) {
    return `invalid reference format: repository name (${repository}) must be lowercase`;
  }
  const at = rest.indexOf('@');
  const named = at < 0 ? rest : rest.slice(0, at);
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const tagged = named.indexOf(':');
  const path = tagged < 0 ? named : named.slice(0, tagged);
  const tag = tagged < 0 ? undefined : named.slice(tagged + 1);
  const valid =
    // What is taken for a host and cannot be one, `a.b_c/d`, is read as a part of the path after all.
    (isDomain(domain) || PATH_PART.test(domain)) &&
    path.split('/').every(part => PATH_PART.test(part)) &&
    (tag === undefined || TAG.test(tag)) &&
    (digest === undefined || DIGEST.test(digest));
  if (!valid) {
    const lower = lowerCase(text);
    const onlyCase = lower !== text && typeof parseReference(lower) !== 'string';
    return onlyCase ? 'repository name must be lowercase' : 'invalid reference format';
  }
  if (path.length > 255) return 'repository name must not be more than 255 characters';
  const problem = digest === undefined ? undefined : checkDigest(digest);
  return problem ?? { domain, path, tag, digest };
}

/** The words in which Docker refuses a digest such as `sha256:…`, undefined when it is right. */
export function checkDigest(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  if (colon <= 0 || colon + 1 === digest.length) return 'invalid checksum digest format';
  const length = DIGEST_LENGTHS.get(digest.slice(0, colon));
  const encoded = digest.slice(colon + 1);
  if (length === undefined) {
    const known = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(digest);
    return known ? 'unsupported digest algorithm' : 'invalid checksum digest format';
  }
  if (byteLength(encoded, 0, encoded.length) !== length) return 'invalid checksum digest length';
  return /^[a-f0-9]*$/.test(encoded) ? undefined : 'invalid checksum digest format';
}

const DIGEST_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);
const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const DOMAIN_PART = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;

function isDomain(domain: string): boolean {
  const [, host = domain] = /^(.*):[0-9]+$/.exec(domain) ?? [];
  return /^\[[a-fA-F0-9:]+\]$/.test(host) || host.split('.').every(part => DOMAIN_PART.test(part));
}

function splitDomain(text: string): { domain: string; rest: string } {
  const slash = text.indexOf('/');
  if (slash < 0) return { domain: 'docker.io', rest: `library/${text}` };
  const first = text.slice(0, slash);
  const after = text.slice(slash + 1);
  const isHost = first === 'localhost' || /[.:]/.test(first) || lowerCase(first) !== first;
  const domain = !isHost || first === 'index.docker.io' ? 'docker.io' : first;
  const rest = isHost ? after : text;
  return { domain, rest: domain === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest };
}
