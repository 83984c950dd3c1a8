import type { Rule } from './rule.ts';
import constantPlatform from './rules/constant-platform.ts';
import copyOfIgnoredFile from './rules/copy-of-ignored-file.ts';
import duplicateStageName from './rules/duplicate-stage-name.ts';
import emptyContinuationLine from './rules/empty-continuation-line.ts';
import hostPortInExpose from './rules/host-port-in-expose.ts';
import invalidDefaultBaseImage from './rules/invalid-default-base-image.ts';
import legacyKeyValue from './rules/legacy-key-value.ts';
import maintainerInstruction from './rules/maintainer-instruction.ts';
import malformedDescriptionComment from './rules/malformed-description-comment.ts';
import mismatchedBasePlatform from './rules/mismatched-base-platform.ts';
import mixedCaseFromAs from './rules/mixed-case-from-as.ts';
import mixedCaseInstructions from './rules/mixed-case-instructions.ts';
import overriddenInstruction from './rules/overridden-instruction.ts';
import redundantTargetPlatform from './rules/redundant-target-platform.ts';
import relativeWorkdir from './rules/relative-workdir.ts';
import reservedStageName from './rules/reserved-stage-name.ts';
import secretInVariable from './rules/secret-in-variable.ts';
import shellFormCommand from './rules/shell-form-command.ts';
import undefinedArgumentInFrom from './rules/undefined-argument-in-from.ts';
import undefinedVariable from './rules/undefined-variable.ts';
import uppercasePortProtocol from './rules/uppercase-port-protocol.ts';
import uppercaseStageName from './rules/uppercase-stage-name.ts';

import { SYNTAX_ALIASES } from './syntaxAliases.ts';

/** Every rule, by id. */
export const rules: readonly Rule[] = [
  constantPlatform,
  copyOfIgnoredFile,
  duplicateStageName,
  emptyContinuationLine,
  hostPortInExpose,
  invalidDefaultBaseImage,
  legacyKeyValue,
  maintainerInstruction,
  malformedDescriptionComment,
  mismatchedBasePlatform,
  mixedCaseFromAs,
  mixedCaseInstructions,
  overriddenInstruction,
  redundantTargetPlatform,
  relativeWorkdir,
  reservedStageName,
  secretInVariable,
  shellFormCommand,
  undefinedArgumentInFrom,
  undefinedVariable,
  uppercasePortProtocol,
  uppercaseStageName,
];

/** True for an id or an alias of a rule, and for the id of a syntax error. */
export function isRuleName(name: string): boolean {
  return NAMES.has(name) || name.startsWith('syntax-');
}

const NAMES: ReadonlySet<string> = new Set([
  ...rules.flatMap(({ id, aliases }) => [id, ...aliases]),
  ...SYNTAX_ALIASES,
]);
