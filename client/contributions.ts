import { SHOW_IGNORE_MATCHES_COMMAND } from '../protocol/language.ts';

/**
 * Ids that package.json and the code must agree on. The code never spells one out; a test holds package.json
 * against these lists in both directions.
 */
export const commands = {
  addRegistry: 'strata.addRegistry',
  copyTagDigest: 'strata.copyTagDigest',
  copyTagReference: 'strata.copyTagReference',
  copyRemoteTag: 'strata.copyRemoteTag',
  deleteRemoteTag: 'strata.deleteRemoteTag',
  logInToRegistry: 'strata.logInToRegistry',
  logOutOfRegistry: 'strata.logOutOfRegistry',
  openRepositoryPage: 'strata.openRepositoryPage',
  openImageFile: 'strata.openImageFile',
  pullTag: 'strata.pullTag',
  pushImage: 'strata.pushImage',
  refreshRegistries: 'strata.refreshRegistries',
  removeScan: 'strata.removeScan',
  clearScans: 'strata.clearScans',
  exportScan: 'strata.exportScan',
  scanImage: 'strata.scanImage',
  removeRegistry: 'strata.removeRegistry',
  showMoreTags: 'strata.showMoreTags',
  buildAgain: 'strata.buildAgain',
  buildImage: 'strata.buildImage',
  buildWithOptions: 'strata.buildWithOptions',
  cancelBuild: 'strata.cancelBuild',
  clearImageCache: 'strata.clearImageCache',
  clearImagesFilter: 'strata.clearImagesFilter',
  copyImageId: 'strata.copyImageId',
  filterImages: 'strata.filterImages',
  groupImages: 'strata.groupImages',
  hideDanglingImages: 'strata.hideDanglingImages',
  hideOwnSizes: 'strata.hideOwnSizes',
  pruneImages: 'strata.pruneImages',
  pullImage: 'strata.pullImage',
  runImage: 'strata.runImage',
  showDanglingImages: 'strata.showDanglingImages',
  showOwnSizes: 'strata.showOwnSizes',
  sortImages: 'strata.sortImages',
  tagImage: 'strata.tagImage',
  copyImagePath: 'strata.copyImagePath',
  compareImageFile: 'strata.compareImageFile',
  compareImages: 'strata.compareImages',
  clearBuilds: 'strata.clearBuilds',
  copyImageDigest: 'strata.copyImageDigest',
  copyImageReference: 'strata.copyImageReference',
  copyStepText: 'strata.copyStepText',
  inspectArchive: 'strata.inspectArchive',
  inspectBuild: 'strata.inspectBuild',
  inspectTag: 'strata.inspectTag',
  inspectImage: 'strata.inspectImage',
  newDockerfile: 'strata.newDockerfile',
  newDockerignore: 'strata.newDockerignore',
  hideIgnored: 'strata.hideIgnored',
  ignorePath: 'strata.ignorePath',
  refreshContext: 'strata.refreshContext',
  restorePath: 'strata.restorePath',
  revealContextEntry: 'strata.revealContextEntry',
  selectContextFile: 'strata.selectContextFile',
  showContext: 'strata.showContext',
  showIgnored: 'strata.showIgnored',
  rebuild: 'strata.rebuild',
  refreshImages: 'strata.refreshImages',
  removeImage: 'strata.removeImage',
  restartLanguageServer: 'strata.restartLanguageServer',
  saveImageFile: 'strata.saveImageFile',
  selectContext: 'strata.selectContext',
  selectLayersImage: 'strata.selectLayersImage',
  showImageDockerfile: 'strata.showImageDockerfile',
  showLayerLine: 'strata.showLayerLine',
  showBuildLine: 'strata.showBuildLine',
  showBuildLog: 'strata.showBuildLog',
  showLog: 'strata.showLog',
  showRule: 'strata.showRule',
} as const;

/** Commands that only views and the inspector call; they have no place in the palette and none in package.json. */
export const internalCommands = {
  /** Arguments: the Dockerfile's URI and the name of a stage, or nothing for the whole. */
  buildStage: 'strata._buildStage',
  /** Arguments: the name of a rule, and the URI of a document as text. */
  configureRule: 'strata._configureRule',
  /** Argument: the row that says there are more. */
  moreContextEntries: 'strata._moreContextEntries',
  /** Arguments: the URI of an ignore file as text, and a 0-based line. */
  showIgnoreMatches: SHOW_IGNORE_MATCHES_COMMAND,
  /** Argument: a row of the images whose layers' files are shown: what is to be read again. */
  reloadImageRow: 'strata._reloadImageRow',
  /** Argument: the row that says there are more. */
  moreLayerFiles: 'strata._moreLayerFiles',
  /** Argument: the row of a file. */
  openLayerFile: 'strata._openLayerFile',
  /** Argument: an `InspectRequest`. */
  openInspector: 'strata._openInspector',
} as const;

export const viewContainers = { strata: 'strata' } as const;

export const views = {
  images: 'strata.images',
  builds: 'strata.builds',
  context: 'strata.context',
  registries: 'strata.registries',
  scans: 'strata.scans',
} as const;

/** Full names; each is read through `settings.ts`. */
export const settings = {
  buildBackend: 'strata.build.backend',
  buildCodeLens: 'strata.build.codeLens',
  buildContextPath: 'strata.build.contextPath',
  buildNetwork: 'strata.build.network',
  buildOnSave: 'strata.build.onSave',
  contextDimIgnored: 'strata.context.dimIgnored',
  contextScan: 'strata.context.scan',
  contextWarnAbove: 'strata.context.warnAbove',
  engineContext: 'strata.engine.context',
  engineHost: 'strata.engine.host',
  imagesCacheSize: 'strata.images.cacheSize',
  layersCodeLens: 'strata.layers.codeLens',
  layersDiagnostics: 'strata.layers.diagnostics',
  layersFindImage: 'strata.layers.findImage',
  layersGutter: 'strata.layers.gutter',
  layersInlayHints: 'strata.layers.inlayHints',
  layersOverviewRuler: 'strata.layers.overviewRuler',
  lintEnable: 'strata.lint.enable',
  registryEnable: 'strata.registry.enable',
  registryInsecure: 'strata.registry.insecure',
  registryPlaces: 'strata.registry.places',
  scanPrograms: 'strata.scan.programs',
  lintRules: 'strata.lint.rules',
  serverTrace: 'strata.trace.server',
} as const;

export const contextKeys = {
  /** Paths of the folders in the workspace that are OCI layouts, as keys. */
  layoutFolders: 'strata.layoutFolders',
  /** What the image list says instead of showing rows: an `ImagesPlaceholder`, or '' when there are rows. */
  imagesPlaceholder: 'strata.imagesPlaceholder',
  imagesFiltered: 'strata.imagesFiltered',
  /** Images without a name are in the list. */
  imagesDangling: 'strata.imagesDangling',
  imagesOwnSizes: 'strata.imagesOwnSizes',
  hasBuilds: 'strata.hasBuilds',
  /** The context of a Dockerfile is known. */
  hasContext: 'strata.hasContext',
  showsIgnored: 'strata.showsIgnored',
  hasScans: 'strata.hasScans',
} as const;

/** Values of `contextKeys.imagesPlaceholder`: each has its words under `viewsWelcome`. */
export const imagesPlaceholders = [
  'empty',
  'unreachable',
  'permission',
  'too-old',
  'context',
  'untrusted',
] as const;
export type ImagesPlaceholder = (typeof imagesPlaceholders)[number];

/** `viewItem` values that menus ask for. */
export const itemKinds = {
  sentEntry: 'context-sent',
  ignoredEntry: 'context-ignored',
  image: 'image',
  untaggedImage: 'image-untagged',
  imageGroup: 'group',
  platform: 'platform',
  missingPlatform: 'platform-missing',
  attestation: 'attestation',
  layerFile: 'layer-file',
  layerFolder: 'layer-folder',
  layerStep: 'step-layer',
  emptyStep: 'step-empty',
  registry: 'registry',
  addedRegistry: 'registry-added',
  repository: 'repository',
  remoteTag: 'tag',
  scan: 'scan',
  finding: 'finding',
  runningBuild: 'build-running',
  /** One with an image in the engine. */
  builtBuild: 'build-ended-image',
  endedBuild: 'build-ended',
  buildStage: 'build-stage',
  buildStep: 'build-step',
  /** One that is an instruction of the Dockerfile. */
  buildInstruction: 'build-step-line',
} as const;

export const languages = { dockerfile: 'dockerfile', ignore: 'ignore' } as const;

export const taskTypes = { build: 'strata' } as const;

export const webviewTypes = {
  inspector: 'strata.inspector',
  compare: 'strata.compare',
  /** A custom editor. */
  archive: 'strata.archive',
} as const;

/** URI schemes that Strata answers for. */
export const schemes = {
  /** Pages of rules, as Markdown. */
  rule: 'strata-rule',
  /** JSON documents of an image, read-only. */
  document: 'strata-document',
  /** Files of images, read-only. */
  image: 'strata-image',
  /** Carries colour and badge of a row of the image list; opens nothing. */
  row: 'strata-row',
} as const;
