import type { Dockerfile } from '../syntax/tree.ts';
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
  /** Ids of the secrets and ssh agents that RUN mounts, each once. */
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
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
    secrets: mountIds(file, 'secret'),
    ssh: mountIds(file, 'ssh'),
  };
}

/** Without an id a secret is known by the last part of its target, and an agent as `default`. */
function mountIds(file: Dockerfile, type: 'secret' | 'ssh'): string[] {
  const ids = new Set<string>();
  for (const { name, flags } of file.instructions) {
    if (name !== 'RUN') continue;
    for (const flag of flags) {
      if (flag.name.value !== 'mount') continue;
      const fields = new Map(
        (flag.value?.value ?? '').split(',').map((field): [string, string] => {
          const equals = field.indexOf('=');
          return equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)];
        }),
      );
      if (fields.get('type') !== type) continue;
      const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? '';
      const id = fields.get('id') || (type === 'ssh' ? 'default' : target.split('/').at(-1));
      if (id && !id.includes('$')) ids.add(id);
    }
  }
  return [...ids];
}

/** As people think of it: `"a b"` is a b. */
function unquoted(value: string): string {
  const quote = value[0];
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}
