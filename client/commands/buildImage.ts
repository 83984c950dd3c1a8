import { basename, dirname } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { announceEnd } from '../build/announce.ts';
import { askOptions } from '../build/askOptions.ts';
import type { BuildOptions } from '../build/buildOptions.ts';
import { checkReference, defaultReference, withTag } from '../build/reference.ts';
import { contextOf, startBuild } from '../build/startBuild.ts';
import { optionsSummary, referenceProblemText } from '../build/texts.ts';
import { contextWithTotal } from '../context/contextTotal.ts';
import type { Services } from '../services.ts';
import { showFailure } from './failures.ts';
import { findDockerfile } from './findDockerfile.ts';

/** Asks for a name and builds with it, and with what the Dockerfile was built with before; ends with the build. */
export async function buildImage(services: Services, target: unknown): Promise<void> {
  const dockerfile = await trustedDockerfile(target);
  if (!dockerfile) return;
  const options = services.buildMemory.optionsOf(dockerfile) ?? defaultOptions(dockerfile);
  const name = await askName(services, options.tags[0] ?? '', dockerfile, options);
  if (name !== undefined) await runBuild(services, dockerfile, { ...options, tags: [name] });
}

/** Shows all that can be chosen, each with what it is now; builds when that is chosen. */
export async function buildWithOptions(services: Services, target: unknown): Promise<void> {
  const dockerfile = await trustedDockerfile(target);
  if (!dockerfile) return;
  // The server knows only documents that are open.
  await workspace.openTextDocument(dockerfile);
  const inputs = await services.languageServer.buildInputs(dockerfile);
  const known = services.buildMemory.optionsOf(dockerfile) ?? defaultOptions(dockerfile);
  const options = await askOptions(known, inputs, {
    contextPath: contextOf(dockerfile),
    askName: value => askName(services, value, dockerfile),
    listBuilders: async () => {
      const listed = await services.host.engine(engine => engine.listBuilders({}));
      return listed.ok ? listed.value : [];
    },
  });
  if (options) await runBuild(services, dockerfile, options);
}

/** The build that was done last, without questions: of the given or active Dockerfile, else of the last one built. */
export async function buildAgain(services: Services, target: unknown): Promise<void> {
  const { last } = services.buildMemory;
  const active = window.activeTextEditor?.document.uri;
  const candidates = [target instanceof Uri ? target : undefined, active, last ? Uri.parse(last) : undefined];
  for (const dockerfile of candidates) {
    const options = dockerfile && services.buildMemory.optionsOf(dockerfile);
    if (!options) continue;
    await runBuild(services, dockerfile, options);
    return;
  }
  await buildImage(services, target);
}

/** Builds up to one stage, or the whole, without questions once the Dockerfile has a name. */
export async function buildStage(services: Services, target: unknown, stage: unknown): Promise<void> {
  const dockerfile = await trustedDockerfile(target);
  if (!dockerfile) return;
  const known = services.buildMemory.optionsOf(dockerfile);
  const { target: _, ...options } = known ?? defaultOptions(dockerfile);
  if (typeof stage === 'string') {
    await runBuild(
      services,
      dockerfile,
      { ...options, tags: [stageTag(options.tags[0], stage)], target: stage },
      { remembers: false },
    );
    return;
  }
  const name = known ? options.tags[0] : await askName(services, options.tags[0] ?? '', dockerfile);
  if (name !== undefined) await runBuild(services, dockerfile, { ...options, tags: [name] });
}

/** `app:latest` up to the stage `build` is `app:build`: it does not take the name of the whole image. */
function stageTag(tag = 'image:latest', stage: string): string {
  const colon = tag.lastIndexOf(':');
  const name = colon > tag.lastIndexOf('/') ? tag.slice(0, colon) : tag;
  return `${name}:${/^\w[\w.-]*$/.test(stage) && !/^\d+$/.test(stage) ? stage : `stage-${stage}`}`;
}

export interface BuildManner {
  /** Whether the options are those of the Dockerfile from now on. */
  readonly remembers?: boolean;
  /** Context folder, instead of what the settings say. */
  readonly context?: string;
}

/** Builds and tells how it ended. */
export async function runBuild(
  services: Services,
  dockerfile: Uri,
  options: BuildOptions,
  { remembers = true, context }: BuildManner = {},
): Promise<void> {
  if (remembers) await services.buildMemory.remember(dockerfile, options);
  const started = await startBuild(services, dockerfile, options, context);
  if (!started) return;
  if ('failure' in started) {
    await showFailure(started.failure);
    return;
  }
  void services.buildsView.reveal(started.run);
  await started.ended;
  await announceEnd(services, started.run, dockerfile);
}

async function trustedDockerfile(target: unknown): Promise<Uri | undefined> {
  if (workspace.isTrusted) return findDockerfile(target instanceof Uri ? target : undefined);
  await showFailure({ code: 'workspace-untrusted' });
  return undefined;
}

const defaultOptions = (dockerfile: Uri): BuildOptions => ({
  tags: [defaultReference(basename(dirname(dockerfile.fsPath)))],
});

async function askName(
  services: Services,
  value: string,
  dockerfile: Uri,
  options?: BuildOptions,
): Promise<string | undefined> {
  const path = await contextWithTotal(services.currentContext, dockerfile, contextOf(dockerfile));
  const summary = options ? optionsSummary(options) : '';
  const name = await window.showInputBox({
    title: l10n.t('Build image'),
    prompt: summary
      ? l10n.t('Name and tag. The build context is {path}. As before: {options}.', { path, options: summary })
      : l10n.t('Name and tag. The build context is {path}.', { path }),
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
