import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is no message of an engine; it is dropped. In UTF-16 units. */
const LINE_LIMIT = 64 * 1024 * 1024;

/**
 * Reads one JSON value per line, whatever pieces the bytes come in; blank lines and those that are not JSON
 * are left out. Throws what the stream throws: an end in the middle of an answer.
 */
export async function* readJsonLines(
  stream: AsyncIterable<Buffer>,
  onBadLine: (line: string) => void = () => {},
): AsyncGenerator<unknown, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let pending: string[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const text = decoder.write(chunk);
    let from = 0;
    for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', from)) {
      pending.push(text.slice(from, feed));
      from = feed + 1;
      const value = parse(pending.join(''), onBadLine);
      pending = [];
      length = 0;
      if (value !== undefined) yield value;
    }
    if (from === text.length) continue;
    length += text.length - from;
    if (length <= LINE_LIMIT) pending.push(text.slice(from));
    else pending = ['too long'];
  }
  const value = parse(pending.join('') + decoder.end(), onBadLine);
  if (value !== undefined) yield value;
}

function parse(line: string, onBadLine: (line: string) => void): unknown {
  const text = line.trim();
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    onBadLine(text);
    return undefined;
  }
}
