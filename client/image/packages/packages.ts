import type { PackageDatabase, PackageRow, PackagesAnswer } from '../../../protocol/browse.ts';
import { failure, type Outcome, success } from '../../../protocol/result.ts';
import { placeOf, type ReadOptions, readWhole } from '../browse/fileBytes.ts';
import { nodeAt } from '../browse/folders.ts';
import { followPath } from '../browse/followPath.ts';
import { decodeText } from '../bytes.ts';
import type { OpenedImage } from '../openImage.ts';
import { ADDED, CHANGED } from '../squash.ts';
import { lines } from './controlFile.ts';
import { type FoundPackage, readApkInstalled, readDpkgStatus, readRpmHeader } from './databases.ts';

/** Reads rpm's SQLite database into the headers of its packages; where there is no SQLite it says so. */
export type ReadRpmDatabase = (database: Uint8Array) => Promise<Outcome<readonly Uint8Array[]>>;

/** Larger databases are left alone: bytes. */
const MOST = 256 << 20;

const TEXT_DATABASES = [
  { kind: 'dpkg', path: 'var/lib/dpkg/status', read: readDpkgStatus },
  { kind: 'apk', path: 'lib/apk/db/installed', read: readApkInstalled },
  { kind: 'apk', path: 'usr/lib/apk/db/installed', read: readApkInstalled },
] as const;
/** Distroless images have a file a package. */
const DPKG_FOLDER = 'var/lib/dpkg/status.d';
const RPM_DATABASES = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'] as const;

/** What the image's own package databases say is installed, and which layer brought each package. */
export async function packagesOf(
  image: OpenedImage,
  readRpm: ReadRpmDatabase,
  options: ReadOptions = {},
): Promise<Outcome<PackagesAnswer>> {
  const databases: PackageDatabase[] = [];
  for (const { kind, path, read } of TEXT_DATABASES) {
    const found = await readVersions(
      image,
      kind,
      path,
      async bytes => success(read(decodeText(bytes))),
      options,
    );
    if (found) databases.push(found);
  }
  const folder = await readDpkgFolder(image, options);
  if (folder) databases.push(folder);
  for (const path of RPM_DATABASES) {
    const found = await readRpmFolder(image, path, readRpm, options);
    if (found) databases.push(found);
  }
  if (options.signal?.aborted) return failure('cancelled');
  return success({ system: await systemName(image, options), databases });
}

/** All that layers ever had at a path, lowest first: entries with their layer. */
function versionsAt(
  { table, indexes, squashed }: OpenedImage,
  path: number,
): readonly (readonly [number, number])[] {
  const versions: [number, number][] = [];
  for (const [number, effect] of squashed.effects.entries()) {
    const count = indexes[number]?.count ?? 0;
    for (let index = 0; index < count; index++) {
      const change = effect.change[index];
      if (effect.place[index] === path && (change === ADDED || change === CHANGED))
        versions.push([number, (squashed.base[number] ?? 0) + index]);
    }
  }
  return path >= table.count() ? [] : versions;
}

/** A database of one file: its last version is the list, those before tell what came when. */
async function readVersions(
  image: OpenedImage,
  kind: PackageDatabase['kind'],
  path: string,
  read: (bytes: Uint8Array) => Promise<Outcome<readonly FoundPackage[]>>,
  options: ReadOptions,
): Promise<PackageDatabase | undefined> {
  const { tree } = image.tree('final');
  const node = nodeAt(image.table, tree, path);
  if (node < 0 || tree.isFolder[node] === 1) return undefined;
  const since = new Map<string, number>();
  let rows: readonly PackageRow[] = [];
  let problem: string | undefined;
  for (const [number, entry] of versionsAt(image, tree.path[node] ?? 0)) {
    const place = placeOf(image, entry);
    if (!place) continue;
    const bytes = await readWhole(image, place, MOST, options);
    const found = bytes.ok ? await read(bytes.value) : bytes;
    if (!found.ok) {
      problem = found.failure.detail ?? found.failure.code;
      continue;
    }
    problem = undefined;
    const known = new Set(found.value.map(keyOf));
    for (const key of since.keys()) if (!known.has(key)) since.delete(key);
    rows = found.value.map(row => {
      const layer = since.get(keyOf(row)) ?? number;
      since.set(keyOf(row), layer);
      return { ...row, layer };
    });
  }
  return { kind, path, packages: rows, problem };
}

const keyOf = ({ name, version, architecture }: FoundPackage): string => `${name} ${version} ${architecture}`;

async function readDpkgFolder(
  image: OpenedImage,
  options: ReadOptions,
): Promise<PackageDatabase | undefined> {
  const { tree } = image.tree('final');
  const node = nodeAt(image.table, tree, DPKG_FOLDER);
  if (node < 0) return undefined;
  const packages: PackageRow[] = [];
  let problem: string | undefined;
  for (const child of tree.sortedChildren(node)) {
    if (image.table.name(tree.path[child] ?? 0).endsWith('.md5sums')) continue;
    const entry = tree.item[child] ?? -1;
    const place = entry < 0 ? undefined : placeOf(image, entry);
    if (!place) continue;
    const bytes = await readWhole(image, place, 1 << 20, options);
    if (!bytes.ok) problem ??= bytes.failure.detail ?? bytes.failure.code;
    else
      for (const row of readDpkgStatus(decodeText(bytes.value)))
        packages.push({ ...row, layer: image.squashed.layerOf(entry) });
  }
  return { kind: 'dpkg', path: DPKG_FOLDER, packages, problem };
}

async function readRpmFolder(
  image: OpenedImage,
  folder: string,
  readRpm: ReadRpmDatabase,
  options: ReadOptions,
): Promise<PackageDatabase | undefined> {
  const { tree } = image.tree('final');
  const has = (name: string): boolean => nodeAt(image.table, tree, `${folder}/${name}`) >= 0;
  if (has('rpmdb.sqlite')) {
    return readVersions(
      image,
      'rpm',
      `${folder}/rpmdb.sqlite`,
      async bytes => {
        const headers = await readRpm(bytes);
        return headers.ok
          ? success(headers.value.flatMap(header => readRpmHeader(header) ?? []).sort(byName))
          : headers;
      },
      options,
    );
  }
  const old = ['Packages.db', 'Packages'].find(has);
  if (!old) return undefined;
  const format = old === 'Packages' ? 'Berkeley DB' : 'ndb';
  const path = `${folder}/${old}`;
  return { kind: 'rpm', path, packages: [], problem: `an rpm database in the ${format} format` };
}

const byName = (a: FoundPackage, b: FoundPackage): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

async function systemName(image: OpenedImage, options: ReadOptions): Promise<string> {
  const final = image.tree('final');
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const node = followPath(image.table, final, path);
    const entry = node < 0 ? -1 : (final.tree.item[node] ?? -1);
    const place = entry < 0 ? undefined : placeOf(image, entry);
    const bytes = place && (await readWhole(image, place, 1 << 20, options));
    if (!bytes?.ok) continue;
    for (const line of lines(decodeText(bytes.value))) {
      const value = /^PRETTY_NAME=(["']?)(.*)\1$/.exec(line.trim())?.[2];
      if (value !== undefined) return value;
    }
  }
  return '';
}
