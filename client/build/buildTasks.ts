import {
  CustomExecution,
  type Disposable,
  EventEmitter,
  l10n,
  type Pseudoterminal,
  Task,
  TaskGroup,
  type TaskProvider,
  TaskScope,
  tasks,
  Uri,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import { DOCKERFILES } from '../commands/findDockerfile.ts';
import { taskTypes } from '../contributions.ts';
import { failureLine } from '../failureText.ts';
import type { Services } from '../services.ts';
import { announceEnd } from './announce.ts';
import type { BuildRun } from './buildRun.ts';
import { startBuild } from './startBuild.ts';
import { readTask, type TaskFields } from './taskDefinition.ts';

/** More tasks than this nobody chooses from. */
const OFFERED = 100;
const RED = '\x1b[31m';
const PLAIN = '\x1b[0m';

/** Builds as tasks of the type `strata`: one for each Dockerfile, and those that a tasks.json describes. */
export class BuildTasks implements TaskProvider, Disposable {
  readonly #services: Services;
  readonly #registration: Disposable;

  constructor(services: Services) {
    this.#services = services;
    this.#registration = tasks.registerTaskProvider(taskTypes.build, this);
  }

  async provideTasks(): Promise<Task[]> {
    const files = await workspace.findFiles(DOCKERFILES, '**/{node_modules,.git}/**', OFFERED);
    return files
      .filter(file => !file.path.endsWith('ignore'))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .flatMap(file => {
        const folder = workspace.getWorkspaceFolder(file);
        const dockerfile = workspace.asRelativePath(file, false);
        return folder ? [this.#task(folder, { type: taskTypes.build, dockerfile })] : [];
      });
  }

  resolveTask(task: Task): Task | undefined {
    const { definition, scope } = task;
    if (typeof scope !== 'object') return undefined;
    // VS Code knows a task again by the very object that defines it.
    return this.#task(scope, definition as TaskFields & { type: string }, task.name);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  #task(folder: WorkspaceFolder, definition: TaskFields & { type: string }, name?: string): Task {
    const shown = name || l10n.t('build {path}', { path: String(definition.dockerfile ?? 'Dockerfile') });
    const execution = new CustomExecution(async resolved =>
      buildTerminal(this.#services, folder.uri, resolved as TaskFields),
    );
    const task = new Task(definition, folder ?? TaskScope.Workspace, shown, 'strata', execution, []);
    task.group = TaskGroup.Build;
    task.detail = l10n.t('Builds an image from {path}', {
      path: String(definition.dockerfile ?? 'Dockerfile'),
    });
    return task;
  }
}

/** The build's log as a terminal that ends with the build: 0 for a built image, 1 for anything else. */
function buildTerminal(services: Services, folder: Uri, fields: TaskFields): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  let run: BuildRun | undefined;
  let gone = false;

  const work = async (): Promise<number> => {
    const { dockerfile, context, options } = readTask(fields, folder.fsPath);
    const file = Uri.file(dockerfile);
    const started = await startBuild(services, file, options, context);
    if (!started) return 1;
    if ('failure' in started) {
      written.fire(`${RED}${failureLine(started.failure)}${PLAIN}\r\n`);
      return 1;
    }
    run = started.run;
    written.fire(run.log.text());
    run.onText(text => written.fire(text));
    if (gone) run.cancel();
    await started.ended;
    void announceEnd(services, run, file);
    return run.outcome?.ok ? 0 : 1;
  };

  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      work().then(
        code => closed.fire(code),
        (error: Error) => {
          services.log.error('build task:', error);
          closed.fire(1);
        },
      );
    },
    close: () => {
      gone = true;
      run?.cancel();
    },
    handleInput: input => {
      if (input === '\x03') run?.cancel();
    },
  };
}
