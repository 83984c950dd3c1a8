import { createModel, type Model } from './imageModel.ts';
import type { TarSpec, TarType } from './tarBuilder.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const below = (random: Random, count: number): number => Math.floor(random() * count);

export function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[below(random, values.length)] ?? values[0];
}

/** One with a line break, one with what terminals act on, one longer than a plain header holds. */
const NAMES = ['a', 'b', 'c', 'd1', '-e', 'é', 'n\nl', ' \u001b[1m', 'l'.repeat(120)] as const;

export interface LayersOptions {
  /** Leaves devices and fifos out. */
  readonly plain?: boolean;
  readonly maxLayers?: number;
  readonly maxEntries?: number;
}

/** Layers full of collisions that an engine would unpack; `onLayer` sees the model before and after each. */
export function randomLayers(
  random: Random,
  { plain = false, maxLayers = 5, maxEntries = 12 }: LayersOptions = {},
  onLayer: (model: Model, before: ReadonlyMap<string, unknown>) => void = () => {},
): TarSpec[][] {
  const model = createModel();
  const layers: TarSpec[][] = [];
  const count = 1 + below(random, maxLayers);
  for (let layer = 0; layer < count; layer++) {
    const before = new Map(model.files);
    model.nextLayer();
    const entries: TarSpec[] = [];
    for (let tries = below(random, maxEntries + 1); tries > 0; tries--) {
      const entry = randomEntry(random, plain, [...model.files.keys()]);
      if (model.apply(entry)) entries.push(entry);
    }
    layers.push(entries);
    onLayer(model, before);
  }
  return layers;
}

function randomPath(random: Random): string {
  const depth = 1 + below(random, 4);
  return Array.from({ length: depth }, () => pick(random, NAMES)).join('/');
}

function randomEntry(random: Random, plain: boolean, existing: readonly string[]): TarSpec {
  const path =
    random() < 0.5 ? randomPath(random) : existing[below(random, existing.length)] || randomPath(random);
  const prefix = random() < 0.1 ? pick(random, ['./', '/', './/']) : '';
  const owner = { uid: below(random, 2) * 1000, gid: below(random, 2) * 1000, mtime: below(random, 3) };
  const dice = random();
  if (dice < 0.15) {
    const cut = path.lastIndexOf('/') + 1;
    return { name: `${prefix}${path.slice(0, cut)}.wh.${path.slice(cut)}`, ...owner };
  }
  if (dice < 0.2) return { name: `${path}/.wh..wh..opq`, ...owner };
  if (dice < 0.22) return { name: './', type: 'directory', mode: 0o700 + below(random, 64), ...owner };
  const mode = pick(random, [0o644, 0o600, 0o4755, 0o755]);
  if (dice < 0.4) return { name: `${prefix}${path}/`, type: 'directory', mode, ...owner };
  if (dice < 0.5) {
    const target = random() < 0.7 ? randomPath(random) : existing[below(random, existing.length)] || '.';
    const climb = pick(random, ['', '/', '../', './', '../../../']);
    return { name: `${prefix}${path}`, type: 'symlink', link: `${climb}${target}`, ...owner };
  }
  if (dice < 0.6) {
    return {
      name: `${prefix}${path}`,
      type: 'hardlink',
      link: existing[below(random, existing.length)] || 'a',
      ...owner,
    };
  }
  if (dice < 0.64 && !plain) {
    const type = pick<TarType>(random, ['character', 'block', 'fifo']);
    return {
      name: `${prefix}${path}`,
      type,
      mode,
      major: below(random, 3),
      minor: below(random, 3),
      ...owner,
    };
  }
  const body = pick(random, ['x', 'y', '']).repeat(1 + below(random, 3) * below(random, 400));
  return { name: `${prefix}${path}`, mode, body, ...owner };
}

/**
 * Layers as builders write them: each path once, in order, behind the folders it stands in; whiteouts of what
 * is there; nothing through links. Every engine takes these.
 */
export function builtLayers(random: Random, { maxLayers = 6, maxChanges = 8 } = {}): TarSpec[][] {
  const model = createModel();
  return Array.from({ length: 1 + below(random, maxLayers) }, () => {
    const changes = new Map<string, TarSpec>();
    for (let count = 1 + below(random, maxChanges); count > 0; count--) builtChange(random, model, changes);
    const entries = withFolders(changes, model);
    model.nextLayer();
    for (const entry of entries)
      if (!model.apply(entry)) throw new Error(`the model refuses ${JSON.stringify(entry)}`);
    return entries;
  });
}

const parentsOf = (path: string): string[] =>
  path
    .split('/')
    .map((_, index, parts) => parts.slice(0, index).join('/'))
    .slice(1);

/** One change more, if it does not get in the way of those there are. */
function builtChange(random: Random, { files }: Model, changes: Map<string, TarSpec>): void {
  const existing = [...files.keys()].filter(path => path !== '');
  const path =
    random() < 0.5 ? randomPath(random) : existing[below(random, existing.length)] || randomPath(random);
  const free = ![...changes.keys()].some(
    other =>
      other === path ||
      other.startsWith(`${path}/`) ||
      (path.startsWith(`${other}/`) && changes.get(other)?.type !== 'directory'),
  );
  const onFolders = parentsOf(path).every(
    parent => (changes.get(parent)?.type ?? files.get(parent)?.type ?? 'directory') === 'directory',
  );
  const inOpaque = parentsOf(path).some(parent => changes.has(`${parent}/.wh..wh..opq`));
  if (!free || !onFolders) return;
  const owner = { uid: below(random, 2) * 1000, gid: below(random, 2) * 1000, mtime: 1 + below(random, 3) };
  const dice = random();
  if (dice < 0.2) {
    if (!files.has(path) || inOpaque) return;
    const cut = path.lastIndexOf('/') + 1;
    changes.set(path, { name: `${path.slice(0, cut)}.wh.${path.slice(cut)}` });
  } else if (dice < 0.4) {
    const folder: TarSpec = {
      name: `${path}/`,
      type: 'directory',
      mode: pick(random, [0o755, 0o700]),
      ...owner,
    };
    changes.set(path, folder);
    if (random() < 0.3 && files.get(path)?.type === 'directory' && !inOpaque) {
      changes.set(`${path}/.wh..wh..opq`, { name: `${path}/.wh..wh..opq` });
    }
  } else if (dice < 0.5)
    changes.set(path, { name: path, type: 'symlink', link: pick(random, ['a', '/b', '../c']), ...owner });
  else if (dice < 0.6) {
    const target = [...changes].find(
      ([other, { type }]) => type === undefined && other < path && changes.get(other)?.body !== undefined,
    );
    // Engines give the file what the header of a link says: tools write the same into both.
    if (target) changes.set(path, { ...target[1], name: path, type: 'hardlink', link: target[0], body: '' });
  } else {
    const body = pick(random, ['x', 'y', '']).repeat(1 + below(random, 3) * below(random, 400));
    changes.set(path, { name: path, mode: pick(random, [0o644, 0o600, 0o4755]), body, ...owner });
  }
}

/** In order, with an entry for each folder on the way, as it is below or as it is made. */
function withFolders(changes: ReadonlyMap<string, TarSpec>, { files }: Model): TarSpec[] {
  const all = new Map(changes);
  for (const path of changes.keys()) {
    for (const parent of parentsOf(path)) {
      if (all.has(parent)) continue;
      const { mode, uid, gid, mtime } = files.get(parent) ?? { mode: 0o755, uid: 0, gid: 0, mtime: 1 };
      all.set(parent, { name: `${parent}/`, type: 'directory', mode, uid, gid, mtime });
    }
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
