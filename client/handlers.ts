import { BuildRun } from './build/buildRun.ts';
import { buildAgain, buildImage, buildStage, buildWithOptions } from './commands/buildImage.ts';
import { inspectBuild, rebuild, showBuildLine } from './commands/buildRow.ts';
import { clearImageCache } from './commands/clearImageCache.ts';
import { compareImages } from './commands/compareImages.ts';
import { configureRule } from './commands/configureRule.ts';
import { copyImageDigest, copyImageId, copyImageReference, copyStepText } from './commands/copyImage.ts';
import { copyImagePath } from './commands/copyImagePath.ts';
import { onImageFile } from './commands/imageFileMenu.ts';
import { filterImages, groupImages, sortImages } from './commands/imageList.ts';
import { inspectArchive } from './commands/inspectArchive.ts';
import { inspectImage } from './commands/inspectImage.ts';
import { inspectTag } from './commands/inspectTag.ts';
import { selectLayersImage, showImageDockerfile, showLayerLine } from './commands/layerMarks.ts';
import { newDockerfile, newDockerignore } from './commands/newFiles.ts';
import { pruneImages } from './commands/pruneImages.ts';
import { pullImage } from './commands/pullImage.ts';
import { addRegistry, removeRegistry } from './commands/registry/addRegistry.ts';
import { copyRemoteTag } from './commands/registry/copyRemoteTag.ts';
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
import { runImage } from './commands/runImage.ts';
import { exportScan, removeScan, scanImage } from './commands/scanImage.ts';
import { selectContext } from './commands/selectContext.ts';
import { showRule } from './commands/showRule.ts';
import { tagImage } from './commands/tagImage.ts';
import {
  changeIgnored,
  revealContextEntry,
  selectContextFile,
  showContext,
  showMatches,
} from './context/contextCommands.ts';
import { asMoreNode } from './context/contextItems.ts';
import { commands, internalCommands } from './contributions.ts';
import { readRequest } from './inspector/request.ts';
import type { Services } from './services.ts';
import { asImageNode } from './views/imageNodes.ts';
import { asRegistryNode } from './views/registryItems.ts';

export type CommandId =
  | (typeof commands)[keyof typeof commands]
  | (typeof internalCommands)[keyof typeof internalCommands];

/** What each command does. Loaded with the first of them: the extension's start is without. */
export function handlers(services: Services): Record<CommandId, (...args: unknown[]) => unknown> {
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
    [commands.copyRemoteTag]: node => copyRemoteTag(services, node),
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
    [commands.clearImagesFilter]: () => services.images.setOptions({ filter: '' }),
    [commands.filterImages]: () => filterImages(services),
    [commands.groupImages]: () => groupImages(services),
    [commands.sortImages]: () => sortImages(services),
    [commands.showDanglingImages]: () => services.images.setOptions({ dangling: true }),
    [commands.hideDanglingImages]: () => services.images.setOptions({ dangling: false }),
    [commands.showOwnSizes]: () => services.images.setOptions({ ownSizes: true }),
    [commands.hideOwnSizes]: () => services.images.setOptions({ ownSizes: false }),
    [commands.pruneImages]: () => pruneImages(services),
    [commands.pullImage]: node => pullImage(services, node),
    [commands.runImage]: node => runImage(services, node),
    [commands.tagImage]: node => tagImage(services, node),
    [commands.copyImageDigest]: (node, selected) => copyImageDigest(services, node, selected),
    [commands.copyImageId]: (node, selected) => copyImageId(services, node, selected),
    [commands.copyImageReference]: (node, selected) => copyImageReference(services, node, selected),
    [commands.copyStepText]: node => copyStepText(node),
    [commands.inspectArchive]: target => inspectArchive(services, target),
    [commands.inspectTag]: node => inspectTag(services, node),
    [commands.inspectImage]: node => inspectImage(services, asImageNode(node)),
    [commands.newDockerfile]: target => newDockerfile(services, target),
    [commands.newDockerignore]: target => newDockerignore(services, target),
    [commands.refreshImages]: () => services.images.refresh(),
    [commands.removeImage]: (node, selected) => removeImage(services, node, selected),
    [commands.restartLanguageServer]: () => services.languageServer.restart(),
    [commands.selectLayersImage]: target => selectLayersImage(services, target),
    [commands.showImageDockerfile]: node => showImageDockerfile(services, asImageNode(node)),
    [commands.showLayerLine]: context => showLayerLine(services, context),
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
    [internalCommands.reloadImageRow]: value => {
      const node = asImageNode(value);
      if (node) services.images.reload(node);
    },
    [internalCommands.moreLayerFiles]: value => {
      const node = asImageNode(value);
      if (node?.kind === 'more') services.images.showMore(node);
    },
    [internalCommands.openLayerFile]: node => onImageFile(services, 'openFile', node),
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
