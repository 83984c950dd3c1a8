import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import { RULE_COMMANDS } from '../../protocol/language.ts';
import { formatBytes } from '../features/bytes.ts';
import { diagnostics, type ProjectRules } from '../features/diagnostics.ts';
import type { DockerfileDocument } from '../features/document.ts';
import type { ContextFolder } from '../ignore/context.ts';
import { diagnoseContext, diagnoseText } from '../ignore/diagnose.ts';
import type { IgnoreDiagnostic } from '../ignore/diagnostic.ts';
import type { Evaluator } from '../ignore/evaluate.ts';
import { diagnoseHabits } from '../ignore/habits.ts';
import { diagnoseSent } from '../ignore/sentByMistake.ts';
import { type ContextFolders, readContextFolders } from '../lint/contextFolders.ts';
import type { Diagnostic, Severity } from '../lint/diagnostic.ts';
import { lintConfigurationOf } from '../lint/hadolintConfig.ts';
import type { ShellcheckAnswers } from '../lint/shellcheck/run.ts';
import type { Surroundings } from '../lint/surroundings.ts';
import { formatMessage } from '../syntax/message.ts';
import type { OpenDocument } from './analysis.ts';
import type { KnownContext } from './contexts.ts';
import { toRange } from './convert.ts';
import { drive } from './drive.ts';
import { pinsFrom } from './imagePins.ts';
import type { Session } from './session.ts';
import type { ServerSettings } from './settings.ts';

type OpenDockerfile = Extract<OpenDocument, { kind: 'dockerfile' }>;
type OpenIgnoreFile = Extract<OpenDocument, { kind: 'ignore' }>;
type Text = OpenDocument['text'];

interface Cancellation {
  readonly isCancellationRequested: boolean;
}

/** A reading of one version, with what was found in it. */
export interface Linted {
  readonly document: DockerfileDocument;
  readonly found: readonly Diagnostic[];
  /** The same checks on another text, for fixes upon fixes. */
  readonly surroundings: Surroundings;
  readonly project: ProjectRules;
  readonly shellcheck: ShellcheckAnswers | undefined;
}

/** Everything that is wrong with a Dockerfile; the ignore file beside it counts. */
export async function lintDockerfile(
  open: OpenDockerfile,
  settings: ServerSettings,
  session: Pick<Session, 'ignoreText' | 'hadolint' | 'shellcheck' | 'buildContexts' | 'images'>,
): Promise<Linted> {
  const { ignoreText, hadolint, shellcheck } = session;
  const { uri } = open.text;
  const [dockerignore, config, contextFolders] = await Promise.all([
    ignoreText(uri),
    hadolint.of(uri),
    foldersAround(open, session),
  ]);
  const project = config ? lintConfigurationOf(config) : {};
  const surroundings: Surroundings = {
    contextFolders,
    // What is known by now: nobody waits for an engine.
    pinsOf: pinsFrom(() => session.images().list()),
    ...(dockerignore !== undefined && { dockerignore }),
  };
  const answers = await shellcheck.answers(uri, settings, project);
  const document = open.read();
  return {
    document,
    found: diagnostics(document, surroundings, settings.lint, project, answers),
    surroundings,
    project,
    shellcheck: answers,
  };
}

/** The folders of the context from which the file copies. */
async function foldersAround(
  open: OpenDockerfile,
  { buildContexts }: Pick<Session, 'buildContexts'>,
): Promise<ContextFolders> {
  const { file, model } = open.read();
  return readContextFolders(file, model, async path => {
    const context = await buildContexts.of(open.text.uri);
    const names = await context.list(path === '' ? [] : path.split('/'));
    return names?.map(({ name }) => name);
  });
}

/** What is wrong with an ignore file by its text, and by its context when that is known. */
export async function lintIgnoreFile(
  open: OpenIgnoreFile,
  facts: KnownContext | undefined,
  breath: () => Promise<void>,
  token: Cancellation,
): Promise<readonly IgnoreDiagnostic[]> {
  const file = open.read();
  const found = [...diagnoseText(file), ...diagnoseHabits(file)];
  if (!facts) return found;
  const { evaluator, scan, complete, evaluation } = facts;
  const { root } = scan;
  const known = sentKnown.get(evaluator);
  const sent =
    known?.root === root
      ? known.found
      : await drive(diagnoseSent(file, evaluator, root, formatBytes), breath, token);
  if (!sent) return found;
  sentKnown.set(evaluator, { root, found: sent });
  found.push(...sent);
  // A context of which only a part was seen may hold what a pattern matches.
  if (!complete) return found;
  const told = new Set(
    file.patterns
      .filter(({ start, end }) =>
        found.some(
          ({ span, code }) => code !== 'ignore-sent-by-mistake' && span.start >= start && span.end <= end,
        ),
      )
      .map(({ start }) => start),
  );
  return [...found, ...diagnoseContext(file, evaluation, told)];
}

/** Asked for again with each move of the cursor: a walk through the whole context is not. */
const sentKnown = new WeakMap<
  Evaluator,
  { readonly root: ContextFolder; readonly found: readonly IgnoreDiagnostic[] }
>();

/** `hasPages`: the client shows pages of rules, for those of which nobody else has one. */
export function toLspDiagnostic(text: Text, found: Diagnostic, hasPages: boolean): LspDiagnostic {
  const href = found.url ?? (hasPages ? ownPage(found.rule) : undefined);
  const tags = found.tags.map(tag =>
    tag === 'deprecated' ? DiagnosticTag.Deprecated : DiagnosticTag.Unnecessary,
  );
  return {
    range: toRange(text, found.span),
    severity: severityOf(found.severity),
    // ShellCheck's own name says more than our id, which is made of it.
    code: found.rule.startsWith('shellcheck-') ? (found.aliases[0] ?? found.rule) : found.rule,
    source: SOURCE,
    message: formatMessage(found.message),
    ...(href !== undefined && { codeDescription: { href } }),
    ...(tags.length > 0 && { tags }),
    ...(found.related && {
      relatedInformation: [
        {
          location: { uri: text.uri, range: toRange(text, found.related.span) },
          message: formatMessage(found.related.message),
        },
      ],
    }),
    data: { aliases: found.aliases },
  };
}

export function toLspIgnoreDiagnostic(text: Text, found: IgnoreDiagnostic): LspDiagnostic {
  return {
    range: toRange(text, found.span),
    severity: severityOf(found.severity),
    code: found.code,
    source: SOURCE,
    message: formatMessage(found.message),
    ...(found.unnecessary && { tags: [DiagnosticTag.Unnecessary] }),
    ...(found.related && {
      relatedInformation: [
        {
          location: { uri: text.uri, range: toRange(text, found.related.span) },
          message: formatMessage(found.related.message),
        },
      ],
    }),
  };
}

/** Errors of BuildKit have no page. */
function ownPage(rule: string): string | undefined {
  if (rule.startsWith('syntax-')) return undefined;
  return `command:${RULE_COMMANDS.show}?${encodeURIComponent(JSON.stringify([rule]))}`;
}

const SOURCE = 'Strata';

function severityOf(severity: Severity): DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'info':
      return DiagnosticSeverity.Information;
    case 'hint':
      return DiagnosticSeverity.Hint;
  }
}
