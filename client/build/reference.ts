/** Why a text cannot name an image; `undefined` from `checkReference` means that it can. */
export type ReferenceProblem = 'empty' | 'uppercase' | 'digest' | 'tag' | 'host' | 'name' | 'id' | 'too-long';

const PATH_COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const HOST =
  /^(?:\[[0-9a-fA-F:]+\]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::[0-9]+)?$/;
const TAG = /^\w[\w.-]{0,127}$/;
const LONGEST_NAME = 255;

/** Checks `[host[:port]/]path[:tag]` against the grammar of the distribution specification. */
export function checkReference(reference: string): ReferenceProblem | undefined {
  if (reference === '') return 'empty';
  if (reference.includes('@')) return 'digest';
  const { name, tag } = splitTag(reference);
  if (name.length > LONGEST_NAME) return 'too-long';
  if (tag !== undefined && !TAG.test(tag)) return 'tag';
  if (/^[0-9a-f]{64}$/.test(name)) return 'id';
  if (isPath(name)) return undefined;
  const { host, path } = splitHost(name);
  if (host !== undefined && !HOST.test(host)) return 'host';
  if (isPath(path)) return undefined;
  return isPath(path.toLowerCase()) ? 'uppercase' : 'name';
}

/** The reference with the tag that an engine would add. */
export function withTag(reference: string): string {
  return splitTag(reference).tag === undefined ? `${reference}:latest` : reference;
}

/** A valid `name:latest` out of whatever a folder is called. */
export function defaultReference(folderName: string): string {
  const name = folderName
    .slice(0, LONGEST_NAME)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .split(/[._-]+/)
    .filter(part => part !== '')
    .join('-');
  return `${name || 'image'}:latest`;
}

function isPath(path: string): boolean {
  return path.split('/').every(component => PATH_COMPONENT.test(component));
}

function splitTag(reference: string): { readonly name: string; readonly tag: string | undefined } {
  const colon = reference.lastIndexOf(':');
  if (colon <= reference.lastIndexOf('/')) return { name: reference, tag: undefined };
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

/** The first component is a host only if it looks like one: a dot, a port, `localhost` or a capital. */
function splitHost(name: string): { readonly host: string | undefined; readonly path: string } {
  const slash = name.indexOf('/');
  const first = name.slice(0, slash);
  if (slash > 0 && (/[.:A-Z]/.test(first) || first === 'localhost'))
    return { host: first, path: name.slice(slash + 1) };
  return { host: undefined, path: name };
}
