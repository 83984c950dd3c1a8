import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuilderInfo } from '../../../protocol/engine.ts';
import type { Endpoint } from '../endpoint.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where buildx keeps its builders. `docker` is the folder of Docker's configuration. */
export const buildersFolder = (docker: string, env: Environment): string =>
  env.BUILDX_CONFIG || join(docker, 'buildx');

/** The builders that `docker buildx create` has made, by name; one that cannot be read is left out. */
export async function readBuilders(
  folder: string,
  endpoint: Endpoint['info'],
): Promise<readonly BuilderInfo[]> {
  const [names, chosen] = await Promise.all([
    readdir(join(folder, 'instances')).catch((): string[] => []),
    readChosen(folder, endpoint),
  ]);
  const found = await Promise.all(
    names.map(async name => {
      const builder = asRecord(await readJson(join(folder, 'instances', name)));
      const nodes = Array.isArray(builder.Nodes) ? builder.Nodes.map(asRecord) : [];
      if (typeof builder.Name !== 'string' || typeof builder.Driver !== 'string') return undefined;
      return {
        name: builder.Name,
        driver: builder.Driver,
        endpoints: nodes.flatMap(({ Endpoint }) => (typeof Endpoint === 'string' ? [Endpoint] : [])),
        platforms: [...new Set(nodes.flatMap(({ Platforms }) => platformsOf(Platforms)))],
        current: builder.Name === chosen,
      };
    }),
  );
  return found
    .filter(builder => builder !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * The builder that `docker build` would take for this engine, as `docker buildx use` has chosen it; undefined where
 * that is the engine itself.
 */
export async function currentBuilder(
  folder: string,
  endpoint: Endpoint['info'],
): Promise<BuilderInfo | undefined> {
  const builders = await readBuilders(folder, endpoint);
  return builders.find(({ current, driver }) => current && driver !== 'docker');
}

async function readChosen(
  folder: string,
  { context, address }: Endpoint['info'],
): Promise<string | undefined> {
  // buildx keeps the choice by the context, and by the address where there is none.
  const key = context === 'default' ? address : context;
  const { Key, Name, Global } = asRecord(await readJson(join(folder, 'current')));
  if (typeof Name === 'string' && Name !== '' && (Global === true || Key === key)) return Name;
  const id = createHash('sha256').update(key).digest('hex').slice(0, 20);
  const name = await readFile(join(folder, 'defaults', id), 'utf8').catch(() => '');
  return name.trim() || undefined;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function platformsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : []).flatMap(each => {
    const { os, architecture, variant } = asRecord(each);
    const parts = [os, architecture, variant].filter(part => typeof part === 'string' && part !== '');
    return parts.length > 1 ? [parts.join('/')] : [];
  });
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
