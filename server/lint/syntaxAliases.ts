import type { SyntaxError as Problem } from '../syntax/tree.ts';

/** hadolint's names for what BuildKit itself refuses. */
export function syntaxAliases({ code, message }: Problem): readonly string[] {
  const { value } = message.args;
  switch (code) {
    case 'syntax-no-stage':
      return ['DL3061'];
    case 'syntax-onbuild-trigger':
      return ['DL3043'];
    case 'syntax-invalid-port':
      // Of other nonsense in EXPOSE it says nothing.
      return typeof value === 'string' && /[0-9]{5}/.test(value) ? ['DL3011'] : [];
    case 'syntax-invalid-stage-index':
    case 'syntax-stage-order':
      return ['DL3022'];
    case 'syntax-own-stage':
      return ['DL3023'];
    default:
      return [];
  }
}

/** The names that {@link syntaxAliases} can give. */
export const SYNTAX_ALIASES: readonly string[] = ['DL3011', 'DL3022', 'DL3023', 'DL3043', 'DL3061'];
