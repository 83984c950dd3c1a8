import { parseDockerfile } from '../syntax/parse.ts';
import type { HistoryStep } from './alignment.ts';
import { readSteps } from './steps.ts';

/**
 * A Dockerfile that reads like the one that made an image, from the texts of its history alone; the comments that
 * head it are passed in. What builders do not write down is missing: the sources of copies, build stages, ignored
 * files. It can always be read as a Dockerfile.
 */
export function reconstructDockerfile(history: readonly HistoryStep[], heading: readonly string[]): string {
  const { steps } = readSteps({ history, layers: [] });
  const raw = history.filter(({ comment }) => !comment.startsWith('buildkit.exporter.image.v0'));
  const lines = steps.map(({ keyword, text, copiedTo }, index) => {
    const created = raw[index]?.createdBy ?? '';
    const line =
      copiedTo !== undefined
        ? copyOf(keyword, text, copiedTo)
        : keyword === 'RUN'
          ? runOf(text, created)
          : keyword === ''
            ? ''
            : instructionOf(keyword, text);
    return isReadable(line) ? line : commented(created || raw[index]?.comment || '');
  });
  const comments = heading.map(line => `# ${line}`);
  return `${[...comments, '', 'FROM scratch', ...lines.filter(line => line !== '')].join('\n')}\n`;
}

/** Exactly one instruction, and one that nothing is wrong with. */
function isReadable(line: string): boolean {
  const { errors, instructions } = parseDockerfile(`FROM scratch\n${line}\n`);
  return errors.length === 0 && instructions.length === 2;
}

/** The files are known by a hash only. */
function copyOf(keyword: string, text: string, path: string): string {
  const hash = /(?:(?:file|dir|multi):)?[0-9a-f]{64}/.exec(text)?.[0] ?? 'unknown';
  const owner = /--chown=\S+?(?=(?:file|dir|multi):| |$)/.exec(text)?.[0];
  return `# ${hash}\n${[keyword, owner, JSON.stringify([hash.slice(0, 24), path])].filter(Boolean).join(' ')}`;
}

const SHELL = /^(?:\|\d+ .*? )?(\/\S+(?: -\S+)* -\w*c|cmd \/S \/C|powershell -Command) (.*)$/s;
const SHELL_BEFORE = /^(?:\|\d+ .*? )?\/\S+(?: -\S+)* -\w*c /s;

/** With the line ends that the entry has, which only here-documents bring along. */
function runOf(text: string, created: string): string {
  const shell = SHELL.exec(text)?.[2];
  if (shell === undefined) {
    // An exec form, or the words of a tool that knows no Dockerfiles.
    const words = text.replace(/^\|\d+ (?:\w+=\S* )*/, '');
    return created.startsWith('RUN ') || words.startsWith('/') ? `RUN ${oneLine(words)}` : '';
  }
  if (!created.includes('\n')) return `RUN ${folded(shell)}`;
  const body = created
    .replace(/^RUN /, '')
    .replace(/ # buildkit$/, '')
    .replace(SHELL_BEFORE, '');
  // Here-documents that stand with their command are as they were written.
  if (/^[^\n]*<</.test(body)) return `RUN ${body}`;
  const mark = freeWord(body);
  return `RUN <<'${mark}'\n${body.endsWith('\n') ? body : `${body}\n`}${mark}`;
}

/** A word that no line of the text is. */
function freeWord(body: string): string {
  const lines = new Set(body.split('\n'));
  let mark = 'EOF';
  while (lines.has(mark)) mark += '_';
  return mark;
}

/** Long chains of commands one below the other. */
function folded(script: string): string {
  const text = oneLine(script);
  return text.length < 100 || /["'`]/.test(text) ? text : text.replaceAll(' && ', ' \\\n    && ');
}

function instructionOf(keyword: string, text: string): string {
  switch (keyword) {
    case 'CMD':
    case 'ENTRYPOINT':
      return `${keyword} ${goList(text)}`;
    case 'SHELL':
    case 'VOLUME':
      return `${keyword} ${JSON.stringify(inBrackets(text).split(' ').filter(Boolean))}`;
    case 'EXPOSE':
      return `EXPOSE ${inBrackets(text).replace(/:\{\}/g, '')}`;
    case 'HEALTHCHECK':
      return healthcheckOf(text);
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return `${keyword} ${pairsOf(text)}`;
    default:
      return `${keyword} ${oneLine(text)}`.trimEnd();
  }
}

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').trim();
const inBrackets = (text: string): string => /^(?:map)?\[(.*)\]$/.exec(oneLine(text))?.[1] ?? oneLine(text);
const commented = (text: string): string => (text === '' ? '' : `# ${oneLine(text)}`);

/** `["a" "b"]` as Go prints it, without commas. */
function goList(text: string): string {
  const words = text.match(/"(?:[^"\\]|\\.)*"/g);
  return words && text.startsWith('[') ? `[${words.join(', ')}]` : oneLine(text);
}

/** `&{["CMD-SHELL" "true"] "3s" "0s" …}`, also without quotes. */
function healthcheckOf(text: string): string {
  const words = /^&\{\[(.*?)\] "?([^" ]*)"? "?([^" }]*)/.exec(oneLine(text));
  if (!words) return commented(`HEALTHCHECK ${text}`);
  const [, command = '', interval = '', timeout = ''] = words;
  const parts = command.match(/"(?:[^"\\]|\\.)*"/g)?.map(part => unquoted(part)) ?? command.split(' ');
  const [kind, ...rest] = parts;
  if (kind === 'NONE') return 'HEALTHCHECK NONE';
  const flags = [flag('interval', interval), flag('timeout', timeout)].filter(Boolean);
  const what = kind === 'CMD-SHELL' ? oneLine(rest.join(' ')) : JSON.stringify(rest);
  return ['HEALTHCHECK', ...flags, 'CMD', what].join(' ');
}

const flag = (name: string, value: string): string =>
  /^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(value) && value !== '0s' ? `--${name}=${value}` : '';

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

/** `A=b c D=e` without quotes: a value ends where the next name begins. */
function pairsOf(text: string): string {
  const parts = oneLine(text).split(/ (?=[\w.-]+=)/);
  return parts
    .map(part => {
      const equals = part.indexOf('=');
      if (equals < 0) return part;
      const value = part.slice(equals + 1);
      const plain = /^[\w./:@%+,-]*$/.test(value);
      return `${part.slice(0, equals)}=${plain ? value : `"${value.replace(/(["\\$])/g, '\\$1')}"`}`;
    })
    .join(' ');
}
