import { type ImageReference, parseReference } from '../../syntax/values/reference.ts';

/** `node:24` for `docker.io/library/node:24`; what is no reference stays as it is. */
export function shortName(reference: string): string {
  const parsed = parseReference(reference);
  return typeof parsed === 'string' ? reference : shortRepository(parsed) + versionOf(parsed);
}

/** `docker.io/library/node:24` for `node:24`, undefined for what is no reference. */
export function fullName(reference: string): string | undefined {
  const parsed = parseReference(reference);
  return typeof parsed === 'string' ? undefined : `${parsed.domain}/${parsed.path}${versionOf(parsed)}`;
}

/** The repository as people write it: without Docker Hub's own parts. */
export function shortRepository({ domain, path }: ImageReference): string {
  return domain === 'docker.io' ? path.replace(/^library\/(?=[^/]+$)/, '') : `${domain}/${path}`;
}

/** `:tag@digest`, as far as they are there. */
export function versionOf({ tag, digest }: ImageReference): string {
  return (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}
