import type { Rule } from './rule.ts';
import abandonedImage from './rules/abandoned-image.ts';
import addInsteadOfCopy from './rules/add-instead-of-copy.ts';
import aptCommand from './rules/apt-command.ts';
import aptDistUpgrade from './rules/apt-dist-upgrade.ts';
import aptKey from './rules/apt-key.ts';
import cdInRun from './rules/cd-in-run.ts';
import consecutiveRuns from './rules/consecutive-runs.ts';
import constantPlatform from './rules/constant-platform.ts';
import copiedArchiveExtracted from './rules/copied-archive-extracted.ts';
import copiedSecretFile from './rules/copied-secret-file.ts';
import copyDestinationWithoutSlash from './rules/copy-destination-without-slash.ts';
import copyOfIgnoredFile from './rules/copy-of-ignored-file.ts';
import copyOutsideContext from './rules/copy-outside-context.ts';
import copyToRelativePath from './rules/copy-to-relative-path.ts';
import deletedInLaterLayer from './rules/deleted-in-later-layer.ts';
import duplicateStageName from './rules/duplicate-stage-name.ts';
import embeddedSecret from './rules/embedded-secret.ts';
import emptyContinuationLine from './rules/empty-continuation-line.ts';
import endOfLifeImage from './rules/end-of-life-image.ts';
import highUserId from './rules/high-user-id.ts';
import hostCommand from './rules/host-command.ts';
import hostPortInExpose from './rules/host-port-in-expose.ts';
import ignoredCommand from './rules/ignored-command.ts';
import imageWithoutDigest from './rules/image-without-digest.ts';
import invalidDefaultBaseImage from './rules/invalid-default-base-image.ts';
import invalidLabelValue from './rules/invalid-label-value.ts';
import labelOutsideSchema from './rules/label-outside-schema.ts';
import latestTag from './rules/latest-tag.ts';
import leftoverApkCache from './rules/leftover-apk-cache.ts';
import leftoverAptLists from './rules/leftover-apt-lists.ts';
import leftoverDnfCache from './rules/leftover-dnf-cache.ts';
import leftoverDownloadCache from './rules/leftover-download-cache.ts';
import leftoverPipCache from './rules/leftover-pip-cache.ts';
import leftoverYarnCache from './rules/leftover-yarn-cache.ts';
import leftoverYumCache from './rules/leftover-yum-cache.ts';
import leftoverZypperCache from './rules/leftover-zypper-cache.ts';
import legacyKeyValue from './rules/legacy-key-value.ts';
import maintainerInstruction from './rules/maintainer-instruction.ts';
import malformedDescriptionComment from './rules/malformed-description-comment.ts';
import mismatchedBasePlatform from './rules/mismatched-base-platform.ts';
import missingCopySource from './rules/missing-copy-source.ts';
import missingDockerignore from './rules/missing-dockerignore.ts';
import missingHealthcheck from './rules/missing-healthcheck.ts';
import missingLabel from './rules/missing-label.ts';
import missingUser from './rules/missing-user.ts';
import mixedCaseFromAs from './rules/mixed-case-from-as.ts';
import mixedCaseInstructions from './rules/mixed-case-instructions.ts';
import namedUser from './rules/named-user.ts';
import overriddenInstruction from './rules/overridden-instruction.ts';
import persistentDebianFrontend from './rules/persistent-debian-frontend.ts';
import pipeWithoutPipefail from './rules/pipe-without-pipefail.ts';
import pipedDownload from './rules/piped-download.ts';
import portOutOfRange from './rules/port-out-of-range.ts';
import recommendedAptPackages from './rules/recommended-apt-packages.ts';
import recursiveChown from './rules/recursive-chown.ts';
import redundantMkdir from './rules/redundant-mkdir.ts';
import redundantTargetPlatform from './rules/redundant-target-platform.ts';
import relativeWorkdir from './rules/relative-workdir.ts';
import repeatedName from './rules/repeated-name.ts';
import replacedShell from './rules/replaced-shell.ts';
import reservedStageName from './rules/reserved-stage-name.ts';
import rootUser from './rules/root-user.ts';
import secretInVariable from './rules/secret-in-variable.ts';
import secretOnCommandLine from './rules/secret-on-command-line.ts';
import separateAptUpdate from './rules/separate-apt-update.ts';
import shellFormCommand from './rules/shell-form-command.ts';
import sourceBeforeDependencies from './rules/source-before-dependencies.ts';
import sshPort from './rules/ssh-port.ts';
import sudo from './rules/sudo.ts';
import suppressionComment from './rules/suppression-comment.ts';
import uncheckedDownload from './rules/unchecked-download.ts';
import uncheckedHeredoc from './rules/unchecked-heredoc.ts';
import unconfirmedAptCommand from './rules/unconfirmed-apt-command.ts';
import unconfirmedDnfCommand from './rules/unconfirmed-dnf-command.ts';
import unconfirmedYumCommand from './rules/unconfirmed-yum-command.ts';
import unconfirmedZypperCommand from './rules/unconfirmed-zypper-command.ts';
import undefinedArgumentInFrom from './rules/undefined-argument-in-from.ts';
import undefinedVariable from './rules/undefined-variable.ts';
import unknownCopySource from './rules/unknown-copy-source.ts';
import unlockedNpmInstall from './rules/unlocked-npm-install.ts';
import unpinnedApkPackage from './rules/unpinned-apk-package.ts';
import unpinnedAptPackage from './rules/unpinned-apt-package.ts';
import unpinnedDnfPackage from './rules/unpinned-dnf-package.ts';
import unpinnedGem from './rules/unpinned-gem.ts';
import unpinnedGoPackage from './rules/unpinned-go-package.ts';
import unpinnedNpmPackage from './rules/unpinned-npm-package.ts';
import unpinnedPipPackage from './rules/unpinned-pip-package.ts';
import unpinnedYumPackage from './rules/unpinned-yum-package.ts';
import unpinnedZypperPackage from './rules/unpinned-zypper-package.ts';
import untaggedImage from './rules/untagged-image.ts';
import untrustedRegistry from './rules/untrusted-registry.ts';
import unusedArgument from './rules/unused-argument.ts';
import unusedStage from './rules/unused-stage.ts';
import unusedSuppression from './rules/unused-suppression.ts';
import unusualLabelKey from './rules/unusual-label-key.ts';
import uppercasePortProtocol from './rules/uppercase-port-protocol.ts';
import uppercaseStageName from './rules/uppercase-stage-name.ts';
import wgetAndCurl from './rules/wget-and-curl.ts';
import wgetProgress from './rules/wget-progress.ts';
import worldWritable from './rules/world-writable.ts';
import zypperDistUpgrade from './rules/zypper-dist-upgrade.ts';

import { SYNTAX_ALIASES } from './syntaxAliases.ts';

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  abandonedImage,
  addInsteadOfCopy,
  aptCommand,
  aptDistUpgrade,
  aptKey,
  cdInRun,
  consecutiveRuns,
  constantPlatform,
  copiedArchiveExtracted,
  copiedSecretFile,
  copyDestinationWithoutSlash,
  copyOfIgnoredFile,
  copyOutsideContext,
  copyToRelativePath,
  deletedInLaterLayer,
  duplicateStageName,
  embeddedSecret,
  emptyContinuationLine,
  endOfLifeImage,
  highUserId,
  hostCommand,
  hostPortInExpose,
  ignoredCommand,
  imageWithoutDigest,
  invalidDefaultBaseImage,
  invalidLabelValue,
  labelOutsideSchema,
  latestTag,
  leftoverApkCache,
  leftoverAptLists,
  leftoverDnfCache,
  leftoverDownloadCache,
  leftoverPipCache,
  leftoverYarnCache,
  leftoverYumCache,
  leftoverZypperCache,
  legacyKeyValue,
  maintainerInstruction,
  malformedDescriptionComment,
  mismatchedBasePlatform,
  missingCopySource,
  missingDockerignore,
  missingHealthcheck,
  missingLabel,
  missingUser,
  mixedCaseFromAs,
  mixedCaseInstructions,
  namedUser,
  overriddenInstruction,
  persistentDebianFrontend,
  pipeWithoutPipefail,
  pipedDownload,
  portOutOfRange,
  recommendedAptPackages,
  recursiveChown,
  redundantMkdir,
  redundantTargetPlatform,
  relativeWorkdir,
  repeatedName,
  replacedShell,
  reservedStageName,
  rootUser,
  secretInVariable,
  secretOnCommandLine,
  separateAptUpdate,
  shellFormCommand,
  sourceBeforeDependencies,
  sshPort,
  sudo,
  suppressionComment,
  uncheckedDownload,
  uncheckedHeredoc,
  unconfirmedAptCommand,
  unconfirmedDnfCommand,
  unconfirmedYumCommand,
  unconfirmedZypperCommand,
  undefinedArgumentInFrom,
  undefinedVariable,
  unknownCopySource,
  unlockedNpmInstall,
  unpinnedApkPackage,
  unpinnedAptPackage,
  unpinnedDnfPackage,
  unpinnedGem,
  unpinnedGoPackage,
  unpinnedNpmPackage,
  unpinnedPipPackage,
  unpinnedYumPackage,
  unpinnedZypperPackage,
  untaggedImage,
  untrustedRegistry,
  unusedArgument,
  unusedStage,
  unusedSuppression,
  unusualLabelKey,
  uppercasePortProtocol,
  uppercaseStageName,
  wgetAndCurl,
  wgetProgress,
  worldWritable,
  zypperDistUpgrade,
];

/** True for an id or an alias of a rule, and for the id of a syntax error. */
export function isRuleName(name: string): boolean {
  return NAMES.has(name) || name.startsWith('syntax-');
}

const NAMES: ReadonlySet<string> = new Set([
  ...rules.flatMap(({ id, aliases }) => [id, ...aliases]),
  ...SYNTAX_ALIASES,
]);
