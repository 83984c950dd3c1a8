/**
 * The page of an image for people. Where the registry has one that follows from the name, that; else the registry's
 * own front page, where its user interface begins. Undefined for what is no name.
 */
export function imagePage(reference: string): string | undefined {
  const name = reference.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const segments = name.split('/');
  if (!segments.every(segment => /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(segment))) return undefined;
  const [first = '', ...rest] = segments;
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return hasHost ? pageAt(first, rest) : hubPage(segments);
}

function pageAt(host: string, segments: readonly string[]): string | undefined {
  const path = segments.join('/');
  switch (host) {
    case 'docker.io':
    case 'index.docker.io':
    case 'registry-1.docker.io':
    case 'registry.hub.docker.com':
      return hubPage(segments);
    case 'ghcr.io':
      return ghcrPage(segments);
    case 'quay.io':
      return `https://quay.io/repository/${path}`;
    case 'mcr.microsoft.com':
      return `https://mcr.microsoft.com/artifact/mar/${path}`;
    case 'public.ecr.aws':
      return `https://gallery.ecr.aws/${path}`;
    case 'dhi.io':
      return `https://hub.docker.com/hardened-images/catalog/dhi/${path}`;
    case 'cgr.dev':
      return `https://images.chainguard.dev/directory/image/${segments.at(-1)}/overview`;
    case 'docker.elastic.co':
      return `https://www.docker.elastic.co/r/${path}`;
    case 'registry.gitlab.com':
      return segments.length >= 2
        ? `https://gitlab.com/${segments[0]}/${segments[1]}/container_registry`
        : undefined;
    case 'registry.access.redhat.com':
    case 'registry.redhat.io':
      return `https://catalog.redhat.com/software/containers/search?q=${encodeURIComponent(path)}`;
    default:
      return patternPage(host, path) ?? frontPage(host, path);
  }
}

/** Registries whose host says whose they are. */
function patternPage(host: string, path: string): string | undefined {
  // Google leads a browser from the address of an image to its console.
  if (/(?:^|\.)gcr\.io$|-docker\.pkg\.dev$/.test(host)) return `https://${host}/${path}`;
  const [, account, region, suffix = ''] =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(host) ?? [];
  if (account === undefined) return undefined;
  const console = suffix === '' ? `${region}.console.aws.amazon.com` : `${region}.console.amazonaws.cn`;
  return `https://${console}/ecr/repositories/private/${account}/${path}?region=${region}`;
}

/** A registry on this machine has no pages: its list of tags is what a browser can show. */
function frontPage(host: string, path: string): string {
  const isLocal = /^(?:localhost|127(?:\.\d+){3})(?::\d+)?$/.test(host);
  return isLocal ? `http://${host}/v2/${path}/tags/list` : `https://${host}/`;
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
