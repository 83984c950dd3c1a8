import { predefinedKind } from './docs/variables.ts';
import type { DockerfileDocument } from './document.ts';

/** What a build can be asked for: its stages, and the arguments that the file declares. */
export interface BuildInputs {
  readonly stages: readonly {
    readonly index: number;
    readonly name: string | undefined;
    readonly base: string;
    /** 0-based. */
    readonly firstLine: number;
  }[];
  readonly arguments: readonly { readonly name: string; readonly defaultValue: string | undefined }[];
}

/** Predefined arguments are left out: the engine gives those. Of a name the first default counts. */
export function buildInputs({ file, model }: DockerfileDocument): BuildInputs {
  const found = new Map<string, string | undefined>();
  for (const { name, pairs } of file.instructions) {
    if (name !== 'ARG') continue;
    for (const pair of pairs) {
      const argument = pair.name.value;
      if (predefinedKind(argument)) continue;
      found.set(argument, found.get(argument) ?? (pair.value && unquoted(pair.value.value)));
    }
  }
  return {
    stages: model.stages.map(({ index, name, base, from }) => ({
      index,
      name,
      base: base.kind === 'missing' ? '' : base.token.value,
      firstLine: from.lines.first,
    })),
    arguments: [...found].map(([name, defaultValue]) => ({ name, defaultValue })),
  };
}

/** As people think of it: `"a b"` is a b. */
function unquoted(value: string): string {
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}
