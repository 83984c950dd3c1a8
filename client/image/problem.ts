/** Why a layer, an archive or a document cannot be read, or is not what it seems: data for the user. */
export interface Problem {
  readonly code: ProblemCode;
  readonly args: Readonly<Record<string, string | number>>;
}

export type ProblemCode =
  | 'truncated' // args: offset
  | 'bad-header' // args: offset
  | 'bad-size' // args: offset
  | 'not-a-tar'
  | 'limit' // args: limit, value
  | 'bad-compression' // args: compression, detail
  | 'unsupported-compression' // args: compression
  | 'encrypted'
  | 'foreign' // args: url
  | 'missing' // args: name
  | 'unreadable' // args: detail
  | 'bad-document' // args: name, detail
  | 'climbing-names' // args: count
  | 'broken-hard-links' // args: count
  | 'bad-whiteouts' // args: count
  | 'files-used-as-folders'; // args: count

const texts: Readonly<Record<ProblemCode, string>> = {
  truncated: 'the archive ends in the middle of an entry, at byte {offset}',
  'bad-header': 'no valid tar header at byte {offset}',
  'bad-size': 'the tar header at byte {offset} gives an impossible size',
  'not-a-tar': 'this is not a tar archive',
  limit: 'more than {value} {limit}: not read any further',
  'bad-compression': 'the {compression} data is damaged: {detail}',
  'unsupported-compression': '{compression} compression is not supported',
  encrypted: 'the layer is encrypted',
  foreign: 'a foreign layer, kept outside the image at {url}',
  missing: '{name} is not there',
  unreadable: 'it could not be read: {detail}',
  'bad-document': '{name} is not valid: {detail}',
  'climbing-names': 'names that climb out of the root with "..", kept inside it: {count}',
  'broken-hard-links': 'hard links to nothing: {count}',
  'bad-whiteouts': 'whiteouts that name nothing: {count}',
  'files-used-as-folders': 'files that stood where a folder is needed, and were replaced: {count}',
};

export function problem(code: ProblemCode, args: Problem['args'] = {}): Problem {
  return { code, args };
}

/** English, for logs and the terminal. */
export function problemText({ code, args }: Problem): string {
  return texts[code].replace(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? ''));
}

/** What the medium or a decompressor said when it failed. */
export function unreadable(error: unknown): Problem {
  return problem('unreadable', { detail: error instanceof Error ? error.message : String(error) });
}
