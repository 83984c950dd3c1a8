import { patternFor } from '../../ignore/edit.ts';
import type { IgnoreFile, IgnorePattern } from '../../ignore/tree.ts';
import type { Span } from '../../syntax/tree.ts';

/** The patterns that name a file or folder that is renamed, with its new name; both paths relative to the context. */
export function renameInPatterns(
  file: IgnoreFile,
  from: string,
  to: string,
): readonly { readonly span: Span; readonly newText: string }[] {
  const old = from.split('/').map(patternFor);
  return file.patterns.flatMap(pattern => {
    const span = pattern.error ? undefined : spanOfFirst(file.text, pattern, old);
    return span ? [{ span, newText: to.split('/').map(patternFor).join('/') }] : [];
  });
}

/** Where the first names of a pattern stand when they are these. */
function spanOfFirst(text: string, { body }: IgnorePattern, names: readonly string[]): Span | undefined {
  let start: number | undefined;
  let matched = 0;
  for (let at = body.start; at < body.end; ) {
    const slash = text.indexOf('/', at);
    const end = slash < 0 || slash > body.end ? body.end : slash;
    const segment = text.slice(at, end);
    if (segment !== '' && segment !== '.') {
      if (segment !== names[matched]) return undefined;
      start ??= at;
      if (++matched === names.length) return { start, end };
    }
    at = end + 1;
  }
  return undefined;
}
