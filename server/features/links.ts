import type { Span } from '../syntax/tree.ts';
import type { DockerfileDocument } from './document.ts';

export interface Link {
  readonly span: Span;
  readonly url: string;
  readonly kind: 'image' | 'url';
}

/** Pages of images, and the URLs of ADD. Nothing where a variable leaves the name open. */
export function links({ file, model }: DockerfileDocument): readonly Link[] {
  const found: Link[] = [];
  for (const { base } of model.stages) {
    if (base.kind === 'image') addImage(found, base.token, base.reference, base.unset.length === 0);
  }
  for (const { stage, kind, value, token, onbuild } of model.references) {
    if (stage || kind === 'from' || onbuild || /^\d+$/.test(value)) continue;
    addImage(found, token, value, !value.includes('$'));
  }
  for (const { name, start, end, value } of file.directives) {
    if (name === 'syntax') addImage(found, value, value.value, end > start);
  }
  for (const outer of file.instructions) {
    const { name, args } = outer.trigger ?? outer;
    if (name !== 'ADD') continue;
    for (const { value, start, end } of args.slice(0, -1)) {
      const url = /\$/.test(value) ? undefined : webUrl(value);
      if (url) found.push({ span: { start, end }, url, kind: 'url' });
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

function addImage(found: Link[], { start, end }: Span, reference: string, complete: boolean): void {
  const url = complete ? imagePage(reference) : undefined;
  if (url) found.push({ span: { start, end }, url, kind: 'image' });
}

/** The page of an image for people, where its registry has one that can be told from the name. */
export function imagePage(reference: string): string | undefined {
  const name = reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const segments = name.split('/');
  if (!segments.every(segment => /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(segment))) return undefined;
  const [first = '', ...rest] = segments;
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  if (!hasHost) return hubPage(segments);
  const path = rest.join('/');
  switch (first) {
    case 'docker.io':
    case 'index.docker.io':
    case 'registry-1.docker.io':
      return hubPage(rest);
    case 'ghcr.io':
      return ghcrPage(rest);
    case 'quay.io':
      return `https://quay.io/repository/${path}`;
    case 'mcr.microsoft.com':
      return `https://mcr.microsoft.com/artifact/mar/${path}`;
    case 'public.ecr.aws':
      return `https://gallery.ecr.aws/${path}`;
    case 'gcr.io':
      return `https://gcr.io/${path}`;
    case 'registry.gitlab.com':
      return rest.length >= 2 ? `https://gitlab.com/${rest[0]}/${rest[1]}/container_registry` : undefined;
    case 'registry.access.redhat.com':
    case 'registry.redhat.io':
      return `https://catalog.redhat.com/software/containers/search?q=${encodeURIComponent(path)}`;
    default:
      return undefined;
  }
}

/** `owner/image`, or `owner/repository/image`. */
function ghcrPage([owner, ...image]: readonly string[]): string | undefined {
  if (owner === undefined || image.length === 0) return undefined;
  const packageName = encodeURIComponent(image.join('/'));
  return `https://github.com/${owner}/${image[0]}/pkgs/container/${packageName}`;
}

function hubPage(segments: readonly string[]): string | undefined {
  const [first = '', second] = segments;
  if (segments.length === 1 && first === 'scratch') return undefined;
  if (segments.length === 1 || (first === 'library' && segments.length === 2)) {
    return `https://hub.docker.com/_/${second ?? first}`;
  }
  return segments.length === 2 ? `https://hub.docker.com/r/${first}/${second}` : undefined;
}

/** An address that a browser can open; git over ssh is shown as its web page. */
function webUrl(source: string): string | undefined {
  const ssh = /^(?:git@|ssh:\/\/git@)([\w.-]+)[:/]([\w./-]+?)(?:\.git)?(?:#.*)?$/.exec(source);
  if (ssh) return `https://${ssh[1]}/${ssh[2]}`;
  if (!/^https?:\/\/[^\s/]/i.test(source)) return undefined;
  return source.replace(/\.git(?:#.*)?$/, '');
}
