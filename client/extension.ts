import { type ExtensionContext, commands as editorCommands, Uri, window, workspace } from 'vscode';
import { BuildDiagnostics } from './build/buildDiagnostics.ts';
import { BuildHistory } from './build/buildHistory.ts';
import { BuildLenses } from './build/buildLenses.ts';
import { BuildMemory } from './build/buildMemory.ts';
import { BuildRun } from './build/buildRun.ts';
import { BuildStatus } from './build/buildStatus.ts';
import { Builds } from './build/builds.ts';
import { BuildTasks } from './build/buildTasks.ts';
import { BuildTerminals } from './build/buildTerminal.ts';
import { rebuildOnSave } from './build/rebuildOnSave.ts';
import { buildAgain, buildImage, buildStage, buildWithOptions } from './commands/buildImage.ts';
import { inspectBuild, rebuild, showBuildLine } from './commands/buildRow.ts';
import { clearImageCache } from './commands/clearImageCache.ts';
import { compareImages, compareWith } from './commands/compareImages.ts';
import { configureRule } from './commands/configureRule.ts';
import { copyImageDigest, copyImageReference, copyStepText } from './commands/copyImage.ts';
import { copyImagePath } from './commands/copyImagePath.ts';
import { onImageFile } from './commands/imageFileMenu.ts';
import { inspectArchive } from './commands/inspectArchive.ts';
import { inspectTag } from './commands/inspectTag.ts';
import { inspectImage } from './commands/inspectImage.ts';
import { selectLayersImage, showImageDockerfile, showLayerLine } from './commands/layerMarks.ts';
import { newDockerfile, newDockerignore } from './commands/newFiles.ts';
import { addRegistry, removeRegistry } from './commands/registry/addRegistry.ts';
import { logInToRegistry, logOutOfRegistry } from './commands/registry/logIn.ts';
import { pushImage } from './commands/registry/pushImage.ts';
import {
  copyTagDigest,
  copyTagReference,
  deleteRemoteTag,
  openRepositoryPage,
  pullTag,
} from './commands/registry/remoteTags.ts';
import { removeImage } from './commands/removeImage.ts';
import { exportScan, removeScan, scanImage } from './commands/scanImage.ts';
import { selectContext } from './commands/selectContext.ts';
import { provideRulePages, showRule } from './commands/showRule.ts';
import {
  changeIgnored,
  revealContextEntry,
  selectContextFile,
  showContext,
  showMatches,
} from './context/contextCommands.ts';
import { asMoreNode } from './context/contextItems.ts';
import { ContextStatus } from './context/contextStatus.ts';
import { ContextView } from './context/contextView.ts';
import { CurrentContext } from './context/currentContext.ts';
import { IgnoredDecorations } from './context/ignoredDecorations.ts';
import { commands, internalCommands, schemes } from './contributions.ts';
import { EngineHost } from './engineHost.ts';
import { compareFile, openFile, saveFile } from './files/fileActions.ts';
import { ImageFileSystem } from './files/imageFileSystem.ts';
import { ImageSessions } from './files/imageSessions.ts';
import { LayoutFolders } from './files/layoutFolders.ts';
import { DocumentStore } from './inspector/documentStore.ts';
import { Inspectors } from './inspector/inspectors.ts';
import { readRequest } from './inspector/request.ts';
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
import { BuildsView } from './views/buildsView.ts';
import { asImageNode } from './views/imageItems.ts';
import { ImagesView } from './views/imagesView.ts';
import { RegistriesView } from './views/registriesView.ts';
import { asRegistryNode } from './views/registryItems.ts';
import { ScansView } from './views/scansView.ts';
import { stepDecorations } from './views/stepDecorations.ts';
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
      }),
    ),
  );
  const registries = keep(new RegistryHost(log));
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
    images: keep(new ImagesView(host, log)),
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
          openFile: file => openFile({ host, imageSessions }, file),
          saveFile: file => saveFile({ host, imageSessions }, file),
          compareFile: file => compareFile({ host, imageSessions }, file),
        },
        compareImage: image => compareWith(services, image),
      }),
    ),
    languageServer,
  };
  keep(host.onDidChange(() => services.languageServer.forgetImages()));
  keep(provideRulePages(services.languageServer));
  keep(new ScanDiagnostics(scans, services.languageServer));
  keep(window.registerFileDecorationProvider(stepDecorations));
  keep(window.registerFileDecorationProvider(keep(new IgnoredDecorations(currentContext))));
  keep(new ContextStatus(currentContext));
  keep(new BuildStatus(builds));
  keep(new BuildTasks(services));
  keep(new BuildLenses(services.languageServer));
  keep(rebuildOnSave(services));
  for (const shown of [LineHints, StageLenses, SizeBars, LostBytes]) keep(new shown(lineMarks));
  for (const [id, run] of Object.entries(handlers(services))) keep(editorCommands.registerCommand(id, run));
}

/** Builds end with the window that began them, on the engine too. */
export function deactivate(): Promise<void> | undefined {
  return lastBuilds?.cancelAll();
}

let lastBuilds: Builds | undefined;

type CommandId =
  | (typeof commands)[keyof typeof commands]
  | (typeof internalCommands)[keyof typeof internalCommands];

function handlers(services: Services): Record<CommandId, (...args: unknown[]) => unknown> {
  return {
    [commands.hideIgnored]: () => services.contextView.showIgnored(false),
    [commands.ignorePath]: target => changeIgnored(services, target, 'ignore'),
    [commands.refreshContext]: () => services.currentContext.refresh(true),
    [commands.restorePath]: target => changeIgnored(services, target, 'restore'),
    [commands.revealContextEntry]: target => revealContextEntry(target),
    [commands.selectContextFile]: () => selectContextFile(services),
    [commands.showContext]: target => showContext(services, target),
    [commands.showIgnored]: () => services.contextView.showIgnored(true),
    [internalCommands.moreContextEntries]: node => {
      const more = asMoreNode(node);
      if (more) services.contextView.showMore(more);
    },
    [internalCommands.showIgnoreMatches]: (uri, line) => showMatches(services, uri, line),
    [commands.clearScans]: () => services.scans.clear(),
    [commands.exportScan]: node => exportScan(node),
    [commands.removeScan]: node => removeScan(services, node),
    [commands.scanImage]: node => scanImage(services, node),
    [commands.addRegistry]: () => addRegistry(services),
    [commands.copyTagDigest]: node => copyTagDigest(services, node),
    [commands.copyTagReference]: node => copyTagReference(node),
    [commands.deleteRemoteTag]: node => deleteRemoteTag(services, node),
    [commands.logInToRegistry]: node => logInToRegistry(services, node),
    [commands.logOutOfRegistry]: node => logOutOfRegistry(services, node),
    [commands.openRepositoryPage]: node => openRepositoryPage(node),
    [commands.pullTag]: node => pullTag(services, node),
    [commands.pushImage]: node => pushImage(services, node),
    [commands.refreshRegistries]: () => services.registriesView.refresh(),
    [commands.removeRegistry]: node => removeRegistry(services, node),
    [commands.showMoreTags]: node => {
      const more = asRegistryNode(node);
      if (more) services.registriesView.showMore(more);
    },
    [commands.buildAgain]: target => buildAgain(services, target),
    [commands.buildImage]: target => buildImage(services, target),
    [commands.buildWithOptions]: target => buildWithOptions(services, target),
    [commands.cancelBuild]: node =>
      (asRun(node) ?? services.builds.runs.find(run => run.isRunning))?.cancel(),
    [commands.clearImageCache]: () => clearImageCache(services),
    [commands.clearBuilds]: () => services.builds.clearEnded(),
    [commands.copyImagePath]: context => copyImagePath(context),
    [commands.compareImageFile]: context => onImageFile(services, 'compareFile', context),
    [commands.compareImages]: (node, selected) => compareImages(services, node, selected),
    [commands.openImageFile]: context => onImageFile(services, 'openFile', context),
    [commands.saveImageFile]: context => onImageFile(services, 'saveFile', context),
    [commands.copyImageDigest]: node => copyImageDigest(asImageNode(node)),
    [commands.copyImageReference]: node => copyImageReference(asImageNode(node)),
    [commands.copyStepText]: node => copyStepText(asImageNode(node)),
    [commands.inspectArchive]: target => inspectArchive(services, target),
    [commands.inspectTag]: node => inspectTag(services, node),
    [commands.inspectImage]: node => inspectImage(services, asImageNode(node)),
    [commands.newDockerfile]: target => newDockerfile(services, target),
    [commands.newDockerignore]: target => newDockerignore(services, target),
    [commands.refreshImages]: () => services.images.refresh(),
    [commands.removeImage]: (node, selected) => removeImage(services, asImageNode(node), selected),
    [commands.restartLanguageServer]: () => services.languageServer.restart(),
    [commands.selectLayersImage]: target => selectLayersImage(services, target),
    [commands.showImageDockerfile]: node => showImageDockerfile(services, asImageNode(node)),
    [commands.showLayerLine]: node => showLayerLine(services, asImageNode(node)),
    [commands.selectContext]: () => selectContext(services),
    [commands.inspectBuild]: node => inspectBuild(services, asRun(node)),
    [commands.rebuild]: node => rebuild(services, asRun(node)),
    [commands.showBuildLine]: node => showBuildLine(node),
    [commands.showBuildLog]: node => {
      const run = asRun(node) ?? services.builds.runs[0];
      if (run) services.buildTerminals.show(run);
    },
    [commands.showLog]: () => services.log.show(),
    [commands.showRule]: name => showRule(services.languageServer, name),
    [internalCommands.configureRule]: configureRule,
    [internalCommands.buildStage]: (target, stage) => buildStage(services, target, stage),
    [internalCommands.openInspector]: request => {
      const read = readRequest(request);
      if (read) services.inspectors.open(read);
    },
  };
}

function asRun(node: unknown): BuildRun | undefined {
  return typeof node === 'object' && node !== null && 'run' in node && node.run instanceof BuildRun
    ? node.run
    : undefined;
}
