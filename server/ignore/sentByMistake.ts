import type { ContextFolder } from './context.ts';
import { type IgnoreDiagnostic, type IgnoreFix, lineEndOf, patternDiagnostic } from './diagnostic.ts';
import type { Evaluator } from './evaluate.ts';
import { createMatcher, type FolderState, type IgnoreMatcher } from './matcher.ts';
import type { IgnoreFile, IgnorePattern } from './tree.ts';

/** What hardly anybody means to send; the patterns are Docker's, and the fix. */
interface Suspect {
  readonly patterns: readonly string[];
  readonly severity: 'warning' | 'info';
  readonly message: string;
}

const SUSPECTS: readonly Suspect[] = [
  {
    patterns: ['**/.git'],
    severity: 'info',
    message:
      '`{path}` would be sent: the history of the project ({size}), in which everything stands that ever was in it. No image needs it, and each commit makes `COPY . .` anew.',
  },
  {
    patterns: ['**/node_modules'],
    severity: 'info',
    message:
      '`{path}` would be sent ({size}). Install packages in the build instead: those of this machine may be for another system.',
  },
  {
    patterns: ['**/.venv', '**/venv'],
    severity: 'info',
    message: '`{path}` would be sent ({size}): a Python environment works only where it was made.',
  },
  {
    patterns: ['**/.env', '**/.env.local', '**/.env.*.local', '**/.env.production'],
    severity: 'warning',
    message:
      '`{path}` would be sent: files like this hold passwords, and what is copied stays in the layers of the image. Give secrets with `RUN --mount=type=secret`.',
  },
  {
    patterns: ['**/id_rsa', '**/id_dsa', '**/id_ecdsa', '**/id_ed25519', '**/*.key', '**/*.pfx', '**/*.p12'],
    severity: 'warning',
    message:
      '`{path}` would be sent: it looks like a private key, and what is copied stays in the layers of the image. Give keys with `RUN --mount=type=secret` or `type=ssh`.',
  },
  {
    patterns: [
      '**/*.pem',
      '**/.aws',
      '**/.ssh',
      '**/.netrc',
      '**/.npmrc',
      '**/.pypirc',
      '**/.docker/config.json',
    ],
    severity: 'info',
    message:
      '`{path}` would be sent: it may hold a key or a login, and what is copied stays in the layers of the image. If so, give it with `RUN --mount=type=secret`.',
  },
];

interface Found {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Looks through what is sent: for what is sent by mistake, and for what patterns without `**` take out at the top
 * only, as git would not. Linear in the entries; `decided` folders are looked into no further.
 */
export function* diagnoseSent(
  file: IgnoreFile,
  evaluator: Evaluator,
  root: ContextFolder,
  formatBytes: (bytes: number) => string,
): Generator<void, readonly IgnoreDiagnostic[]> {
  const names = file.patterns.filter(isBareName);
  const suspects = SUSPECTS.flatMap((suspect, index) =>
    suspect.patterns.map(pattern => ({ pattern, index })),
  );
  const wanted = createMatcher(
    [...suspects.map(({ pattern }) => pattern), ...names.map(({ pattern }) => `**/${pattern}`)].join('\n'),
  );
  const found = new Map<number, Found>();
  const deeper = new Map<IgnorePattern, Found>();
  yield* look(evaluator, wanted, root, (matched, path, bytes) => {
    const suspect = suspects[matched];
    if (suspect) {
      const before = found.get(matched);
      if (!before || before.bytes < bytes) found.set(matched, { path, bytes });
      return;
    }
    const pattern = names[matched - suspects.length];
    if (pattern && path.includes('/') && !deeper.has(pattern)) deeper.set(pattern, { path, bytes });
  });

  const diagnostics: IgnoreDiagnostic[] = [];
  for (const [pattern, { path }] of deeper) {
    // What is said of it as something dangerous, says more.
    if (suspects.some(suspect => suspect.pattern === `**/${pattern.pattern}`)) continue;
    diagnostics.push(atTopOnly(file, pattern, path));
  }
  for (const [index, suspect] of SUSPECTS.entries()) {
    const hits = [...found].filter(([matched]) => suspects[matched]?.index === index);
    const [first] = hits.map(([, hit]) => hit).sort((a, b) => b.bytes - a.bytes);
    if (!first) continue;
    const lines = hits.map(([matched]) => suspects[matched]?.pattern ?? '');
    const habit = names.find(({ pattern }) => lines.includes(`**/${pattern}`));
    if (habit) diagnostics.push(atTopOnly(file, habit, first.path));
    else diagnostics.push(sent(file, suspect, first, lines, formatBytes));
  }
  return diagnostics;
}

/** Without a folder and without an exception: git would look for it everywhere. */
function isBareName({ pattern, negated, error }: IgnorePattern): boolean {
  return !negated && !error && !pattern.includes('/') && !pattern.startsWith('**') && !/^\*+$/.test(pattern);
}

function* look(
  { matcher }: Evaluator,
  wanted: IgnoreMatcher,
  root: ContextFolder,
  hit: (matched: number, path: string, bytes: number) => void,
): Generator<void, void> {
  let steps = 0;
  interface Open {
    readonly folder: ContextFolder;
    readonly path: string;
    readonly own: FolderState | undefined;
    readonly sought: FolderState | undefined;
  }
  const open: Open[] = [{ folder: root, path: '', own: undefined, sought: undefined }];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const entry of at.folder.entries) {
      if (++steps % 5000 === 0) yield;
      const path = at.path === '' ? entry.name : `${at.path}/${entry.name}`;
      const own = matcher.decide(path, at.own);
      if (own.ignored && (entry.kind !== 'folder' || matcher.canSkip(path))) continue;
      const sought = wanted.decide(path, at.sought);
      // A link is sent as a link: what it leads to is not.
      if (!own.ignored && sought.matches.length > 0 && entry.kind !== 'link') {
        const bytes = entry.kind === 'folder' ? sizeOf(entry) : entry.size;
        for (const matched of sought.matches) hit(matched, path, bytes);
        // What is in it is not told one by one.
        if (entry.kind === 'folder') continue;
      }
      if (entry.kind === 'folder') open.push({ folder: entry, path, own: own.state, sought: sought.state });
    }
  }
}

function sizeOf(folder: ContextFolder): number {
  let bytes = 0;
  const open: ContextFolder[] = [folder];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const entry of at.entries) {
      if (entry.kind === 'folder') open.push(entry);
      else bytes += entry.size;
    }
  }
  return bytes;
}

function atTopOnly(file: IgnoreFile, pattern: IgnorePattern, path: string): IgnoreDiagnostic {
  const { body } = pattern;
  const start = file.text.slice(body.start, body.end).match(/^(?:\.?\/)*/)?.[0].length ?? 0;
  const fix: IgnoreFix = {
    title: { template: 'Match it in every folder: `**/{pattern}`', args: { pattern: pattern.pattern } },
    edits: [{ span: { start: body.start, end: body.start + start }, newText: '**/' }],
  };
  return patternDiagnostic({
    code: 'ignore-git-habit',
    severity: 'info',
    message: {
      template:
        'Docker matches this at the top of the build context only, and `{path}` is sent. Git would match it in every folder: for that write `**/{pattern}`.',
      args: { path, pattern: pattern.pattern },
    },
    file,
    pattern,
    fixes: [fix],
  });
}

/** It stands at the first line: there is no line yet that could be blamed. */
function sent(
  file: IgnoreFile,
  { severity, message }: Suspect,
  { path, bytes }: Found,
  lines: readonly string[],
  formatBytes: (bytes: number) => string,
): IgnoreDiagnostic {
  const { text } = file;
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  const feed = text.indexOf('\n');
  const lineEnd = lineEndOf(file);
  const before = text.length > from && !text.endsWith('\n') ? lineEnd : '';
  return {
    code: 'ignore-sent-by-mistake',
    severity,
    message: { template: message, args: { path, size: formatBytes(bytes) } },
    span: { start: from, end: feed < 0 ? text.length : feed },
    unnecessary: false,
    related: undefined,
    fixes: [
      {
        title: { template: 'Leave it out: add `{pattern}`', args: { pattern: lines.join('`, `') } },
        edits: [
          {
            span: { start: text.length, end: text.length },
            newText: `${before}${lines.join(lineEnd)}${lineEnd}`,
          },
        ],
      },
    ],
  };
}
