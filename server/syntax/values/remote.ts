/**
 * What ADD makes of a source: a git repository, a file of the web, or a path of the context. A web address is a
 * repository when its path ends in `.git`.
 */
export function sourceKind(source: string): 'git' | 'http' | 'path' {
  const scheme = /^([a-zA-Z0-9]+):\/\//.exec(source)?.[1]?.toLowerCase();
  if (scheme === 'ssh' || scheme === 'git') return 'git';
  if (scheme === 'http' || scheme === 'https') {
    const [, path = ''] = /^[^:]+:\/\/[^/?#]*([^?#]*)/.exec(source) ?? [];
    if (path.endsWith('.git')) return 'git';
  } else if (scheme === undefined && /^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:/.test(source)) return 'git';
  return source.startsWith('http://') || source.startsWith('https://') ? 'http' : 'path';
}
