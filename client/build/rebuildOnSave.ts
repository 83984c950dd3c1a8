import { type Disposable, type TextDocument, Uri, workspace } from 'vscode';
import { languages } from '../contributions.ts';
import type { Services } from '../services.ts';
import { buildSettings } from '../settings.ts';
import { announceEnd } from './announce.ts';
import { startBuild } from './startBuild.ts';

/**
 * Builds a Dockerfile again when it, or its ignore file, is saved, where the settings say so and it was built before.
 * A build of it that still runs is of an older text: it is cancelled.
 */
export function rebuildOnSave(services: Services): Disposable {
  return workspace.onDidSaveTextDocument(document => {
    if (services.builds.ownSaves.has(document.uri.toString())) return;
    const dockerfile = dockerfileOf(document);
    if (dockerfile && buildSettings(dockerfile).onSave) void rebuild(services, dockerfile);
  });
}

async function rebuild(services: Services, dockerfile: Uri): Promise<void> {
  const options = services.buildMemory.optionsOf(dockerfile);
  if (!options) return;
  for (const run of services.builds.runs)
    if (run.isRunning && run.request.dockerfilePath === dockerfile.fsPath) run.cancel();
  const started = await startBuild(services, dockerfile, options);
  if (!started || 'failure' in started) return;
  await started.ended;
  await announceEnd(services, started.run, dockerfile);
}

function dockerfileOf({ uri, languageId }: TextDocument): Uri | undefined {
  if (uri.scheme !== 'file') return undefined;
  if (languageId === languages.dockerfile) return uri;
  const own = /^(.+)\.dockerignore$/.exec(uri.path);
  if (own?.[1] && !own[1].endsWith('/')) return uri.with({ path: own[1] });
  return uri.path.endsWith('/.dockerignore') ? Uri.joinPath(uri, '..', 'Dockerfile') : undefined;
}
