export type ScannerId = 'trivy' | 'grype' | 'snyk' | 'scout';

/** Their own names; not translated. By themselves, for views that run nothing. */
export const SCANNER_NAMES: Readonly<Record<ScannerId, string>> = {
  trivy: 'Trivy',
  grype: 'Grype',
  snyk: 'Snyk',
  scout: 'Docker Scout',
};
