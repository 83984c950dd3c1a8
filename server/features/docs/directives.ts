import type { Facts } from './facts.ts';

export const DIRECTIVE_NAMES = ['syntax', 'escape', 'check'] as const;
export type DirectiveName = (typeof DIRECTIVE_NAMES)[number];

interface DirectiveFacts extends Facts {
  readonly proposals: readonly string[];
}

export const DIRECTIVES: Readonly<Record<DirectiveName, DirectiveFacts>> = {
  syntax: {
    syntax: ['# syntax=<image>'],
    example: '# syntax=docker/dockerfile:1',
    anchor: 'syntax',
    proposals: ['docker/dockerfile:1', 'docker/dockerfile:1-labs'],
  },
  escape: {
    syntax: ['# escape=\\', '# escape=`'],
    example: '# escape=`',
    anchor: 'escape',
    proposals: ['`', '\\'],
  },
  check: {
    syntax: ['# check=skip=<check>[,<check>]…|all', '# check=error=true', '# check=skip=…;error=true'],
    example: '# check=skip=JSONArgsRecommended;error=true',
    anchor: 'check',
    since: '1.8',
    proposals: ['skip=', 'error=true', 'skip=all', 'experimental=all'],
  },
};
