import { lstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EVERYTHING, readContextFilter } from '../../client/engine/context/filter.ts';
import { walkContext } from '../../client/engine/context/walk.ts';
import { FailureError } from '../../client/engine/failures.ts';
import { createFilter } from '../../client/worker/contextFilter.ts';
import type { Failure } from '../../protocol/result.ts';
import { formatSize } from './inspectFormat.ts';
import type { Command } from './io.ts';
import { choose, readOptions } from './options.ts';

/** `strata context DIR`: the very walk with which a build packs its context, listed instead of sent. */
export const contextCommand: Command = async (args, io) => {
  const settings = readSettings(args);
  if (settings === 'help') {
    io.stdout(HELP);
    return 0;
  }
  if ('problem' in settings) {
    return refuse(`${settings.problem}. \`strata context --help\` lists the options`);
  }
  const root = resolve(io.cwd, settings.folder);
  const folder = await statsOf(root);
  if (typeof folder === 'string') return refuse(`${settings.folder}: ${folder}`);
  if (!folder.isDirectory()) return refuse(`${settings.folder}: this is not a folder`);
  const dockerfile = await findDockerfile(settings, io.cwd);
  if ('problem' in dockerfile) return refuse(dockerfile.problem);

  let ignorefile: string | null = null;
  const filter = await readContextFilter(root, resolve(io.cwd, dockerfile.name), (text, path) => {
    const own = path === join(root, '.dockerignore');
    ignorefile = own ? join(settings.folder, '.dockerignore') : `${dockerfile.name}.dockerignore`;
    return createFilter(text, ignorefile);
  });
  if (!filter.ok) return refuse(words(filter.failure));

  let failed = false;
  const ignored = { files: 0, bytes: 0 };
  const leftOut: string[] = [];
  const walk = walkContext(root, filter.value, process.platform, {
    leftOut: (absolute, isFolder) => {
      if (isFolder) leftOut.push(absolute);
      else countIgnored(absolute, ignored);
    },
    unreadable: ({ failure }) => {
      failed = true;
      io.stderr(`strata context: ${words(failure)}. A build fails here: make it readable or ignore it.\n`);
    },
  });
  const entries: { path: string; bytes: number }[] = [];
  let bytes = 0;
  try {
    for await (const { path, type, size } of walk) {
      if (type === 'directory') continue;
      entries.push({ path, bytes: size });
      bytes += size;
    }
  } catch (error) {
    if (error instanceof FailureError) return refuse(words(error.failure));
    throw error;
  }
  for (const folder of leftOut) {
    // A build never looks into these: what cannot be read there harms nobody.
    for await (const { type, size } of walkContext(folder, EVERYTHING, process.platform, QUIET)) {
      if (type === 'directory') continue;
      ignored.files++;
      ignored.bytes += size;
    }
  }
  entries.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const shown = entries.slice(0, settings.top ?? (settings.format === 'json' ? entries.length : 20));
  const found: Listing = {
    path: settings.folder,
    dockerfile: dockerfile.exists ? dockerfile.name : null,
    ignorefile,
    files: entries.length,
    bytes,
    ignored,
    entries: shown,
  };
  io.stdout(settings.format === 'json' ? `${JSON.stringify(found)}\n` : pretty(found));
  return failed ? 2 : 0;

  function refuse(problem: string): 2 {
    io.stderr(`strata context: ${problem}.\n`);
    return 2;
  }
};

const HELP = `strata context DIR

Lists the files that a build would receive of DIR, largest first. The ignore file is the one beside the Dockerfile and
named after it (Dockerfile.dockerignore), else DIR/.dockerignore. A builder reads the Dockerfile and the ignore file
even when they are ignored; COPY does not see them then, so they are counted as ignored. Links are not followed and
weigh nothing; sockets and devices are never sent. A folder that cannot be read is told on standard error, and the
command ends with 2 after listing the rest.

  --file DOCKERFILE                   the Dockerfile (DIR/Dockerfile)
  --top N                             list only the N largest; the totals still count all (pretty: 20, json: all)
  --format pretty|json                (pretty)
`;

interface Settings {
  readonly folder: string;
  readonly file: string | undefined;
  readonly top: number | undefined;
  readonly format: 'pretty' | 'json';
}

interface Listing {
  readonly path: string;
  readonly dockerfile: string | null;
  readonly ignorefile: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly ignored: { readonly files: number; readonly bytes: number };
  readonly entries: readonly { readonly path: string; readonly bytes: number }[];
}

const QUIET = { unreadable: (): void => {} };

function readSettings(args: readonly string[]): Settings | 'help' | { readonly problem: string } {
  const options = readOptions(args, {
    file: { type: 'string', short: 'f' },
    top: { type: 'string' },
    format: { type: 'string', default: 'pretty' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return { problem: options.problem };
  const { values, positionals } = options;
  if (values.help) return 'help';
  const format = choose(['pretty', 'json'], values.format);
  if (!format) return { problem: `--format takes pretty or json, not ${JSON.stringify(values.format)}` };
  if (values.top !== undefined && !/^\d{1,15}$/.test(values.top)) {
    return { problem: `--top takes a number, not ${JSON.stringify(values.top)}` };
  }
  const [folder, more] = positionals;
  if (folder === undefined || more !== undefined) return { problem: 'name one folder' };
  const top = values.top === undefined ? undefined : Number(values.top);
  return { folder, file: values.file, top, format };
}

/** Without one the context is still what it is; one that was named must be there. */
async function findDockerfile(
  { folder, file }: Settings,
  cwd: string,
): Promise<{ readonly name: string; readonly exists: boolean } | { readonly problem: string }> {
  const name = file ?? join(folder, 'Dockerfile');
  const stats = await statsOf(resolve(cwd, name));
  if (typeof stats !== 'string' && stats.isFile()) return { name, exists: true };
  if (file === undefined) return { name, exists: false };
  return { problem: `${file}: ${typeof stats === 'string' ? stats : 'this is not a file'}` };
}

async function statsOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'there is no such file or folder' : message;
  }
}

function countIgnored(absolute: string, ignored: { files: number; bytes: number }): void {
  try {
    const stats = lstatSync(absolute);
    // As in the walk: these could not have been sent either.
    if (!stats.isFile() && !stats.isSymbolicLink() && !stats.isFIFO()) return;
    ignored.files++;
    if (stats.isFile()) ignored.bytes += stats.size;
  } catch {
    // Gone in between, or out of reach: nobody wanted it.
  }
}

function words({ args, detail }: Failure): string {
  return detail ?? String(args?.path ?? '');
}

function pretty({ path, ignorefile, files, bytes, ignored, entries }: Listing): string {
  const lines = entries.map(
    entry => `${formatSize(entry.bytes).padStart(9)}  ${JSON.stringify(entry.path).slice(1, -1)}\n`,
  );
  if (entries.length < files) lines.push(`${'…'.padStart(9)}  ${files - entries.length} more\n`);
  const by = ignorefile === null ? 'there is no ignore file' : `by ${ignorefile}`;
  lines.push(`${path}: ${files} ${files === 1 ? 'file' : 'files'}, ${bytes} bytes (${formatSize(bytes)})\n`);
  lines.push(`ignored: ${ignored.files}, ${ignored.bytes} bytes (${formatSize(ignored.bytes)}), ${by}\n`);
  return lines.join('');
}
