/** A path of the container cleaned as Go's `path.Clean` does: no `.`, no `..`, no doubled slash. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  return (rooted ? '/' : '') + parts.join('/') || (rooted ? '/' : '.');
}

/** Linux takes no longer path. Without an end, relative ones upon each other would grow with each line. */
const MAX_PATH = 4096;

/**
 * A new working directory upon the old one; undefined when the old one is not known and the new one relative, or
 * when the path is longer than any system takes.
 */
export function joinWorkdir(
  current: string | undefined,
  next: string,
  os: 'linux' | 'windows',
): string | undefined {
  const path = os === 'windows' ? next.replaceAll('\\', '/').replace(/^[a-zA-Z]:(?=\/|$)/, '') || '/' : next;
  if (path.startsWith('/')) return cleanPath(path);
  if (current === undefined || current.length + path.length > MAX_PATH) return undefined;
  return cleanPath(`${current}/${path}`);
}
