import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { BuildRequest } from '../../protocol/engine.ts';
import { failure } from '../../protocol/result.ts';
import { contextFolder, familiarName } from '../build/buildContext.ts';
import { countSteps, currentStep } from '../build/buildProgress.ts';
import { BuildRun } from '../build/buildRun.ts';
import { checkReference, defaultReference, withTag } from '../build/reference.ts';
import { buildTexts, referenceProblemText } from '../build/texts.ts';
import { failureText } from '../failureText.ts';
import { formatDuration, shortDigest } from '../format.ts';
import type { Services } from '../services.ts';
import { buildSettings } from '../settings.ts';
import { showFailure } from './failures.ts';
import { findDockerfile } from './findDockerfile.ts';

/** Asks what is needed for a build of the Dockerfile and runs it; ends with the build. */
export async function buildImage(services: Services, target: unknown): Promise<void> {
  if (!workspace.isTrusted) {
    await showFailure({ code: 'workspace-untrusted' });
    return;
  }
  const dockerfile = await findDockerfile(target instanceof Uri ? target : undefined);
  if (!dockerfile) return;
  const request = await askRequest(services, dockerfile);
  if (request) await runBuild(services, dockerfile, request);
}

async function askRequest(services: Services, dockerfile: Uri): Promise<BuildRequest | undefined> {
  const folder = workspace.getWorkspaceFolder(dockerfile);
  const { contextPath: setting, network } = buildSettings(dockerfile);
  const contextPath = contextFolder(dockerfile.fsPath, setting, folder?.uri.fsPath);
  if (!(await isFolder(contextPath))) {
    await showFailure(failure('file-unreadable', { path: contextPath }).failure);
    return undefined;
  }
  const memory = `build.name:${dockerfile.toString()}`;
  const remembered = services.workspaceState.get<string>(memory);
  const name = await askName(
    remembered ?? defaultReference(basename(dirname(dockerfile.fsPath))),
    contextPath,
  );
  if (name === undefined) return undefined;
  await services.workspaceState.update(memory, name);
  return {
    buildId: randomUUID(),
    contextPath,
    dockerfilePath: dockerfile.fsPath,
    tags: [name],
    ...(network !== '' && { network }),
  };
}

async function askName(value: string, contextPath: string): Promise<string | undefined> {
  const name = await window.showInputBox({
    title: l10n.t('Build image'),
    prompt: l10n.t('Name and tag. The build context is {path}.', { path: contextPath }),
    placeHolder: 'name:tag',
    value,
    valueSelection: [
      0,
      value.lastIndexOf(':') > value.lastIndexOf('/') ? value.lastIndexOf(':') : value.length,
    ],
    ignoreFocusOut: true,
    validateInput: text => {
      const problem = checkReference(text.trim());
      return problem && referenceProblemText(problem);
    },
  });
  return name === undefined ? undefined : withTag(name.trim());
}

async function runBuild(services: Services, dockerfile: Uri, request: BuildRequest): Promise<void> {
  const document = await workspace.openTextDocument(dockerfile);
  // What is on disk is what is built.
  if (document.isDirty && !(await document.save())) return;
  services.buildDiagnostics.clear(dockerfile);

  const run = new BuildRun(request, buildTexts(request), Date.now);
  services.builds.add(run);
  void services.buildsView.reveal(run);
  const outcome = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: l10n.t('Building {name}', { name: run.name }),
      cancellable: true,
    },
    async (progress, token) => {
      token.onCancellationRequested(() => run.cancel());
      let said = '';
      const stop = run.onChange(() => {
        const message = progressMessage(run);
        if (message !== said) progress.report({ message });
        said = message;
      });
      const ended = await run.run((...args) => services.host.engine(engine => engine.build(...args)));
      stop();
      return ended;
    },
  );
  await services.buildDiagnostics.report(dockerfile, outcome, run.progress);
  await (outcome.ok ? announce(services, run, outcome.value.imageId) : explain(services, run, dockerfile));
}

function progressMessage(run: BuildRun): string {
  if (run.state === 'cancelling') return l10n.t('cancelling…');
  const { ended, all } = countSteps(run.progress);
  const name = currentStep(run.progress)?.name ?? '';
  const shown = name.length > 120 ? `${name.slice(0, 119)}…` : name;
  return all === 0 ? shown : l10n.t('{ended} of {all} steps. {step}', { ended, all, step: shown });
}

async function announce(services: Services, run: BuildRun, imageId: string): Promise<void> {
  const tag = familiarName(run.name);
  void services.images.reveal(row => row.tag === tag || (row.tag === undefined && row.image.id === imageId));
  const inspect = l10n.t('Inspect');
  const log = l10n.t('Show Log');
  const chosen = await window.showInformationMessage(
    l10n.t('Built {name} in {duration}.', { name: run.name, duration: formatDuration(run.duration) }),
    inspect,
    log,
  );
  if (chosen === log) services.buildTerminals.show(run);
  if (chosen === inspect) {
    services.inspectors.open({
      location: { kind: 'engine', reference: imageId },
      title: tag || shortDigest(imageId),
    });
  }
}

async function explain(services: Services, run: BuildRun, dockerfile: Uri): Promise<void> {
  const { outcome } = run;
  if (!outcome || outcome.ok) return;
  if (outcome.failure.code === 'cancelled') {
    window.setStatusBarMessage(l10n.t('The build of {name} was cancelled.', { name: run.name }), 5_000);
    return;
  }
  const log = l10n.t('Show Log');
  if (outcome.failure.code !== 'build-failed') {
    if ((await showFailure(outcome.failure, log)) === log) services.buildTerminals.show(run);
    return;
  }
  const go = l10n.t('Go to Line');
  const { detail } = failureText(outcome.failure);
  const chosen = await window.showErrorMessage(
    l10n.t('The build of {name} failed: {reason}', {
      name: run.name,
      reason: detail.split('\n', 1)[0] ?? '',
    }),
    ...(outcome.place?.lines ? [go] : []),
    log,
  );
  if (chosen === log) services.buildTerminals.show(run);
  if (chosen === go) {
    const line = outcome.place?.lines?.first ?? 0;
    const document = await workspace.openTextDocument(dockerfile);
    const range = document.lineAt(Math.min(line, document.lineCount - 1)).range;
    await window.showTextDocument(document, { selection: range.with({ end: range.start }) });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
