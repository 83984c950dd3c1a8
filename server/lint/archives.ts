/**
 * True for a name that ends like a tar archive or like a compressed file, which may be one. Docker itself looks at
 * the content; zip files and their kin it never unpacks.
 */
export function isArchiveName(path: string): boolean {
  const name = path.replace(/[*?]+$/, '');
  return /\.(?:tar|tar\.\w+|gz|bz2?|xz|zst|z|lz|lz4|lzma|lzo|t[aglpxz]z|tb2|tbz2?|tz2|tzst)$/i.test(name);
}
