import { accounts } from './en/accounts.ts';
import { directives } from './en/directives.ts';
import { flags } from './en/flags.ts';
import { headings } from './en/headings.ts';
import { ignore } from './en/ignore.ts';
import { images } from './en/images.ts';
import { instructions } from './en/instructions.ts';
import { mountKeys, mounts } from './en/mounts.ts';
import { sources } from './en/sources.ts';
import { environment, labels, signals, values } from './en/values.ts';
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
  ignore,
  images,
  environment,
  labels,
  signals,
  values,
  accounts,
  sources,
};

/** All words of one human language; a second language is a second table of the same type. */
export type Texts = Words<typeof english>;

type Words<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Words<T[Key]> };
