export interface MarkedFile {
  readonly name: string;
  readonly text: string;
  /** Spans between « and », in the order of their closing, as offsets in `text`. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  /** Offset of `<|>`, undefined when there is none. */
  readonly cursor: number | undefined;
}

const MARK = /«|»|<\|>/g;

/** Reads one marked text: `«»` around expected spans (they may nest), `<|>` for the cursor. */
export function readMarked(marked: string, name = ''): MarkedFile {
  const spans: { start: number; end: number }[] = [];
  const open: number[] = [];
  let cursor: number | undefined;
  let text = '';
  let from = 0;
  for (const mark of marked.matchAll(MARK)) {
    text += marked.slice(from, mark.index);
    from = mark.index + mark[0].length;
    if (mark[0] === '«') open.push(text.length);
    else if (mark[0] === '<|>') cursor = text.length;
    else {
      const start = open.pop();
      if (start === undefined) throw new Error(`» without « in ${JSON.stringify(marked)}`);
      spans.push({ start, end: text.length });
    }
  }
  if (open.length > 0) throw new Error(`« without » in ${JSON.stringify(marked)}`);
  return { name, text: text + marked.slice(from), spans, cursor };
}

/** Reads several files from one text with `-- name --` header lines. */
export function readMarkedFiles(marked: string): readonly MarkedFile[] {
  const parts = marked.split(/^-- (\S+) --\n/m);
  const files: MarkedFile[] = [];
  for (let index = 1; index < parts.length; index += 2) {
    files.push(readMarked(parts[index + 1] ?? '', parts[index]));
  }
  return files;
}

/** The text with `«»` put around the spans: what a failing test prints. */
export function mark(
  text: string,
  spans: readonly { readonly start: number; readonly end: number }[],
): string {
  const marks = spans.flatMap((span, index) => [
    { at: span.start, order: 1, index, sign: '«' },
    { at: span.end, order: span.start === span.end ? 2 : 0, index, sign: '»' },
  ]);
  marks.sort((a, b) => a.at - b.at || a.order - b.order || a.index - b.index);
  let out = '';
  let from = 0;
  for (const { at, sign } of marks) {
    out += text.slice(from, at) + sign;
    from = at;
  }
  return out + text.slice(from);
}
