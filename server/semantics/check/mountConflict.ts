import { quote } from '../../syntax/quote.ts';

/** Two fields of a mount that do not go together, or one that is missing. */
export interface MountConflict {
  /** Long name of the key to point at; undefined for the whole mount. */
  readonly at: string | undefined;
  /** May name `{type}`. */
  readonly template: string;
  /** BuildKit's words. */
  readonly told: string;
}

/**
 * The first thing in which the fields of a mount contradict one another, in BuildKit's order. `values` has the
 * expanded values by long name; `workdir` is undefined when it is not known.
 */
export function findConflict(
  type: string,
  values: ReadonlyMap<string, string>,
  workdir: string | undefined,
): MountConflict | undefined {
  const conflict = (at: string | undefined, template: string, told: string): MountConflict => ({
    at,
    template,
    told,
  });
  const has = (name: string): boolean => (values.get(name) ?? '') !== '';
  const owner = ['mode', 'uid', 'gid'].find(name => values.has(name));
  if (owner !== undefined && !['secret', 'ssh', 'cache'].includes(type)) {
    const told = `${owner} not allowed for ${quote(type)} type mounts`;
    return conflict(owner, 'Mounts of type {type} take no mode, uid or gid.', told);
  }
  if (type === 'secret' && has('from')) {
    const template = 'A secret comes from the build command: it has no from.';
    return conflict('from', template, 'secret mount should not have a from');
  }
  if (type === 'secret' && has('sharing')) {
    return conflict('sharing', 'A secret has no sharing.', 'secret mount should not define sharing');
  }
  if (type === 'secret' && !has('source') && !has('target') && !has('id')) {
    const told = 'invalid secret mount. one of source, target required';
    return conflict(undefined, 'A secret needs an id, a source or a target.', told);
  }
  if (type === 'secret' && has('source') && has('id')) {
    const template = 'For a secret, source is another name of id: keep one of them.';
    return conflict('source', template, "both source and id can't be set");
  }
  if (has('sharing') && type !== 'cache') {
    const template = 'Only a cache can be shared: mounts of type {type} take no sharing.';
    return conflict('sharing', template, `invalid cache sharing set for ${type} mount`);
  }
  if (type === 'ssh' && has('source')) {
    const template = 'A mount of type ssh takes an id, and no source.';
    return conflict('source', template, 'ssh does not support source');
  }
  if (type === 'secret' || type === 'ssh' || !coversRoot(values.get('target') ?? '', workdir))
    return undefined;
  const template = values.has('target')
    ? 'Nothing can be mounted over the root of the file system.'
    : 'This mount needs a target: without one it would cover the working directory, which is the root.';
  return conflict('target', template, `invalid mount target ${quote('/')}`);
}

function coversRoot(target: string, workdir: string | undefined): boolean {
  return target === '/' || (workdir === '/' && /^(?:\.\/*)*$/.test(target));
}
