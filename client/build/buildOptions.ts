import type { BuildRequest, BuildSecret, BuildSsh } from '../../protocol/engine.ts';

/** What a person chooses about a build; all but the tags can be left out. */
export type BuildOptions = Omit<BuildRequest, 'buildId' | 'contextPath' | 'dockerfilePath'>;

/** `id=token,src=path` or `id=token,env=NAME`, as `docker build --secret` has it; undefined for anything else. */
export function parseSecret(text: string): BuildSecret | undefined {
  const fields = new Map(
    text.split(',').map((field): [string, string] => {
      const equals = field.indexOf('=');
      return [field.slice(0, Math.max(0, equals)).trim(), field.slice(equals + 1).trim()];
    }),
  );
  const id = fields.get('id');
  if (!id) return undefined;
  const env = fields.get('env');
  const file = fields.get('src') || fields.get('source');
  if (env) return { id, env };
  if (file) return fields.get('type') === 'env' ? { id, env: file } : { id, file };
  // As docker has it: a variable of the secret's own name.
  return fields.size === 1 || fields.get('type') === 'env' ? { id, env: id } : undefined;
}

export const formatSecret = (secret: BuildSecret): string =>
  'env' in secret ? `id=${secret.id},env=${secret.env}` : `id=${secret.id},src=${secret.file}`;

/** `default`, or `name=/path/of/socket`. */
export function parseSsh(text: string): BuildSsh {
  const [id = '', ...socket] = text.split('=');
  return socket.length === 0 ? { id: id || 'default' } : { id: id || 'default', socket: socket.join('=') };
}

/** Of arguments with such names a value is used and never kept. */
export function looksSecret(name: string): boolean {
  return /(?:^|[_-])(?:PASSW(?:OR)?D|PASS|PWD|TOKEN|SECRET|CREDENTIALS?|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(?:$|[_-])/i.test(
    name,
  );
}

/** The part that may be written down: secrets are only ever named, and arguments that look like one are left out. */
export function optionsToKeep<T extends BuildOptions>(options: T): T {
  const { buildArgs } = options;
  if (!buildArgs) return options;
  const kept = Object.entries(buildArgs).filter(([name]) => !looksSecret(name));
  return { ...options, buildArgs: Object.fromEntries(kept) };
}

/** Reads options back from what was kept or written by hand; what does not fit is left out. */
export function readOptions(value: unknown): BuildOptions | undefined {
  const { tags, target, buildArgs, platform, noCache, pull, network, secrets, ssh, labels, ...rest } =
    record(value);
  const { cacheFrom, cacheTo, buildContexts, output, provenance, sbom, builder, backend } = rest;
  const read = {
    tags: strings(tags) ?? [],
    target: text(target),
    buildArgs: pairs(buildArgs),
    platform: text(platform),
    noCache: noCache === true || undefined,
    pull: pull === true || undefined,
    network: text(network),
    secrets: Array.isArray(secrets) ? secrets.flatMap(secret => readSecret(secret) ?? []) : undefined,
    ssh: Array.isArray(ssh) ? ssh.flatMap(agent => readSsh(agent) ?? []) : undefined,
    labels: pairs(labels),
    cacheFrom: strings(cacheFrom),
    cacheTo: strings(cacheTo),
    buildContexts: pairs(buildContexts),
    output: text(output),
    provenance: text(provenance),
    sbom: text(sbom),
    builder: text(builder),
    backend: BACKENDS.find(known => known === backend),
  };
  return withoutUnset(read);
}

const BACKENDS = ['auto', 'engine', 'buildx'] as const;

type Unset<T> = { readonly [K in keyof T]: T[K] | undefined };

function withoutUnset(options: Unset<BuildOptions> & Pick<BuildOptions, 'tags'>): BuildOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(given) as Partial<BuildOptions>), tags: options.tags };
}

function readSecret(value: unknown): BuildSecret | undefined {
  if (typeof value === 'string') return parseSecret(value);
  const { id, file, env } = record(value);
  if (typeof id !== 'string' || !id) return undefined;
  if (typeof env === 'string' && env) return { id, env };
  return typeof file === 'string' && file ? { id, file } : undefined;
}

function readSsh(value: unknown): BuildSsh | undefined {
  if (typeof value === 'string') return parseSsh(value);
  const { id, socket } = record(value);
  if (typeof id !== 'string' || !id) return undefined;
  return typeof socket === 'string' && socket ? { id, socket } : { id };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

function strings(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string' && value) return [value];
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string' && item !== '');
}

function pairs(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const found = Object.entries(value).flatMap(([name, given]): [string, string][] =>
    ['string', 'number', 'boolean'].includes(typeof given) ? [[name, String(given)]] : [],
  );
  return Object.fromEntries(found);
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
