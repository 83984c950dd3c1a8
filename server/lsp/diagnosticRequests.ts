import {
  CodeActionKind,
  CodeActionTriggerKind,
  type Command,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type CodeAction as LspCodeAction,
  type Diagnostic as LspDiagnostic,
} from 'vscode-languageserver';
import { RULE_COMMANDS } from '../../protocol/language.ts';
import { type CodeAction, fixAll, quickFixes } from '../features/codeActions.ts';
import { diagnostics, type ProjectRules } from '../features/diagnostics.ts';
import { buildModel } from '../semantics/buildModel.ts';
import { formatMessage } from '../syntax/message.ts';
import { parseDockerfile } from '../syntax/parse.ts';
import type { OpenDocument } from './analysis.ts';
import { FIX_ALL_KIND } from './capabilities.ts';
import { factsOf } from './contextFiles.ts';
import { toSpan, toTextEdit } from './convert.ts';
import { imageVersionActions } from './imageActions.ts';
import { lintDockerfile, lintIgnoreFile, toLspDiagnostic, toLspIgnoreDiagnostic } from './lintedDocuments.ts';
import type { ServerPorts } from './ports.ts';
import { PushedDiagnostics } from './pushedDiagnostics.ts';
import { background, request } from './request.ts';
import { restoreActions } from './restoreActions.ts';
import type { OpenDockerfile, OpenIgnoreFile, Session } from './session.ts';
import type { ServerSettings } from './settings.ts';

interface Cancellation {
  readonly isCancellationRequested: boolean;
}

export interface DiagnosticService {
  /** Something outside of the documents changed that diagnostics depend on. */
  refresh(): void;
  dispose(): void;
}

/** Diagnostics, asked for or pushed as the client likes it, and the code actions that come of them. */
export function registerDiagnostics(
  session: Session,
  { breath, tidy, windows }: Pick<ServerPorts, 'breath' | 'tidy' | 'windows'>,
): DiagnosticService {
  const { connection, documents, log } = session;

  /** First what is known at once, then, where there is more to look at, all of it. */
  async function* compute(open: OpenDocument, token: Cancellation): AsyncGenerator<readonly LspDiagnostic[]> {
    const settings = await session.settings.of(open.text.uri);
    if (token.isCancellationRequested) return;
    if (open.kind === 'dockerfile') {
      const { diagnostics, project } = await lintNow(open, settings);
      yield diagnostics;
      if (token.isCancellationRequested) return;
      const isMore = await session.shellcheck.look(open.text.uri, open.read, settings, project);
      if (isMore && !token.isCancellationRequested) yield (await lintNow(open, settings)).diagnostics;
      return;
    }
    const convert = (found: Parameters<typeof toLspIgnoreDiagnostic>[1]): LspDiagnostic =>
      toLspIgnoreDiagnostic(open.text, found);
    yield (await lintIgnoreFile(open, undefined, breath, token)).map(convert);
    const facts = await factsOf(session, open, token);
    if (facts) yield (await lintIgnoreFile(open, facts, breath, token)).map(convert);
  }

  /** Without the tree, which would else be kept for as long as ShellCheck is waited for. */
  async function lintNow(
    open: OpenDockerfile,
    settings: ServerSettings,
  ): Promise<{ readonly diagnostics: readonly LspDiagnostic[]; readonly project: ProjectRules }> {
    const { found, project } = await lintDockerfile(open, settings, session);
    return {
      diagnostics: found.map(diagnostic => toLspDiagnostic(open.text, diagnostic, session.hasRuleCommands())),
      project,
    };
  }

  /** The last of what is computed; what takes long is left for later where the client can be told to ask again. */
  async function answer(open: OpenDocument, token: Cancellation): Promise<readonly LspDiagnostic[]> {
    const steps = compute(open, token);
    let last: readonly LspDiagnostic[] = [];
    let patience = PATIENCE_MILLISECONDS;
    for (;;) {
      const step = steps.next();
      const soon = session.client().refreshesDiagnostics ? await within(step, patience) : await step;
      if (soon === undefined) {
        background(log, 'diagnostics', async () => {
          if (!(await step).done) refreshSoon();
        });
        return last;
      }
      if (soon.done) return last;
      last = soon.value;
      // A program starts behind this: what is known already does not wait for it.
      if (open.kind === 'dockerfile') patience = 0;
    }
  }

  connection.languages.diagnostics.on(
    request(log, 'diagnostic', EMPTY_REPORT, async ({ textDocument }, token) => {
      const open = documents.get(textDocument.uri);
      if (!open) return EMPTY_REPORT;
      const items = await answer(open, token);
      return { kind: DocumentDiagnosticReportKind.Full, items: [...items] };
    }),
  );

  let refreshing: ReturnType<typeof setTimeout> | undefined;
  function refreshSoon(): void {
    clearTimeout(refreshing);
    refreshing = setTimeout(() => {
      background(log, 'diagnostic/refresh', () => connection.languages.diagnostics.refresh());
    }, REFRESH_MILLISECONDS);
  }

  const pushed = new PushedDiagnostics(connection, log, uri => documents.get(uri), compute, tidy);
  const pushes = (): boolean => !session.client().pullsDiagnostics;
  documents.synced.onDidOpen(({ document }) => {
    if (pushes() && documents.get(document.uri)) pushed.opened(document.uri);
  });
  documents.synced.onDidChangeContent(({ document }) => {
    const open = documents.get(document.uri);
    if (!open) return;
    if (pushes() && document.version !== opened.get(document.uri)) pushed.changed(document.uri);
    if (open.kind === 'ignore') relint('dockerfile');
  });
  /** The first version of each document: opening one is told as a change, too. */
  const opened = new Map<string, number>();
  documents.synced.onDidOpen(({ document }) => opened.set(document.uri, document.version));
  documents.synced.onDidClose(({ document }) => {
    opened.delete(document.uri);
    session.settings.closed(document.uri);
    session.shellcheck.closed(document.uri);
    if (pushes()) pushed.closed(document.uri);
  });

  function relint(kind: OpenDocument['kind'] | 'all'): void {
    const client = session.client();
    if (client.pullsDiagnostics) {
      if (client.refreshesDiagnostics) refreshSoon();
      return;
    }
    for (const open of documents.all()) {
      if (kind === 'all' || open.kind === kind) pushed.changed(open.text.uri);
    }
  }

  connection.onCodeAction(
    request(log, 'codeAction', [] as LspCodeAction[], async ({ textDocument, range, context }) => {
      const open = documents.get(textDocument.uri);
      if (!open) return [];
      const wants = (kind: string): boolean =>
        context.only === undefined
          ? kind === CodeActionKind.QuickFix
          : context.only.some(only => kind === only || kind.startsWith(`${only}.`));
      if (open.kind === 'ignore') return wants(CodeActionKind.QuickFix) ? ignoreFixes(open, range) : [];
      const settings = await session.settings.of(textDocument.uri);
      const linted = await lintDockerfile(open, settings, session);
      const { document, found, surroundings, project, shellcheck } = linted;
      const actions: CodeAction[] = [];
      if (wants(CodeActionKind.QuickFix)) {
        actions.push(
          ...quickFixes(document.file, found, toSpan(open.text, range), {
            commands: session.hasRuleCommands(),
          }),
        );
      }
      // The lightbulb appears by itself wherever the cursor goes: that is no question to a registry.
      const asked = context.triggerKind !== CodeActionTriggerKind.Automatic;
      if (context.only === undefined || wants(CodeActionKind.RefactorRewrite)) {
        actions.push(...(await imageVersionActions(session, open, toSpan(open.text, range).start, asked)));
      }
      if (wants(FIX_ALL_KIND)) {
        const all = fixAll(document.file.text, text => {
          const file = parseDockerfile(text);
          const read = { file, model: buildModel(file) };
          return diagnostics(read, surroundings, settings.lint, project, shellcheck);
        });
        if (all) actions.push(all);
      }
      const restoring = wants(CodeActionKind.QuickFix)
        ? await restoreActions(session, open, found, toSpan(open.text, range), windows)
        : [];
      return [...actions.map(action => toLspAction(open, action, session.hasRuleCommands())), ...restoring];
    }),
  );

  /** By text at once; by context only when that was looked at before. */
  async function ignoreFixes(
    open: OpenIgnoreFile,
    range: Parameters<typeof toSpan>[1],
  ): Promise<LspCodeAction[]> {
    const facts = await factsOf(session, open, NEVER);
    const span = toSpan(open.text, range);
    const found = await lintIgnoreFile(open, facts, breath, NEVER);
    return found
      .filter(diagnostic => diagnostic.span.start <= span.end && diagnostic.span.end >= span.start)
      .flatMap(diagnostic =>
        diagnostic.fixes.map(({ title, edits }) => ({
          title: formatMessage(title),
          kind: CodeActionKind.QuickFix,
          diagnostics: [toLspIgnoreDiagnostic(open.text, diagnostic)],
          edit: { changes: { [open.text.uri]: edits.map(edit => toTextEdit(open.text, edit)) } },
        })),
      );
  }

  return {
    refresh: () => relint('all'),
    dispose: () => {
      clearTimeout(refreshing);
      pushed.dispose();
    },
  };
}

const NEVER: Cancellation = { isCancellationRequested: false };

/** How long an answer may wait for the context; what is found later is told by a refresh. */
const PATIENCE_MILLISECONDS = 250;
const REFRESH_MILLISECONDS = 200;

/** Undefined when the promise takes longer. */
function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const EMPTY_REPORT: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

function toLspAction(open: OpenDockerfile, action: CodeAction, hasPages: boolean): LspCodeAction {
  const title = formatMessage(action.title);
  return {
    title: action.unsafe ? formatMessage({ template: '{fix} (unsafe)', args: { fix: title } }) : title,
    kind: action.kind,
    ...(action.preferred && { isPreferred: true }),
    ...(action.diagnostic && { diagnostics: [toLspDiagnostic(open.text, action.diagnostic, hasPages)] }),
    ...(action.command
      ? { command: toLspCommand(open, title, action.command) }
      : { edit: { changes: { [open.text.uri]: action.edits.map(edit => toTextEdit(open.text, edit)) } } }),
  };
}

function toLspCommand(
  open: OpenDockerfile,
  title: string,
  { does, name }: NonNullable<CodeAction['command']>,
): Command {
  const args = does === 'configure' ? [name, open.text.uri] : [name];
  return { title, command: RULE_COMMANDS[does], arguments: args };
}
