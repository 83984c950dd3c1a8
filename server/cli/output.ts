import type { Diagnostic } from '../lint/diagnostic.ts';
import type { CliIo } from './io.ts';
import { formatGithub } from './output/github.ts';
import { formatJson } from './output/json.ts';
import { formatPretty } from './output/pretty.ts';
import { SarifLog } from './output/sarif.ts';

/** What was found in one input. */
export interface Report {
  /** As the user named it, or as the walk through a folder found it. */
  readonly path: string;
  readonly text: string;
  /** Offsets at which the lines of `text` start. */
  readonly lineStarts: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was fixed before; undefined when nothing was to be fixed. */
  readonly fixed?: readonly Diagnostic[];
}

export const FORMATS = ['pretty', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** Takes the reports one by one, each printed as soon as the format allows. */
export interface Output {
  add(report: Report): void;
  /** Writes what only the end can write. `isComplete`: every input was read. */
  end(isComplete: boolean): void;
}

/** `version` is the tool's own, for formats that name it. */
export function createOutput(format: Format, io: CliIo, version: string): Output {
  if (format === 'sarif') {
    const log = new SarifLog(version);
    return { add: report => log.add(report), end: isComplete => io.stdout(log.toText(isComplete)) };
  }
  const formatReport = { pretty: formatPretty, json: formatJson, github: formatGithub }[format];
  let found = 0;
  let files = 0;
  let fixable = 0;
  return {
    add: report => {
      found += report.diagnostics.length;
      files += report.diagnostics.length > 0 ? 1 : 0;
      fixable += report.diagnostics.filter(({ fixes }) => fixes.some(({ safe }) => safe)).length;
      io.stdout(formatReport(report, io));
    },
    end: () => {
      if (format === 'pretty') io.stdout(summary(found, files, fixable));
    },
  };
}

function summary(found: number, files: number, fixable: number): string {
  if (found === 0) return 'Nothing found.\n';
  const text = `${found} ${found === 1 ? 'finding' : 'findings'} in ${files} ${files === 1 ? 'file' : 'files'}.`;
  return fixable === 0
    ? `${text}\n`
    : `${text} With --fix, ${fixable} of them ${fixable === 1 ? 'goes' : 'go'} away.\n`;
}
