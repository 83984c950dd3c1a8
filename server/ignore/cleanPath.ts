/** Go's `filepath.Clean` for `/`: no `//`, no `.`, `..` resolved as far as possible, no `/` at the end. */
export function cleanPath(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept.push(segment);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!rooted) kept.push(segment);
  }
  if (rooted) return `/${kept.join('/')}`;
  return kept.length > 0 ? kept.join('/') : '.';
}
