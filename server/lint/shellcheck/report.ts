/** One finding in ShellCheck's own terms: 1-based lines, and columns that count code points. */
export interface ShellcheckComment extends ShellcheckRange {
  /** The number behind `SC`. */
  readonly code: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
  readonly replacements: readonly ShellcheckReplacement[];
}

export interface ShellcheckRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ShellcheckReplacement extends ShellcheckRange {
  readonly text: string;
  /** Where nothing is replaced: the text belongs to what stands before the place. */
  readonly isBehind: boolean;
}

/** Reads what `shellcheck --format=json1` prints, by file name; undefined when it is something else. */
export function readShellcheckReport(
  output: string,
): ReadonlyMap<string, readonly ShellcheckComment[]> | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(output);
  } catch {
    return undefined;
  }
  const comments = isRecord(parsed) ? parsed.comments : undefined;
  if (!Array.isArray(comments)) return undefined;
  const files = new Map<string, ShellcheckComment[]>();
  for (const value of comments) {
    if (!isRecord(value) || typeof value.file !== 'string') continue;
    const comment = readComment(value);
    if (!comment) continue;
    const file = files.get(value.file);
    if (file) file.push(comment);
    else files.set(value.file, [comment]);
  }
  return files;
}

function readComment(value: Readonly<Record<string, unknown>>): ShellcheckComment | undefined {
  const { code, level, message, fix } = value;
  const range = readRange(value);
  if (!range || typeof code !== 'number' || typeof message !== 'string') return undefined;
  const replacements = isRecord(fix) && Array.isArray(fix.replacements) ? fix.replacements : [];
  const read = replacements.map(readReplacement);
  return {
    ...range,
    code,
    level: level === 'error' || level === 'warning' || level === 'style' ? level : 'info',
    message,
    replacements: read.every(each => each !== undefined) ? read : [],
  };
}

function readReplacement(value: unknown): ShellcheckReplacement | undefined {
  if (!isRecord(value) || typeof value.replacement !== 'string') return undefined;
  const range = readRange(value);
  return range && { ...range, text: value.replacement, isBehind: value.insertionPoint === 'beforeStart' };
}

function readRange({
  line,
  column,
  endLine,
  endColumn,
}: Readonly<Record<string, unknown>>): ShellcheckRange | undefined {
  if (typeof line !== 'number' || typeof column !== 'number') return undefined;
  if (typeof endLine !== 'number' || typeof endColumn !== 'number') return undefined;
  return { line, column, endLine, endColumn };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
