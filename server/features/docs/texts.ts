import { directives } from './en/directives.ts';
import { flags } from './en/flags.ts';
import { headings } from './en/headings.ts';
import { instructions } from './en/instructions.ts';
import { mountKeys, mounts } from './en/mounts.ts';
import {
  buildkitVariables,
  modifiers,
  platformNote,
  platformVariables,
  proxyVariable,
} from './en/variables.ts';

export const english = {
  instructions,
  flags,
  mounts,
  mountKeys,
  directives,
  platformVariables,
  platformNote,
  proxyVariable,
  buildkitVariables,
  modifiers,
  headings,
};

/** All words of one human language; a second language is a second table of the same type. */
export type Texts = {
  readonly [Key in keyof typeof english]: (typeof english)[Key] extends string
    ? string
    : Key extends 'headings'
      ? Readonly<Record<keyof typeof headings, string>>
      : (typeof english)[Key];
};
