/** What hovers in .dockerignore files say. */
export const ignore = {
  takesOut: 'Takes {files} out of the build context ({bytes}).',
  bringsBack: 'Brings {files} back into the build context ({bytes}).',
  oneFile: '1 file',
  manyFiles: '{count} files',
  changesNothing: 'Changes nothing in this build context.',
  decidedElsewhere: 'What it matches is decided by line {line}.',
  largest: 'Largest:',
  matchedAs: 'Docker matches `{pattern}` from the top of the build context.',
  context: 'Sent to the build: {files} ({bytes}). Left out: {ignoredFiles} ({ignoredBytes}).',
  alreadyOut: '{size}, left out already',
  showMatches: 'Show what this decides on',
  common: 'often left out',
  incomplete: 'The context is larger than what was looked at: the numbers are lower bounds.',
  unreadable: 'Some folders could not be read and are not counted.',
} as const;
