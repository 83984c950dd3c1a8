/** What hovers say of the files that COPY, ADD and bind mounts take from the build context. */
export const sources = {
  takes: 'Takes {files} of the build context ({bytes}).',
  nothing: 'Matches nothing in the build context.',
  ignored: 'The .dockerignore file leaves {files} out.',
  excludes: 'What `--exclude` leaves out is counted here.',
  imageFile: 'A file of {image}: {bytes}.',
  imageFolder: 'A folder of {image}: {files} ({bytes}).',
  imageOther: 'In {image}, but neither a file nor a folder.',
  imageLink: 'A link leads to {path}.',
  imageMissing: '{image}, as the engine has it, holds nothing at {path}: the build fails here.',
  byLine: 'Put there on line {line}: {instruction}',
} as const;
