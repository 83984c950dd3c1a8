import { type Finding, report, type ScanReport, severityOf } from './finding.ts';
import { fields, list, text } from './json.ts';

/** `snyk container test --json` (https://docs.snyk.io/snyk-cli/commands/container-test); undefined for what is none. */
export function readSnyk(value: unknown): ScanReport | undefined {
  // With applications in the image it prints one document for each.
  const documents = (Array.isArray(value) ? value : [value]).map(fields);
  if (!documents.some(document => Array.isArray(document.vulnerabilities))) return undefined;
  const findings = documents.flatMap(document => {
    const path = text(document.targetFile) || text(document.displayTargetFile);
    return list(document.vulnerabilities).map(item => readVulnerability(item, path));
  });
  return report(
    findings,
    documents.map(baseAdvice).find(advice => advice !== ''),
  );
}

function readVulnerability(value: unknown, path: string): Finding {
  const item = fields(value);
  const cve = text(list(fields(item.identifiers).CVE)[0]);
  const id = text(item.id);
  return {
    id: cve || id,
    severity: severityOf(text(item.severity)),
    package: text(item.packageName) || text(item.moduleName),
    version: text(item.version),
    fixedVersion: text(item.nearestFixedInVersion) || text(list(item.fixedIn)[0]),
    title: text(item.title),
    url: id === '' ? '' : `https://security.snyk.io/vuln/${encodeURIComponent(id)}`,
    path,
    layer: text(item.layerDiffId),
  };
}

function baseAdvice(document: ReturnType<typeof fields>): string {
  const { advice } = fields(fields(document.docker).baseImageRemediation);
  return list(advice)
    .map(item => text(fields(item).message).trim())
    .filter(message => message !== '')
    .join('\n');
}
