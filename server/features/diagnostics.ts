import type { Diagnostic, Severity } from '../lint/diagnostic.ts';
import { type LintConfiguration, lint, type Preset } from '../lint/run.ts';
import type { ShellcheckAnswers } from '../lint/shellcheck/run.ts';
import type { Surroundings } from '../lint/surroundings.ts';
import type { DockerfileDocument } from './document.ts';

/** What the user wants of the rules. */
export interface DiagnosticChoice {
  readonly enable: boolean;
  readonly preset: Preset;
  /** By rule id or any of its aliases; a rule that is named is on whatever the preset says. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
}

/** What the project says of the rules; what the user wants goes before it. */
export type ProjectRules = Pick<LintConfiguration, 'severities' | 'options' | 'withoutPragmas'>;

/** What BuildKit refuses always; of the rules what was chosen. In the order of the file. */
export function diagnostics(
  { file, model }: DockerfileDocument,
  surroundings: Surroundings,
  choice: DiagnosticChoice,
  project: ProjectRules = {},
  shellcheck?: ShellcheckAnswers,
): readonly Diagnostic[] {
  const input = { file, model, surroundings };
  if (!choice.enable) {
    const codes = [...file.errors, ...model.errors].map(({ code }) => code);
    return lint(input, { only: new Set(codes) });
  }
  return lint({ ...input, shellcheck }, configurationOf(choice, project));
}

/** What is reported where anything is. */
export function configurationOf(
  { preset, rules }: DiagnosticChoice,
  project: ProjectRules = {},
): LintConfiguration {
  const severities = new Map([...(project.severities ?? []), ...Object.entries(rules)]);
  const { severities: _, ...others } = project;
  return { preset, ...others, ...(severities.size > 0 && { severities }) };
}
