import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cleanPath } from '../ignore/cleanPath.ts';
import { createMatcher, type IgnoreMatcher } from '../ignore/matcher.ts';
import { parseIgnoreFile } from '../ignore/parse.ts';
import type { IgnorePattern } from '../ignore/tree.ts';
import { formatMessage } from '../syntax/message.ts';
import type { Command } from './io.ts';
import { readOptions } from './options.ts';

/** `strata ignore --patterns FILE --stdin`: the pattern that decides on each path. */
export const ignoreCommand: Command = async (args, io) => {
  const options = readOptions(args, {
    patterns: { type: 'string' },
    stdin: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return refuse(`${options.problem}. \`strata ignore --help\` lists the options`);
  const { values, positionals } = options;
  if (values.help) {
    io.stdout(HELP);
    return 0;
  }
  if (values.patterns === undefined || !values.stdin || positionals.length > 0) {
    return refuse('write `strata ignore --patterns FILE --stdin`, and give the paths on standard input');
  }
  let text: string;
  try {
    text = await readFile(resolve(io.cwd, values.patterns), 'utf8');
  } catch (error) {
    return refuse(`${values.patterns}: ${(error as Error).message}`);
  }
  const windows = process.platform === 'win32';
  const file = parseIgnoreFile(text, { windows });
  const wrong = file.patterns.find(({ error }) => error && !error.late);
  if (wrong) return refusePattern(values.patterns, wrong);
  const answer = answerer(createMatcher(file, { windows }), text, windows);

  const input = Buffer.from(await io.stdin());
  for (let start = 0; start < input.length; ) {
    const feed = input.indexOf(0x0a, start + PIECE);
    const end = feed < 0 ? input.length : feed + 1;
    let out = '';
    for (const line of input.toString('utf8', start, end).split('\n')) {
      const path = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (path === '') continue;
      const answered = answer(path);
      if (typeof answered === 'object') return refusePattern(values.patterns, answered);
      out += answered;
    }
    if (out !== '') io.stdout(out);
    start = end;
  }
  return 0;

  function refusePattern(name: string, { line, error }: IgnorePattern): 2 {
    return refuse(`${name}:${line + 1}: ${error ? formatMessage(error.message) : ''}`);
  }

  function refuse(problem: string): 2 {
    io.stderr(`strata ignore: ${problem}\n`);
    return 2;
  }
};

const HELP = `strata ignore --patterns FILE --stdin

Reads paths relative to the context from standard input, one a line, and prints {path, ignored, pattern} as JSON for
each: pattern is the line of FILE that decides, or null. As in Docker the last match wins, what is said of a folder
holds for what is in it, and a / at the end of a path makes no difference. Empty lines are passed over.
`;

/** Bytes of input that are decoded and answered at once. */
const PIECE = 1 << 18;
/** Makes the JSON line for a path; a pattern instead when Docker fails with it there. */
function answerer(
  matcher: IgnoreMatcher,
  text: string,
  windows: boolean,
): (path: string) => string | IgnorePattern {
  const endings = new Map<IgnorePattern | undefined, string>([
    [undefined, ',"ignored":false,"pattern":null}\n'],
  ]);
  for (const pattern of matcher.patterns) {
    const line = JSON.stringify(text.slice(pattern.start, pattern.end));
    endings.set(pattern, `,"ignored":${!pattern.negated},"pattern":${line}}\n`);
  }

  return given => {
    const path = relativePath(windows ? given.replaceAll('\\', '/') : given);
    // The context itself is always sent, and what lies outside never belongs to it.
    const isOutside = path === '.' || path === '..' || path.startsWith('../');
    const { pattern, problem } = isOutside ? UNDECIDED : matcher.explain(path);
    return problem ?? `{"path":${JSON.stringify(given)}${endings.get(pattern) ?? ''}`;
  };
}

const UNDECIDED = { pattern: undefined, problem: undefined };

function relativePath(path: string): string {
  if (!UNCLEAN.test(path)) return path;
  const clean = cleanPath(path);
  return clean.startsWith('/') ? clean.slice(1) || '.' : clean;
}

/** A first or last `/`, two in a row, or a segment `.` or `..`. */
const UNCLEAN = /^\/|\/$|\/\/|(?:^|\/)\.\.?(?:\/|$)/;
