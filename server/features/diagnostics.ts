import type { Diagnostic, Severity } from '../lint/diagnostic.ts';
import { lint, type Preset } from '../lint/run.ts';
import type { Surroundings } from '../lint/surroundings.ts';
import type { DockerfileDocument } from './document.ts';

/** What the user wants of the rules. */
export interface DiagnosticChoice {
  readonly enable: boolean;
  readonly preset: Preset;
  /** By rule id or any of its aliases. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
}

/** Syntax errors always; of the rules what was chosen: a rule that is named is on whatever the preset says. */
export function diagnostics(
  { file, model }: DockerfileDocument,
  surroundings: Surroundings,
  choice: DiagnosticChoice,
): readonly Diagnostic[] {
  const input = { file, model, surroundings };
  if (!choice.enable)
    return lint(input, { only: new Set([...file.errors, ...model.errors].map(({ code }) => code)) });
  const found = lint(input, { preset: choice.preset });
  const wanted = Object.entries(choice.rules).flatMap(([name, severity]) =>
    severity === 'off' ? [] : [name],
  );
  const named = wanted.length > 0 ? lint(input, { only: new Set(wanted) }) : [];
  const known = new Set(found.map(keyOf));
  return [...found, ...named.filter(diagnostic => !known.has(keyOf(diagnostic)))]
    .flatMap(diagnostic => withSeverity(diagnostic, choice.rules))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function withSeverity(diagnostic: Diagnostic, rules: DiagnosticChoice['rules']): readonly Diagnostic[] {
  const name = [diagnostic.rule, ...diagnostic.aliases].find(candidate => Object.hasOwn(rules, candidate));
  const severity = name === undefined ? undefined : rules[name];
  if (severity === undefined) return [diagnostic];
  return severity === 'off' ? [] : [{ ...diagnostic, severity }];
}

const keyOf = ({ rule, span, message }: Diagnostic): string =>
  `${rule} ${span.start} ${span.end} ${message.template}`;
