import type { DirectiveName } from '../directives.ts';
import type { Text } from '../facts.ts';

export const directives: Readonly<Record<DirectiveName, Text>> = {
  syntax: {
    summary: 'Names the image of the Dockerfile frontend that reads this file.',
    details:
      '`docker/dockerfile:1` is the newest stable one: it gives an older Docker the newer instructions and flags. The image is pulled when the build starts. Must stand at the very top, before any other comment.',
    default: 'The frontend that is built into BuildKit.',
  },
  escape: {
    summary: 'Sets the character that continues a line and escapes the next character.',
    details:
      'The backtick is for Windows, where `\\` separates folders. In `RUN` it only continues lines. Must stand at the very top, before any other comment.',
    default: '`\\`.',
  },
  check: {
    summary: 'Says which build checks are left out, and whether one that complains fails the build.',
    details:
      '`skip=` takes names of checks, or `all`; `error=true` turns warnings into errors; `experimental=` takes names of checks that are not yet on by default. Several are separated by `;`. Must stand at the very top; above a single instruction `# check=skip=…` holds for that one only.',
    default: 'All checks, as warnings.',
  },
};
