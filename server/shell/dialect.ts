/** Which grammar reads a script; `none` for cmd, Python and whatever else. */
export type Dialect = 'posix' | 'powershell' | 'none';

/** The program that gets a script, and how Strata reads it. */
export interface Shell {
  /** Program and options, the script itself left out. */
  readonly words: readonly string[];
  /** The program's file name in lower case without `.exe`: `sh`, `bash`, `pwsh`, `cmd`, `python3`. */
  readonly name: string;
  readonly dialect: Dialect;
}

const POSIX: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'dash',
  'ash',
  'ksh',
  'ksh93',
  'mksh',
  'zsh',
  'rbash',
]);
const POWERSHELL: ReadonlySet<string> = new Set(['powershell', 'pwsh', 'pwsh-preview']);

/** The shell of a SHELL instruction, of an exec form, or of a shebang's words. */
export function shellOf(words: readonly string[]): Shell {
  const [first = ''] = words;
  const own = programName(first);
  if (dialectOf(own) !== 'none') return { words, name: own, dialect: dialectOf(own) };
  // Wrappers start the shell themselves: env, busybox, tini, `conda run` …
  const name = WRAPPERS.has(own)
    ? words
        .slice(1)
        .map(programName)
        .find(word => dialectOf(word) !== 'none')
    : undefined;
  if (name !== undefined) return { words, name, dialect: dialectOf(name) };
  return { words, name: own, dialect: own.endsWith('.sh') ? 'posix' : 'none' };
}

/** The shell that a script's own first line asks for, undefined when it has no `#!`. */
export function shebangShell(text: string): Shell | undefined {
  if (!text.startsWith('#!')) return undefined;
  const lineEnd = text.indexOf('\n');
  const line = text.slice(2, lineEnd < 0 ? text.length : lineEnd);
  return shellOf(line.split(/[ \t\r]+/).filter(word => word !== ''));
}

/** True when `words` run the script that follows them: `sh -c`, `bash -exc`, `pwsh -Command`. */
export function takesScript(shell: Shell): boolean {
  const option = shell.words.at(-1) ?? '';
  if (shell.dialect === 'powershell') return /^[-/]c(o(m(m(a(nd?)?)?)?)?)?$/i.test(option);
  return shell.dialect === 'posix' && /^-[a-z]*c$/i.test(option);
}

const WRAPPERS: ReadonlySet<string> = new Set([
  'env',
  'busybox',
  'toybox',
  'tini',
  'dumb-init',
  'conda',
  'mamba',
  'micromamba',
  'nice',
  'sudo',
  'gosu',
  'su-exec',
  'chroot',
  'scl',
  'catatonit',
  'time',
  'exec',
]);

function dialectOf(name: string): Dialect {
  if (POSIX.has(name)) return 'posix';
  return POWERSHELL.has(name) ? 'powershell' : 'none';
}

function programName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  return name.endsWith('.exe') ? name.slice(0, -4) : name;
}
