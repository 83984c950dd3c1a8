/** What requests ask for once diagnostics are there. Loaded with the first of them. */
export { buildInputs } from '../features/buildInputs.ts';
export { accountPlaceAt } from '../features/completion/accounts.ts';
export { pathItemsAt } from '../features/completion/paths.ts';
export { completionMarkdown, completionsAt } from '../features/completion.ts';
export {
  contextSourceAt,
  contextSources,
  mayLeaveOut,
  sourceMarkdown,
  tallySource,
} from '../features/copySource.ts';
export { english as texts } from '../features/docs/texts.ts';
export { folds } from '../features/folding.ts';
export { formatDocument, formatNewLine, formatRange } from '../features/format.ts';
export { hoverAt } from '../features/hover.ts';
export { accountAt, accountHover } from '../features/hoverAccount.ts';
export { imageAt, imageMarkdown } from '../features/hoverImage.ts';
export { insideHover, insideSourceAt } from '../features/hoverInside.ts';
export { ignoreItemsAt } from '../features/ignore/completion.ts';
export { formatIgnoreFile } from '../features/ignore/format.ts';
export { ignoreHover } from '../features/ignore/hover.ts';
export { ignoreLinks } from '../features/ignore/links.ts';
export { ignoreOutline } from '../features/ignore/outline.ts';
export { renameInPatterns } from '../features/ignore/rename.ts';
export { imageActions, versionedImageAt } from '../features/imageActions.ts';
export { inlayHints } from '../features/inlayHints.ts';
export { lineLayers } from '../features/lineLayers.ts';
export { links } from '../features/links.ts';
export { movedTagHints, pinnedImages, tagOfPinned } from '../features/movedTags.ts';
export { definitionAt, occurrencesAt } from '../features/navigation.ts';
export { prepareRename, rename } from '../features/rename.ts';
export { ruleOrPage, ruleSummaries } from '../features/rulePages.ts';
export { selectionAt } from '../features/selection.ts';
export { signatureAt } from '../features/signature.ts';
export { outline } from '../features/symbols.ts';
export { proposalsFor } from '../features/templates/templates.ts';
export { accountImage } from '../features/users.ts';
export { ignorePath, restorePath } from '../ignore/edit.ts';
export { findEntry } from '../ignore/evaluate.ts';
export { createMatcher } from '../ignore/matcher.ts';
export { decidedBy, entryEffects, isLeftOut } from '../ignore/rows.ts';
