import { commands as editorCommands, l10n, type Uri, window, workspace } from 'vscode';
import type { BuildTroubleKind } from '../../protocol/result.ts';
import { showFailure } from '../commands/failures.ts';
import { commands } from '../contributions.ts';
import { formatDuration, shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { familiarName } from './buildContext.ts';
import type { BuildRun } from './buildRun.ts';
import { failureWords } from './texts.ts';

/** Trouble that other options end. */
const OF_OPTIONS: ReadonlySet<unknown> = new Set<BuildTroubleKind>([
  ...(['unknown-target', 'missing-secret', 'ssh-agent', 'wrong-platform'] as const),
  ...(['unknown-builder', 'builder-unreachable', 'builder-unfit'] as const),
]);

/** Milliseconds for which the status bar tells how a build ended. */
const TOLD = 8_000;

/** Tells how a build ended: in the status bar to those who look at it, by a notification to all others. */
export async function announceEnd(services: Services, run: BuildRun, dockerfile: Uri): Promise<void> {
  const { outcome } = run;
  if (!outcome) return;
  if (outcome.ok) await announceImage(services, run, outcome.value.imageId);
  else if (outcome.failure.code === 'cancelled') {
    window.setStatusBarMessage(l10n.t('The build of {name} was cancelled.', { name: run.name }), TOLD);
  } else await explain(services, run, dockerfile);
}

/** Where the end of a build can be seen without being told. */
const looksAtBuilds = (services: Services): boolean => window.state.focused && services.buildsView.visible;

async function announceImage(services: Services, run: BuildRun, imageId: string): Promise<void> {
  const tag = familiarName(run.name);
  const text = l10n.t('Built {name} in {duration}.', {
    name: run.name,
    duration: formatDuration(run.duration),
  });
  if (looksAtBuilds(services)) {
    window.setStatusBarMessage(text, TOLD);
    return;
  }
  const inspect = l10n.t('Inspect');
  const log = l10n.t('Show Log');
  const chosen = await window.showInformationMessage(text, ...(imageId ? [inspect] : []), log);
  if (chosen === log) services.buildTerminals.show(run);
  if (chosen === inspect)
    services.inspectors.open({
      location: { kind: 'engine', reference: imageId },
      title: tag || shortDigest(imageId),
    });
}

async function explain(services: Services, run: BuildRun, dockerfile: Uri): Promise<void> {
  const { outcome } = run;
  if (!outcome || outcome.ok) return;
  const log = l10n.t('Show Log');
  const { failure, place } = outcome;
  if (failure.code !== 'build-failed') {
    if ((await showFailure(failure, log)) === log) services.buildTerminals.show(run);
    return;
  }
  const [reason = ''] = failureWords(failure).split('\n', 1);
  const text = l10n.t('The build of {name} failed: {reason}', { name: run.name, reason });
  // A step that failed has its mark on its line; anything else has to be said.
  if (looksAtBuilds(services) && place?.lines && isShown(dockerfile)) {
    window.setStatusBarMessage(text.length > 120 ? `${text.slice(0, 119)}…` : text, TOLD);
    return;
  }
  const go = l10n.t('Go to Line');
  const change = l10n.t('Build with Options…');
  const buttons = [
    ...(place?.lines ? [go] : []),
    ...(OF_OPTIONS.has(failure.args?.kind) ? [change] : []),
    log,
  ];
  const chosen = await window.showErrorMessage(text, ...buttons);
  if (chosen === change) await editorCommands.executeCommand(commands.buildWithOptions, dockerfile);
  if (chosen === log) services.buildTerminals.show(run);
  if (chosen === go) await showLine(dockerfile, place?.lines?.first ?? 0);
}

const isShown = (file: Uri): boolean =>
  window.visibleTextEditors.some(editor => editor.document.uri.toString() === file.toString());

/** Opens a Dockerfile at a 0-based line, or at its last one when it has become shorter. */
export async function showLine(file: Uri, line: number): Promise<void> {
  const document = await workspace.openTextDocument(file);
  const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
  await window.showTextDocument(document, { selection: range.with({ end: range.start }) });
}
