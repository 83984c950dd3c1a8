/** One known weakness of one package in an image, whatever scanner told it. */
export interface Finding {
  /** `CVE-2024-1234`, or the scanner's own id where there is no such number. */
  readonly id: string;
  readonly severity: Severity;
  readonly package: string;
  readonly version: string;
  /** The first version without it; '' when there is none yet. */
  readonly fixedVersion: string;
  readonly title: string;
  readonly url: string;
  /** Where in the image; '' when not told. */
  readonly path: string;
  /** Digest of the layer that brought it, of its uncompressed bytes where the scanner knows that; '' when not told. */
  readonly layer: string;
}

/** Most severe first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What one run of a scanner found. */
export interface ScanReport {
  /** Most severe first, then by package. */
  readonly findings: readonly Finding[];
  /** What the scanner says of a better base image, in its own words; '' when it says nothing. */
  readonly baseAdvice: string;
}

export function severityOf(text: string): Severity {
  const lower = text.toLowerCase();
  return SEVERITIES.find(severity => severity === lower) ?? (lower === 'moderate' ? 'medium' : 'unknown');
}

/** Each finding once for each package and version, in order. */
export function report(findings: readonly Finding[], baseAdvice = ''): ScanReport {
  const known = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.id, finding.package, finding.version, finding.path].join('\0');
    if (!known.has(key)) known.set(key, finding);
  }
  const sorted = [...known.values()].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      compare(a.package, b.package) ||
      compare(a.id, b.id) ||
      compare(a.path, b.path),
  );
  return { findings: sorted, baseAdvice };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How many there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): ReadonlyMap<Severity, number> {
  const counts = new Map<Severity, number>();
  for (const severity of SEVERITIES) {
    const count = findings.filter(finding => finding.severity === severity).length;
    if (count > 0) counts.set(severity, count);
  }
  return counts;
}
