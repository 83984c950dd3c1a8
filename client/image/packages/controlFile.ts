/** Fields of one paragraph of a Debian control file, names in lower case, continuation lines joined by newlines. */
export type Paragraph = ReadonlyMap<string, string>;

/** Reads paragraphs; what is no field is passed over. Linear in the text. */
export function readParagraphs(text: string): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let fields = new Map<string, string>();
  let last = '';
  const end = (): void => {
    if (fields.size > 0) paragraphs.push(fields);
    fields = new Map();
    last = '';
  };
  for (const line of lines(text)) {
    if (line.trim() === '') end();
    else if (line.startsWith(' ') || line.startsWith('\t')) {
      if (last !== '') fields.set(last, `${fields.get(last) ?? ''}\n${line.trim()}`);
    } else {
      const colon = line.indexOf(':');
      if (colon <= 0) continue;
      last = line.slice(0, colon).toLowerCase();
      fields.set(last, line.slice(colon + 1).trim());
    }
  }
  end();
  return paragraphs;
}

/** Lines without their ends, one at a time. */
export function* lines(text: string): Generator<string> {
  for (let at = 0; at <= text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    yield text.slice(at, end > at && text[end - 1] === '\r' ? end - 1 : end);
    at = end + 1;
  }
}
