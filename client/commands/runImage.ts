import { l10n, ProcessExecution, Task, TaskPanelKind, TaskRevealKind, TaskScope, tasks } from 'vscode';
import { looksSecret } from '../build/buildOptions.ts';
import { shortDigest } from '../format.ts';
import { askRun } from '../run/askRun.ts';
import { endpointOptions, findDocker } from '../run/dockerProgram.ts';
import { defaultRun, type RunOptions, readRun, runArguments, runToKeep } from '../run/runOptions.ts';
import { openRunTerminal } from '../run/runTerminal.ts';
import type { Services } from '../services.ts';
import { type ImageRow, repositoryOf, rowName } from '../views/imageRows.ts';
import { oneRow } from './chosenImages.ts';
import { showFailure } from './failures.ts';

/** Asks how, and runs an image in a terminal: by the docker program where there is one, else over the engine's API. */
export async function runImage(services: Services, node: unknown): Promise<void> {
  const row = await oneRow(services, node, l10n.t('Image to run'));
  if (!row) return;
  const { host, workspaceState } = services;
  // The id is right even when the name has moved on.
  const defaults = await host.engine(engine => engine.runDefaults({ reference: row.image.id }));
  if (!defaults.ok) return void (await showFailure(defaults.failure));
  const name = rowName(row) ?? shortDigest(row.image.id);
  const byDefault = defaultRun(defaults.value);
  const key = `run.options:${row.tag === undefined ? row.image.id : repositoryOf(row.tag)}`;
  const docker = await findDocker(process.env, process.platform);
  const options = await askRun(
    name,
    readRun(workspaceState.get(key), byDefault) ?? byDefault,
    defaults.value,
    docker === undefined
      ? l10n.t('Over the API of the engine: there is no docker program on the PATH')
      : l10n.t('With the docker program, in a terminal'),
  );
  if (!options) return;
  await workspaceState.update(key, runToKeep(options, looksSecret));
  if (docker === undefined) runOverApi(services, row, name, options);
  else await runWithDocker(services, row, name, options, docker);
}

async function runWithDocker(
  { host }: Services,
  row: ImageRow,
  name: string,
  options: RunOptions,
  docker: string,
): Promise<void> {
  const endpoint = await host.endpoint();
  if (!endpoint.ok) return void (await showFailure(endpoint.failure));
  const args = runArguments(row.tag ?? row.image.id, options, endpointOptions(endpoint.value));
  // A task's terminal stays when the program has ended, and says with which code.
  const task = new Task(
    { type: 'process' },
    TaskScope.Workspace,
    l10n.t('Run {image}', { image: name }),
    'Strata',
    new ProcessExecution(docker, [...args]),
  );
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.New,
    focus: options.interactive,
    clear: false,
  };
  await tasks.executeTask(task);
}

function runOverApi({ host }: Services, row: ImageRow, name: string, options: RunOptions): void {
  const { name: containerName, ...rest } = options;
  openRunTerminal(host, l10n.t('Run {image}', { image: name }), {
    ...rest,
    reference: row.tag ?? row.image.id,
    ...(containerName && { name: containerName }),
  });
}
