import { type Finding, report, type ScanReport, severityOf } from './finding.ts';
import { fields, list, text } from './json.ts';

/**
 * `docker scout cves --format sarif` (https://docs.docker.com/reference/cli/docker/scout/cves/), the one format of
 * it that is a standard; undefined for what is none.
 */
export function readScout(value: unknown): ScanReport | undefined {
  const document = fields(value);
  if (!Array.isArray(document.runs)) return undefined;
  const findings = document.runs.flatMap(item => {
    const run = fields(item);
    const rules = new Map(
      list(fields(fields(run.tool).driver).rules).map(rule => [text(fields(rule).id), fields(rule)] as const),
    );
    return list(run.results).flatMap(result => readResult(fields(result), rules));
  });
  return report(findings);
}

function readResult(
  result: ReturnType<typeof fields>,
  rules: ReadonlyMap<string, ReturnType<typeof fields>>,
): readonly Finding[] {
  const id = text(result.ruleId);
  const rule = rules.get(id) ?? {};
  const properties = fields(rule.properties);
  const purls = list(properties.purls).map(text);
  const place = fields(fields(fields(list(result.locations)[0]).physicalLocation).artifactLocation);
  const packages = purls.length > 0 ? purls : [''];
  return packages.map((purl): Finding => {
    const { name, version } = readPurl(purl);
    return {
      id,
      severity: severityOf(text(properties.cvssV3_severity)),
      package: name,
      version,
      fixedVersion: text(properties.fixed_version).replace(/^not fixed$/i, ''),
      title: text(fields(rule.shortDescription).text),
      url: text(rule.helpUri),
      path: text(place.uri),
      layer: '',
    };
  });
}

/** `pkg:deb/debian/openssl@3.0.1?arch=amd64` (https://github.com/package-url/purl-spec). */
function readPurl(purl: string): { readonly name: string; readonly version: string } {
  const plain = purl.replace(/[?#].*$/s, '');
  const at = plain.lastIndexOf('@');
  const path = at < 0 ? plain : plain.slice(0, at);
  const version = at < 0 ? '' : plain.slice(at + 1);
  return { name: decode(path.slice(path.lastIndexOf('/') + 1)), version: decode(version) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
