import { type ExtensionContext, commands as editorCommands, Uri, window, workspace } from 'vscode';
import { BuildDiagnostics } from './build/buildDiagnostics.ts';
import { BuildHistory } from './build/buildHistory.ts';
import { BuildLenses } from './build/buildLenses.ts';
import { BuildMemory } from './build/buildMemory.ts';
import { BuildStatus } from './build/buildStatus.ts';
import { Builds } from './build/builds.ts';
import { BuildTasks } from './build/buildTasks.ts';
import { BuildTerminals } from './build/buildTerminal.ts';
import { rebuildOnSave } from './build/rebuildOnSave.ts';
import { provideRulePages } from './commands/showRule.ts';
import { ContextStatus } from './context/contextStatus.ts';
import { ContextView } from './context/contextView.ts';
import { CurrentContext } from './context/currentContext.ts';
import { IgnoredDecorations } from './context/ignoredDecorations.ts';
import { commands, internalCommands, schemes } from './contributions.ts';
import { EngineHost } from './engineHost.ts';
import { ImageFileSystem } from './files/imageFileSystem.ts';
import { ImageSessions } from './files/imageSessions.ts';
import { LayoutFolders } from './files/layoutFolders.ts';
import type { handlers } from './handlers.ts';
import { DocumentStore } from './inspector/documentStore.ts';
import { Inspectors } from './inspector/inspectors.ts';
import { LanguageServer } from './language/languageServer.ts';
import { languageDocuments } from './language/selector.ts';
import { startNodeServer } from './language/startNode.ts';
import { LayerStore } from './layers/layerStore.ts';
import { LineHints } from './layers/lineHints.ts';
import { LineMarks } from './layers/lineMarks.ts';
import { LostBytes } from './layers/lostBytes.ts';
import { SizeBars } from './layers/sizeBars.ts';
import { StageLenses } from './layers/stageLenses.ts';
import { RegistryHost } from './registries.ts';
import { ScanDiagnostics } from './scans/scanDiagnostics.ts';
import { Scans } from './scans/scans.ts';
import type { Services } from './services.ts';
import { imageCacheSize } from './settings.ts';
import { BuildsView } from './views/buildsView.ts';
import { ImagesView } from './views/imagesView.ts';
import { RegistriesView } from './views/registriesView.ts';
import { rowDecorations } from './views/rowDecorations.ts';
import { ScansView } from './views/scansView.ts';
import { startWorker } from './worker/start.ts';

/** Registers everything and starts nothing: the server starts with a document, the worker with the first call. */
export function activate(context: ExtensionContext): void {
  const keep = <T extends { dispose(): unknown }>(disposable: T): T => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const dist = Uri.joinPath(context.extensionUri, 'dist');
  const log = keep(window.createOutputChannel('Strata', { log: true }));
  const host = keep(
    new EngineHost(() =>
      startWorker(Uri.joinPath(dist, 'engine-worker.cjs').fsPath, ({ level, text }) => log[level](text), {
        cacheFolder: Uri.joinPath(context.globalStorageUri, 'images').fsPath,
        cacheSize: imageCacheSize(),
      }),
    ),
  );
  const registries = keep(new RegistryHost(log, context.globalStorageUri));
  const scans = keep(new Scans(context.globalStorageUri));
  const builds = keep(new Builds(new BuildHistory(context.storageUri)));
  lastBuilds = builds;
  const imageSessions = new ImageSessions(call => host.image(call));
  keep(
    workspace.registerFileSystemProvider(schemes.image, keep(new ImageFileSystem(imageSessions)), {
      isReadonly: true,
      isCaseSensitive: true,
    }),
  );
  keep(new LayoutFolders());
  const languageServer = keep(
    new LanguageServer(log, languageDocuments, startNodeServer(dist, log, host, registries)),
  );
  const currentContext = keep(new CurrentContext(languageServer));
  const documents = keep(new DocumentStore());
  const layerStore = new LayerStore(Uri.joinPath(context.globalStorageUri, 'layers').fsPath);
  const lineMarks = keep(new LineMarks(layerStore, host, languageServer, builds, log));
  const services: Services = {
    currentContext,
    contextView: keep(new ContextView(currentContext)),
    log,
    host,
    registries,
    scans,
    scansView: keep(new ScansView(scans)),
    registriesView: keep(new RegistriesView(registries)),
    builds,
    buildMemory: new BuildMemory(context.workspaceState),
    workspaceState: context.workspaceState,
    images: keep(new ImagesView(host, log, imageSessions, context.workspaceState)),
    buildsView: keep(new BuildsView(builds)),
    buildDiagnostics: keep(new BuildDiagnostics()),
    buildTerminals: keep(new BuildTerminals()),
    imageSessions,
    documents,
    layerStore,
    lineMarks,
    inspectors: keep(
      new Inspectors(context, host, documents, log, {
        files: {
          openFile: async file => (await fileActions()).openFile({ host, imageSessions }, file),
          saveFile: async file => (await fileActions()).saveFile({ host, imageSessions }, file),
          compareFile: async file => (await fileActions()).compareFile({ host, imageSessions }, file),
        },
        compareImage: async image =>
          (await import('./commands/compareImages.ts')).compareWith(services, image),
        showLine: async layer => (await import('./commands/layerMarks.ts')).goToLayerLine(services, layer),
      }),
    ),
    languageServer,
  };
  keep(host.onDidChange(() => services.languageServer.forgetImages()));
  keep(provideRulePages(services.languageServer));
  keep(new ScanDiagnostics(scans, services.languageServer, lineMarks));
  keep(window.registerFileDecorationProvider(rowDecorations));
  keep(window.registerFileDecorationProvider(keep(new IgnoredDecorations(currentContext))));
  keep(new ContextStatus(currentContext));
  keep(new BuildStatus(builds));
  keep(new BuildTasks(services));
  keep(new BuildLenses(services.languageServer));
  keep(rebuildOnSave(services));
  for (const shown of [LineHints, StageLenses, SizeBars, LostBytes]) keep(new shown(lineMarks));
  let handled: Promise<ReturnType<typeof handlers>> | undefined;
  for (const id of [...Object.values(commands), ...Object.values(internalCommands)]) {
    const run = async (...args: unknown[]): Promise<unknown> => {
      handled ??= import('./handlers.ts').then(loaded => loaded.handlers(services));
      return (await handled)[id](...args);
    };
    keep(editorCommands.registerCommand(id, run));
  }
}

const fileActions = () => import('./files/fileActions.ts');

/** Builds end with the window that began them, on the engine too. */
export function deactivate(): Promise<void> | undefined {
  return lastBuilds?.cancelAll();
}

let lastBuilds: Builds | undefined;
