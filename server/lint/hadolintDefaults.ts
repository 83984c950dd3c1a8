import type { Severity } from './diagnostic.ts';
import { isHadolintName } from './names.ts';

/** True for a name of hadolint's that is on unless it is configured otherwise. */
export function isHadolintDefault(name: string): boolean {
  return isHadolintName(name) && !OFF.has(name);
}

/** How grave hadolint takes the first of these names that is its own; undefined when none is. */
export function hadolintSeverity(names: readonly string[]): Severity | undefined {
  const name = names.find(isHadolintName);
  return name === undefined ? undefined : (SEVERITIES.get(name) ?? 'warning');
}

const OFF: ReadonlySet<string> = new Set(['DL1001', 'DL3005', 'DL3057']);

/** What is not a warning there. Its lowest level, style, is a hint here. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ...'DL3000 DL3004 DL3005 DL3011 DL3012 DL3020 DL3021 DL3023 DL3024 DL3026 DL3043 DL3044 DL3061 DL4000 DL4004'
    .split(' ')
    .map(name => [name, 'error'] as const),
  ...'DL3001 DL3009 DL3010 DL3015 DL3019 DL3047 DL3049 DL3050 DL3059 DL3060 DL3066'
    .split(' ')
    .map(name => [name, 'info'] as const),
  ['DL3048', 'hint'],
]);
