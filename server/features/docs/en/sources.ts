/** What hovers say of the files that COPY, ADD and bind mounts take from the build context. */
export const sources = {
  takes: 'Takes {files} of the build context ({bytes}).',
  nothing: 'Matches nothing in the build context.',
  ignored: 'The .dockerignore file leaves {files} out.',
  excludes: 'What `--exclude` leaves out is counted here.',
} as const;
