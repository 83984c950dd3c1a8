import { type Finding, report, type ScanReport, severityOf } from './finding.ts';
import { fields, list, text } from './json.ts';

/** `trivy image --format json` (https://trivy.dev/latest/docs/configuration/reporting/#json); undefined for what is none. */
export function readTrivy(value: unknown): ScanReport | undefined {
  const document = fields(value);
  if (!('Results' in document) && !('SchemaVersion' in document)) return undefined;
  const findings = list(document.Results).flatMap(result => {
    const { Vulnerabilities, Target, Class } = fields(result);
    // Packages of the system have the name of the image for a target, those of languages the path of a file.
    const path = text(Class) === 'os-pkgs' ? '' : text(Target);
    return list(Vulnerabilities).map(item => readVulnerability(item, path));
  });
  return report(findings);
}

function readVulnerability(value: unknown, path: string): Finding {
  const item = fields(value);
  const layer = fields(item.Layer);
  return {
    id: text(item.VulnerabilityID),
    severity: severityOf(text(item.Severity)),
    package: text(item.PkgName),
    version: text(item.InstalledVersion),
    fixedVersion: text(item.FixedVersion),
    title: text(item.Title),
    url: text(item.PrimaryURL),
    path: text(item.PkgPath) || path,
    layer: text(layer.DiffID) || text(layer.Digest),
  };
}
