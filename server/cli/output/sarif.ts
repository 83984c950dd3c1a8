import { createHash } from 'node:crypto';
import type { Diagnostic, Edit, Severity } from '../../lint/diagnostic.ts';
import { pageOf } from '../../lint/names.ts';
import type { Rule } from '../../lint/rule.ts';
import { rules } from '../../lint/rules.ts';
import { formatMessage } from '../../syntax/message.ts';
import type { Report } from '../output.ts';
import { rangeOf } from '../position.ts';

/** A SARIF 2.1.0 log of one run; columns are UTF-16 units, as the log itself says. */
export class SarifLog {
  private readonly results: unknown[] = [];
  private readonly artifacts: unknown[] = [];
  private readonly indexOfRule = new Map<string, number>();
  private readonly descriptors: unknown[] = [];
  private readonly version: string;

  constructor(version: string) {
    this.version = version;
  }

  add(report: Report): void {
    const uri = uriOf(report.path);
    const index = this.artifacts.push({ location: { uri } }) - 1;
    const fingerprint = fingerprints(report);
    for (const diagnostic of report.diagnostics) {
      this.results.push({
        ruleId: diagnostic.rule,
        ruleIndex: this.ruleIndex(diagnostic),
        level: LEVELS[diagnostic.severity],
        message: { text: formatMessage(diagnostic.message) },
        partialFingerprints: { 'strata/v1': fingerprint(diagnostic) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri, index },
              region: regionOf(report, diagnostic.span),
            },
          },
        ],
        ...(diagnostic.related && {
          relatedLocations: [
            {
              physicalLocation: {
                artifactLocation: { uri, index },
                region: regionOf(report, diagnostic.related.span),
              },
              message: { text: formatMessage(diagnostic.related.message) },
            },
          ],
        }),
        ...(diagnostic.fixes.length > 0 && { fixes: fixesOf(report, uri, diagnostic) }),
      });
    }
  }

  /** `isComplete`: every input was read. */
  toText(isComplete: boolean): string {
    const log = {
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'strata', semanticVersion: this.version, rules: this.descriptors } },
          invocations: [{ executionSuccessful: isComplete }],
          columnKind: 'utf16CodeUnits',
          artifacts: this.artifacts,
          results: this.results,
        },
      ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
  }

  private ruleIndex(diagnostic: Diagnostic): number {
    const known = this.indexOfRule.get(diagnostic.rule);
    if (known !== undefined) return known;
    const index = this.descriptors.push(descriptorOf(diagnostic)) - 1;
    this.indexOfRule.set(diagnostic.rule, index);
    return index;
  }
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

const KNOWN: ReadonlyMap<string, Rule> = new Map(rules.map(rule => [rule.id, rule]));

function descriptorOf({ rule: id, aliases, url: own }: Diagnostic): unknown {
  const rule = KNOWN.get(id);
  if (!rule) {
    const text = id.startsWith('syntax-')
      ? 'BuildKit does not read the file this way'
      : `ShellCheck ${aliases.join(', ')}`;
    return {
      id,
      shortDescription: { text },
      ...(own !== undefined && { helpUri: own }),
      ...(aliases.length > 0 && { properties: { tags: aliases } }),
    };
  }
  const url = pageOf(rule.aliases);
  return {
    id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.docs },
    ...(url !== undefined && { helpUri: url }),
    defaultConfiguration: { level: LEVELS[rule.severity] },
    ...(rule.aliases.length > 0 && { properties: { tags: rule.aliases } }),
  };
}

/** Names a finding by its rule and its line's text, so that it is known again when the lines move. */
function fingerprints({ text, lineStarts }: Report): (diagnostic: Diagnostic) => string {
  const counts = new Map<string, number>();
  return ({ rule, span }) => {
    const { start } = rangeOf(lineStarts, span);
    const line = text.slice(lineStarts[start.line] ?? 0, lineStarts[start.line + 1] ?? text.length).trim();
    const key = `${rule}\0${line.slice(0, 1000)}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${createHash('sha256').update(key).digest('hex').slice(0, 16)}:${count}`;
  };
}

function regionOf(report: Report, span: Edit['span']): unknown {
  const { start, end } = rangeOf(report.lineStarts, span);
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function fixesOf(report: Report, uri: string, { fixes }: Diagnostic): unknown {
  return fixes.map(({ title, edits }) => ({
    description: { text: formatMessage(title) },
    artifactChanges: [
      {
        artifactLocation: { uri },
        replacements: edits.map(({ span, newText }) => ({
          deletedRegion: regionOf(report, span),
          insertedContent: { text: newText },
        })),
      },
    ],
  }));
}

/** A relative path stays a relative reference; an absolute one becomes a file URI. */
function uriOf(path: string): string {
  const slashes = path.replaceAll('\\', '/');
  const encoded = slashes.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(slashes)) return `file:///${slashes.slice(0, 2)}${encoded.slice(4)}`;
  return slashes.startsWith('/') ? `file://${encoded}` : encoded;
}
