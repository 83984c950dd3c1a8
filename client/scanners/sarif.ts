import type { Finding, Severity } from './finding.ts';

/** Findings as SARIF 2.1.0, for code scanning: each is a rule, placed on the line that names the image where that is known. */
export function findingsSarif(
  findings: readonly Finding[],
  tool: { readonly name: string; readonly page: string },
  image: string,
  place: { readonly uri: string; readonly line: number } | undefined,
): string {
  const rules = new Map<string, Finding>();
  for (const finding of findings) if (!rules.has(finding.id)) rules.set(finding.id, finding);
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool.name,
            informationUri: tool.page,
            rules: [...rules.values()].map(({ id, title, url, severity }) => ({
              id,
              shortDescription: { text: title || id },
              ...(url !== '' && { helpUri: url }),
              properties: { 'security-severity': SCORES[severity], tags: ['security', 'vulnerability'] },
            })),
          },
        },
        results: findings.map(({ id, severity, package: name, version, fixedVersion, path }) => ({
          ruleId: id,
          level: LEVELS[severity],
          message: {
            text: `${name} ${version} in ${image}${path === '' ? '' : ` (${path})`}${fixedVersion === '' ? ': no fix yet' : `: fixed in ${fixedVersion}`}`,
          },
          locations: place
            ? [
                {
                  physicalLocation: {
                    artifactLocation: { uri: place.uri },
                    region: { startLine: place.line + 1 },
                  },
                },
              ]
            : [],
        })),
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  negligible: 'note',
  unknown: 'note',
};

/** The lower bounds of CVSS 3.1's ratings, as GitHub's code scanning sorts by them. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: '9.0',
  high: '7.0',
  medium: '4.0',
  low: '0.1',
  negligible: '0.0',
  unknown: '0.0',
};
