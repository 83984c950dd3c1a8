/** Where and how to connect. */
export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      /** Path in front of every request: empty, or with a slash in front and none behind. */
      readonly prefix: string;
    }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly user: string | undefined;
      readonly port: number | undefined;
      /** Socket on the other side, undefined for the other side's own choice. */
      readonly socket: string | undefined;
    };

/**
 * Reads a DOCKER_HOST value: `unix://`, `npipe://`, `tcp://` (also `http://`, `https://` and no scheme at all)
 * or `ssh://`. `secure` says that TLS was asked for elsewhere. Undefined when it cannot be understood.
 */
export function parseAddress(text: string, secure: boolean): Address | undefined {
  const trimmed = text.trim();
  const colon = trimmed.indexOf('://');
  const scheme = colon < 0 ? 'tcp' : trimmed.slice(0, colon).toLowerCase();
  const rest = colon < 0 ? trimmed : trimmed.slice(colon + 3);
  switch (scheme) {
    case 'unix':
      return { kind: 'socket', path: rest || '/var/run/docker.sock' };
    case 'npipe':
      return { kind: 'socket', path: rest || '//./pipe/docker_engine' };
    case 'tcp':
    case 'http':
      return tcp(rest, secure);
    case 'https':
      return tcp(rest, true);
    case 'ssh':
      return ssh(rest);
    default:
      return undefined;
  }
}

function tcp(rest: string, secure: boolean): Address | undefined {
  const url = parse(rest);
  if (!url || url.username || url.password || url.search || url.hash) return undefined;
  return {
    kind: 'tcp',
    host: plainHost(url.hostname || '127.0.0.1'),
    port: Number(url.port) || (secure ? 2376 : 2375),
    secure,
    prefix: url.pathname.replace(/\/+$/, ''),
  };
}

function ssh(rest: string): Address | undefined {
  const url = parse(rest);
  // A password in the address would end up in process lists and logs: the docker CLI refuses it too.
  if (!url?.hostname || url.password || url.search || url.hash) return undefined;
  const host = plainHost(decode(url.hostname));
  const user = decode(url.username);
  // ssh would take these for options.
  if (host.startsWith('-') || user.startsWith('-')) return undefined;
  return {
    kind: 'ssh',
    host,
    user: user || undefined,
    port: Number(url.port) || undefined,
    socket: url.pathname.replace(/\/+$/, '') || undefined,
  };
}

/** A scheme that URL has no default port and no special rules for. */
function parse(rest: string): URL | undefined {
  try {
    return new URL(`engine://${rest}`);
  } catch {
    return undefined;
  }
}

const plainHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
