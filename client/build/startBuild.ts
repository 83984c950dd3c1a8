import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { type Uri, workspace } from 'vscode';
import type { BuildRequest } from '../../protocol/engine.ts';
import { type Failure, failure } from '../../protocol/result.ts';
import type { Services } from '../services.ts';
import { buildSettings } from '../settings.ts';
import { contextFolder } from './buildContext.ts';
import type { BuildOptions } from './buildOptions.ts';
import { BuildRun } from './buildRun.ts';
import { buildTexts } from './texts.ts';

/** Either a build that runs, or why it cannot begin; neither when the user would not save the Dockerfile. */
export type Started =
  | { readonly run: BuildRun; readonly ended: Promise<void> }
  | { readonly failure: Failure }
  | undefined;

/** The context folder of a Dockerfile: as given, else as the settings say, else its own folder. */
export function contextOf(dockerfile: Uri, given = ''): string {
  const folder = workspace.getWorkspaceFolder(dockerfile)?.uri.fsPath;
  return contextFolder(dockerfile.fsPath, given || buildSettings(dockerfile).contextPath, folder);
}

/**
 * Begins a build of what is on disk, after saving what is not. Settings stand in for what the options leave open; the
 * build is in the list of builds, and its diagnostics are set when it ends.
 */
export async function startBuild(
  services: Services,
  dockerfile: Uri,
  options: BuildOptions,
  context = '',
): Promise<Started> {
  if (!workspace.isTrusted) return { failure: { code: 'workspace-untrusted' } };
  const contextPath = contextOf(dockerfile, context);
  if (!(await isFolder(contextPath))) return failure('file-unreadable', { path: contextPath });
  if (!(await saved(services, dockerfile))) return undefined;

  const { network, backend } = buildSettings(dockerfile);
  const request: BuildRequest = {
    backend,
    ...(network !== '' && { network }),
    ...options,
    ...{ buildId: randomUUID(), contextPath, dockerfilePath: dockerfile.fsPath },
  };
  services.buildDiagnostics.clear(dockerfile);
  const run = new BuildRun(request, buildTexts(request), Date.now);
  services.builds.add(run);
  const ended = run
    .run((...args) => services.host.engine(engine => engine.build(...args)))
    .then(outcome => services.buildDiagnostics.report(dockerfile, outcome, run.progress));
  return { run, ended };
}

/** False when what is in the editor could not be written. */
async function saved({ builds }: Services, file: Uri): Promise<boolean> {
  const key = file.toString();
  const open = workspace.textDocuments.find(document => document.uri.toString() === key);
  if (!open?.isDirty) return true;
  builds.ownSaves.add(key);
  try {
    // It says no also where the editor's own saving came first.
    return (await open.save()) || !open.isDirty;
  } finally {
    builds.ownSaves.delete(key);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
