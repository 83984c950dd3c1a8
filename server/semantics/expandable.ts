import { isHeredocWord } from '../syntax/heredoc.ts';
import { readMounts } from '../syntax/mounts.ts';
import type { Instruction, Token } from '../syntax/tree.ts';
import type { Expandable } from './expansion.ts';
import { heredocSources } from './heredocSources.ts';

/**
 * The parts of an instruction in which BuildKit itself expands variables, in the order of the file. What RUN, CMD
 * and their kin leave to a shell is not among them; nor is what stands below ONBUILD, which is read later.
 */
export function expandables(text: string, instruction: Instruction): readonly Expandable[] {
  const { name, args, pairs } = instruction;
  switch (name) {
    case 'FROM':
      return words([...flagValues(instruction, ['platform']), ...args.slice(0, 1)]);
    case 'ADD':
    case 'COPY': {
      const flags = flagValues(instruction, ['chown', 'chmod', ...(name === 'ADD' ? ['checksum'] : [])]);
      const paths = args.filter(arg => !isHeredocWord(arg.value));
      const expanded = heredocSources(instruction).filter(({ expand }) => expand);
      const bodies = [...new Set(expanded.map(({ heredoc }) => heredoc.body))].map(body => ({
        token: { ...body, value: text.slice(body.start, body.end) },
        raw: true,
      }));
      return [...words([...flags, ...paths]), ...bodies];
    }
    case 'ENV':
    case 'LABEL':
      return words(pairs.flatMap(pair => [pair.name, ...(pair.value ? [pair.value] : [])]));
    case 'ARG':
      return words(pairs.flatMap(pair => (pair.value ? [pair.value] : [])));
    case 'EXPOSE':
    case 'VOLUME':
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return words(args);
    case 'RUN':
      return words(
        readMounts(instruction).flatMap(({ fields }) =>
          fields.flatMap(({ value }) => (value ? [value] : [])),
        ),
      );
    default:
      return [];
  }
}

const words = (tokens: readonly Token[]): readonly Expandable[] =>
  tokens.map(token => ({ token, raw: false }));

function flagValues({ flags }: Instruction, names: readonly string[]): readonly Token[] {
  return flags.flatMap(({ name, value }) => (value && names.includes(name.value) ? [value] : []));
}
