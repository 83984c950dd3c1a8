import type { IgnoreFile, IgnorePattern } from '../../ignore/tree.ts';
import type { OutlineSymbol } from '../symbols.ts';

/** The patterns of an ignore file, under the comment that stands above them when one does. */
export function ignoreOutline(file: IgnoreFile): readonly OutlineSymbol[] {
  const symbols: OutlineSymbol[] = [];
  let section: (OutlineSymbol & { children: OutlineSymbol[] }) | undefined;
  let lastLine = -1;
  const lines = [...file.comments, ...file.patterns].sort((a, b) => a.start - b.start);
  for (const line of lines) {
    if (line.kind === 'comment') {
      const title = file.text
        .slice(line.start, line.end)
        .replace(/^#+\s*/, '')
        .trim();
      // A comment of several lines is named after its first.
      if (title !== '' && !(section && section.children.length === 0 && line.line === lastLine + 1)) {
        const span = { start: line.start, end: line.end };
        section = {
          name: title,
          detail: '',
          kind: 'stage',
          span,
          selection: span,
          deprecated: false,
          children: [],
        };
        symbols.push(section);
      }
    } else {
      // Below a blank line something else begins.
      if (line.line > lastLine + 1 && section && section.children.length > 0) section = undefined;
      (section?.children ?? symbols).push(patternSymbol(file, line));
      if (section) {
        const grown = { ...section, span: { start: section.span.start, end: line.end } };
        symbols[symbols.indexOf(section)] = grown;
        section = grown;
      }
    }
    lastLine = line.line;
  }
  return symbols;
}

function patternSymbol({ text }: IgnoreFile, { start, end, negated }: IgnorePattern): OutlineSymbol {
  const span = { start, end };
  const kind = negated ? 'label' : 'argument';
  return {
    name: text.slice(start, end),
    detail: '',
    kind,
    span,
    selection: span,
    deprecated: false,
    children: [],
  };
}
