import { type Finding, report, type ScanReport, severityOf } from './finding.ts';
import { fields, list, text } from './json.ts';

/** `grype -o json` (https://github.com/anchore/grype/tree/main/schema/grype/db-search); undefined for what is none. */
export function readGrype(value: unknown): ScanReport | undefined {
  const document = fields(value);
  if (!Array.isArray(document.matches)) return undefined;
  return report(document.matches.map(readMatch));
}

function readMatch(value: unknown): Finding {
  const match = fields(value);
  const vulnerability = fields(match.vulnerability);
  const artifact = fields(match.artifact);
  const place = fields(list(artifact.locations)[0]);
  const id = text(vulnerability.id);
  // Distributions have numbers of their own; the common one stands among the related.
  const related = list(match.relatedVulnerabilities).map(item => text(fields(item).id));
  const cve = id.startsWith('CVE-') ? id : (related.find(name => name.startsWith('CVE-')) ?? id);
  return {
    id: cve,
    severity: severityOf(text(vulnerability.severity)),
    package: text(artifact.name),
    version: text(artifact.version),
    fixedVersion: text(list(fields(vulnerability.fix).versions)[0]),
    title: firstSentence(text(vulnerability.description)),
    url: text(vulnerability.dataSource) || text(list(vulnerability.urls)[0]),
    path: text(place.path),
    layer: text(place.layerID),
  };
}

function firstSentence(description: string): string {
  const line = description.split('\n', 1)[0] ?? '';
  const end = line.indexOf('. ');
  const sentence = end < 0 ? line : line.slice(0, end + 1);
  return sentence.length > 200 ? `${sentence.slice(0, 199)}…` : sentence;
}
