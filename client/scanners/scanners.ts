import type { ScanReport } from './finding.ts';
import { readGrype } from './grype.ts';
import { parseOutput } from './json.ts';
import { SCANNER_NAMES, type ScannerId } from './names.ts';
import { readScout } from './scout.ts';
import { readSnyk } from './snyk.ts';
import { readTrivy } from './trivy.ts';

/** What is scanned: an image that an engine or a registry has by this name, an archive, or an OCI layout folder. */
export type ScanTarget =
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'layout'; readonly path: string };

/** A scanner that is a program of its own. */
export interface Scanner {
  readonly id: ScannerId;
  /** Its own name; not translated. */
  readonly name: string;
  /** Program that is looked for. */
  readonly program: string;
  /** Where it says how it is installed. */
  readonly page: string;
  /** Proves that the program can do it: `docker` alone is no scanner. */
  readonly probe: readonly string[];
  /** Ways to name the target, to be tried in this order; none for what it cannot scan. */
  arguments(target: ScanTarget): readonly (readonly string[])[];
  /** Exit codes that come with a report. */
  readonly reports: readonly number[];
  read(value: unknown): ScanReport | undefined;
}

export const SCANNERS: readonly Scanner[] = [
  {
    id: 'trivy',
    name: SCANNER_NAMES.trivy,
    program: 'trivy',
    page: 'https://trivy.dev/latest/getting-started/installation/',
    probe: ['--version'],
    // It tells archives of both kinds and folders apart by itself.
    arguments: target => [
      [
        ...['image', '--quiet', '--format', 'json', '--scanners', 'vuln'],
        ...(target.kind === 'image' ? ['--', target.reference] : ['--input', target.path]),
      ],
    ],
    reports: [0],
    read: readTrivy,
  },
  {
    id: 'grype',
    name: SCANNER_NAMES.grype,
    program: 'grype',
    page: 'https://github.com/anchore/grype#installation',
    probe: ['version'],
    arguments: target =>
      named(target, { archive: ['docker-archive:', 'oci-archive:'], layout: ['oci-dir:'] }).map(name => [
        ...['--quiet', '--output', 'json', '--', name],
      ]),
    reports: [0],
    read: readGrype,
  },
  {
    id: 'snyk',
    name: SCANNER_NAMES.snyk,
    program: 'snyk',
    page: 'https://docs.snyk.io/snyk-cli/install-or-update-the-snyk-cli',
    probe: ['--version'],
    arguments: target =>
      named(target, { archive: ['docker-archive:', 'oci-archive:'], layout: [] }).map(name => [
        ...['container', 'test', '--json', name],
      ]),
    // 1 says that there are findings.
    reports: [0, 1],
    read: readSnyk,
  },
  {
    id: 'scout',
    name: SCANNER_NAMES.scout,
    program: 'docker',
    page: 'https://docs.docker.com/scout/install/',
    probe: ['scout', 'version'],
    arguments: target =>
      named(target, { archive: ['archive://'], layout: ['oci-dir://'] }).map(name => [
        ...['scout', 'cves', '--format', 'sarif', name],
      ]),
    // 2 says that there are findings.
    reports: [0, 2],
    read: readScout,
  },
];

/** An image by its name, a file behind each of the words that say what it is. */
function named(
  target: ScanTarget,
  words: { readonly archive: readonly string[]; readonly layout: readonly string[] },
): readonly string[] {
  return target.kind === 'image' ? [target.reference] : words[target.kind].map(word => word + target.path);
}

/** The report in what a scanner printed; undefined when there is none. */
export function readReport(scanner: Scanner, output: string): ScanReport | undefined {
  return scanner.read(parseOutput(output));
}
