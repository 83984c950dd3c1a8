import { l10n } from 'vscode';
import type { Failure } from '../protocol/result.ts';
import type { Severity } from './scanners/finding.ts';

/** Why a scanner gave no report. */
export function scannerWords(
  code: 'scanner-missing' | 'scanner-failed' | 'scanner-unfit',
  args: NonNullable<Failure['args']>,
): readonly [message: string, advice: string] {
  const scanner = String(args.scanner ?? '');
  if (code === 'scanner-unfit') {
    return [
      l10n.t('{scanner} does not read {path}.', { scanner, path: String(args.path ?? '') }),
      l10n.t('Save the image as an archive, or scan it with another program.'),
    ];
  }
  if (code === 'scanner-missing') {
    return [
      l10n.t('{scanner} cannot be run: {program}.', { scanner, program: String(args.program ?? '') }),
      l10n.t('Install it, or set the path of its program in the settings.'),
    ];
  }
  return [
    l10n.t('{scanner} ended without a report (exit code {code}).', {
      scanner,
      code: String(args.code ?? ''),
    }),
    l10n.t('What it said last stands in the log.'),
  ];
}

export function severityText(severity: Severity): string {
  switch (severity) {
    case 'critical':
      return l10n.t('Critical');
    case 'high':
      return l10n.t('High');
    case 'medium':
      return l10n.t('Medium');
    case 'low':
      return l10n.t('Low');
    case 'negligible':
      return l10n.t('Negligible');
    case 'unknown':
      return l10n.t('Unknown severity');
  }
}

/** `2 critical · 5 high`; "nothing found" when there is none. */
export function countsText(counts: ReadonlyMap<Severity, number>): string {
  if (counts.size === 0) return l10n.t('nothing found');
  return [...counts]
    .map(([severity, count]) =>
      l10n.t('{count} {severity}', { count, severity: severityText(severity).toLocaleLowerCase() }),
    )
    .join(' · ');
}
