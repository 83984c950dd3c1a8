/**
 * True when Docker can read `text` as the name of an image, as distribution's `ParseNormalizedNamed` decides:
 * `[registry/]path[:tag][@digest]`, the path in lower case.
 */
export function isImageReference(text: string): boolean {
  // No part of a valid reference is longer; this also keeps the expressions below cheap.
  if (text.length > 1024 || /^[a-f0-9]{64}$/.test(text)) return false;
  const { domain, path } = splitDomain(text);
  if (!DOMAIN.test(domain)) return false;
  const [nameAndTag = '', ...digests] = path.split('@');
  if (digests.length > 1 || (digests[0] !== undefined && !isDigest(digests[0]))) return false;
  const colon = nameAndTag.indexOf(':');
  const name = colon < 0 ? nameAndTag : nameAndTag.slice(0, colon);
  if (colon >= 0 && !TAG.test(nameAndTag.slice(colon + 1))) return false;
  return domain.length + 1 + name.length <= 255 && name.split('/').every(part => COMPONENT.test(part));
}

const HUB = 'docker.io';
const DOMAIN =
  /^(?:\[(?:[a-fA-F0-9:]+)\]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::[0-9]+)?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** The part before the first `/` is a registry only when it looks like a host. */
function splitDomain(text: string): { readonly domain: string; readonly path: string } {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (slash >= 0 && isHost) {
    const domain = first === 'index.docker.io' ? HUB : first;
    const path = text.slice(slash + 1);
    return { domain, path: domain === HUB && !path.includes('/') ? `library/${path}` : path };
  }
  return { domain: HUB, path: slash < 0 ? `library/${text}` : text };
}

const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

function isDigest(text: string): boolean {
  const [algorithm = '', hex = '', ...more] = text.split(':');
  return more.length === 0 && DIGEST_LENGTHS[algorithm] === hex.length && /^[a-f0-9]+$/.test(hex);
}
