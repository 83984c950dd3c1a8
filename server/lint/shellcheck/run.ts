import type { LintConfiguration } from '../configuration.ts';
import type { Diagnostic, Related, Severity } from '../diagnostic.ts';
import { lineAt } from '../lines.ts';
import type { RuleContext } from '../rule.ts';
import type { Suppressions } from '../suppressions.ts';
import { isAboutElsewhere, shellcheckFindings } from './findings.ts';
import type { ShellcheckComment } from './report.ts';
import { scriptsToCheck } from './scripts.ts';

/** What ShellCheck said of a script by its text, with the line that names the shell; undefined: nothing yet. */
export type ShellcheckAnswers = (script: string) => readonly ShellcheckComment[] | undefined;

/** The name by which all of ShellCheck's findings are meant at once. */
export const SHELLCHECK = 'shellcheck';

/** True for `SC2086`, `shellcheck-sc2086`, and {@link SHELLCHECK}. */
export function isShellcheckName(name: string): boolean {
  return name === SHELLCHECK || /^(?:SC|shellcheck-sc)\d{4}$/.test(name);
}

/** False when a configuration reports nothing that ShellCheck finds, so that it need not run. */
export function wantsShellcheck({ only, preset, severities }: LintConfiguration): boolean {
  if (only) return [...only].some(isShellcheckName);
  const isOn = ([name, severity]: readonly [string, string]): boolean =>
    severity !== 'off' && isShellcheckName(name);
  if ([...(severities ?? [])].some(isOn)) return true;
  return preset !== 'buildkit' && severities?.get(SHELLCHECK) !== 'off';
}

/** ShellCheck's findings that are neither silenced nor off, and what can be said of comments that silence them. */
export function runShellcheck(
  { file, model, shell }: Pick<RuleContext, 'file' | 'model' | 'shell'>,
  answers: ShellcheckAnswers,
  suppressions: Suppressions,
  configuration: LintConfiguration,
): { readonly found: readonly Diagnostic[]; readonly judges: (name: string) => boolean } {
  const found: Diagnostic[] = [];
  let isComplete = true;
  const scopeAt = (offset: number) => model.scopeAt(offset);
  for (const script of scriptsToCheck(file, shell)) {
    const comments = answers(script.text);
    if (!comments) isComplete = false;
    const said = shellcheckFindings(file.text, script, comments ?? [], scopeAt);
    const isExact = configuration.preset === 'hadolint' || configuration.only !== undefined;
    const companions = isExact ? NONE : companionsIn(said);
    for (const diagnostic of said) {
      const names = [diagnostic.rule, ...diagnostic.aliases, SHELLCHECK];
      // Asked first: a comment is of use where the finding is off, too.
      if (suppressions.silences(names, lineAt(file.lineStarts, diagnostic.span.start))) continue;
      if (companions.has(diagnostic)) continue;
      const severity = severityOf(names, diagnostic.severity, configuration);
      const related = companions.size > 0 && isCause(diagnostic) ? whereIn(companions) : undefined;
      if (severity !== 'off') found.push({ ...diagnostic, severity, ...(related && { related }) });
    }
  }
  return { found, judges: name => isComplete && isShellcheckName(name) && !isAboutElsewhere(codeOf(name)) };
}

const NONE: ReadonlySet<Diagnostic> = new Set();

/** `SC1072` says what is wrong with a script that cannot be parsed. */
const isCause = ({ aliases }: Diagnostic): boolean => aliases.includes('SC1072');

/** What only says once more that, and in which construct, a script cannot be parsed. */
function companionsIn(said: readonly Diagnostic[]): ReadonlySet<Diagnostic> {
  if (!said.some(isCause)) return NONE;
  return new Set(said.filter(({ aliases }) => aliases.includes('SC1009') || aliases.includes('SC1073')));
}

/** The construct. */
function whereIn(companions: ReadonlySet<Diagnostic>): Related | undefined {
  const [first] = companions;
  return first && { span: first.span, message: first.message };
}

const codeOf = (name: string): number => Number(name.slice(-4));

function severityOf(
  names: readonly string[],
  own: Severity,
  { only, preset, severities }: LintConfiguration,
): Severity | 'off' {
  const name = names.find(candidate => severities?.has(candidate));
  const severity = name === undefined ? undefined : severities?.get(name);
  // An error is for what BuildKit refuses, and it takes any script.
  const usual = own === 'error' && preset !== 'hadolint' ? 'warning' : own;
  if (!only) return severity ?? (preset === 'buildkit' ? 'off' : usual);
  if (!names.some(each => only.has(each))) return 'off';
  return severity === 'off' ? usual : (severity ?? usual);
}
