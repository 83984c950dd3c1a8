import { type Platform, parsePlatform } from '../../client/image/platform.ts';
import type { TagDescription } from '../../client/registry/describe.ts';
import { ownPlatform } from '../../client/registry/ownPlatform.ts';
import type { Registries, Repository } from '../../client/registry/registries.ts';
import type { Outcome } from '../../protocol/result.ts';
import { parseReference } from '../syntax/values/reference.ts';
import { failureMessage } from './inspectFailure.ts';
import { formatSize } from './inspectFormat.ts';
import type { CliIo, Command, ExitCode } from './io.ts';
import { choose, readOptions } from './options.ts';
import { cliRegistries } from './registries.ts';

/** Lists the tags of a repository in its registry, the newest version first. */
export const tagsCommand: Command = async (args, io) => {
  const request = readRequest(args, io.isTty);
  if ('problem' in request) {
    io.stderr(`strata tags: ${request.problem}. \`strata tags --help\` lists the options.\n`);
    return 2;
  }
  if (request.help) {
    io.stdout(HELP);
    return 0;
  }
  const registries = cliRegistries(io, request.insecure);
  let code: ExitCode = 0;
  for (const reference of request.references) {
    if (!(await printTags(reference, request, registries, io))) code = 2;
  }
  return code;
};

interface Request {
  readonly references: readonly string[];
  readonly limit: number;
  readonly platform: Platform;
  readonly insecure: readonly string[];
  readonly namesOnly: boolean;
  readonly format: 'pretty' | 'json';
  readonly help: boolean;
}

const LIMIT = 25;

function readRequest(args: readonly string[], isTty: boolean): Request | { readonly problem: string } {
  const options = readOptions(args, {
    limit: { type: 'string' },
    platform: { type: 'string' },
    insecure: { type: 'string', multiple: true, default: [] },
    names: { type: 'boolean', default: false },
    format: { type: 'string', default: isTty ? 'pretty' : 'json' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (!options.ok) return options;
  const { values, positionals } = options;
  const format = choose(['pretty', 'json'], values.format);
  if (!format) return { problem: `--format takes pretty or json, not ${JSON.stringify(values.format)}` };
  const { limit = String(LIMIT) } = values;
  if (!/^[1-9]\d{0,5}$/.test(limit))
    return { problem: `--limit takes a number, not ${JSON.stringify(limit)}` };
  const wanted = values.platform === undefined ? ownPlatform() : parsePlatform(values.platform);
  if (!wanted) return { problem: `--platform takes os/architecture, not ${JSON.stringify(values.platform)}` };
  if (!values.help && positionals.length === 0)
    return { problem: 'name a repository, such as node or ghcr.io/owner/name' };
  const { insecure, names: namesOnly, help } = values;
  return {
    references: positionals,
    limit: Number(limit),
    platform: wanted,
    insecure,
    namesOnly,
    format,
    help,
  };
}

interface Row {
  readonly name: string;
  readonly description: TagDescription | undefined;
}

/** False when the registry did not answer; what went wrong is said. */
async function printTags(
  reference: string,
  request: Request,
  registries: Registries,
  io: CliIo,
): Promise<boolean> {
  const fail = (text: string): false => {
    io.stderr(`strata tags: ${reference}: ${text}\n`);
    return false;
  };
  const parsed = parseReference(reference);
  if (typeof parsed === 'string') return fail(parsed);
  const listed = await registries.tags(parsed);
  if (!listed.ok) return fail(failureMessage(listed.failure));
  const names = listed.value.slice(0, request.limit);
  const rows = request.namesOnly
    ? names.map(name => ({ name, description: undefined }))
    : await describeAll(parsed, names, request, registries, fail);
  io.stdout(request.format === 'json' ? json(reference, rows) : pretty(rows));
  return true;
}

/** As many at once as a registry bears from one client. */
const AT_ONCE = 6;

/** In the order of `names`. One that cannot be looked at keeps its row; the first reason is said once. */
async function describeAll(
  repository: Repository,
  names: readonly string[],
  { platform: wanted }: Request,
  registries: Registries,
  fail: (text: string) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = names.map(name => ({ name, description: undefined }));
  const queue = names.entries();
  let told = false;
  const work = async (): Promise<void> => {
    for (const [index, name] of queue) {
      const answer: Outcome<TagDescription> = await registries.describe(repository, name, {
        platform: wanted,
      });
      if (answer.ok) rows[index] = { name, description: answer.value };
      else if (!told) {
        told = true;
        fail(`${name}: ${failureMessage(answer.failure)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return rows;
}

function json(reference: string, rows: readonly Row[]): string {
  const tags = rows.map(({ name, description }) => ({
    name,
    digest: description?.digest ?? null,
    platforms: description?.platforms ?? [],
    size: description?.size ?? null,
    created: description?.created === undefined ? null : new Date(description.created).toISOString(),
  }));
  return `${JSON.stringify({ reference, tags })}\n`;
}

function pretty(rows: readonly Row[]): string {
  if (rows.length === 0) return 'no tags\n';
  const cells = rows.map(({ name, description }) => [
    name,
    description?.created === undefined ? '' : new Date(description.created).toISOString().slice(0, 10),
    description?.size === undefined ? '' : formatSize(description.size),
    description?.digest.slice(0, 19) ?? '',
    description?.platforms.join(' ') ?? '',
  ]);
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0))) ?? [];
  return cells
    .map(
      row =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const HELP = `strata tags REFERENCE…: the tags of a repository in its registry, newest version first.

  --limit N            how many are shown (${LIMIT})
  --names              only their names: one request instead of several for each
  --platform OS/ARCH   whose size and age are shown (this machine's)
  --insecure HOST      speaks plain HTTP to this registry; those on this machine need no such word
  --format pretty|json (pretty in a terminal)

Logs in with what "docker login" has left. Exit code 2 when a registry does not answer.
`;
