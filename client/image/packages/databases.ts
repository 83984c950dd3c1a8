import type { PackageRow } from '../../../protocol/browse.ts';
import { lines, readParagraphs } from './controlFile.ts';

/** A package as its database names it. */
export type FoundPackage = Omit<PackageRow, 'layer'>;

/** dpkg's `status`, or a file of `status.d`: packages that are installed, not those whose settings were kept. */
export function readDpkgStatus(text: string): readonly FoundPackage[] {
  return readParagraphs(text).flatMap(fields => {
    const name = fields.get('package') ?? '';
    const status = fields.get('status');
    if (name === '' || (status !== undefined && !status.split(' ').includes('installed'))) return [];
    const kibibytes = Number(fields.get('installed-size'));
    return [
      {
        name,
        version: fields.get('version') ?? '',
        architecture: fields.get('architecture') ?? '',
        size: fields.has('installed-size') && Number.isFinite(kibibytes) ? kibibytes * 1024 : undefined,
        // `name (version)` where the source has a version of its own.
        source: (fields.get('source') ?? '').split(' ', 1)[0] ?? '',
        license: '',
      },
    ];
  });
}

/** apk's `installed`: a letter, a colon, a value; an empty line ends a package. */
export function readApkInstalled(text: string): readonly FoundPackage[] {
  const packages: FoundPackage[] = [];
  let fields = new Map<string, string>();
  const end = (): void => {
    const name = fields.get('P');
    if (name !== undefined) {
      const size = Number(fields.get('I'));
      const origin = fields.get('o') ?? '';
      packages.push({
        name,
        version: fields.get('V') ?? '',
        architecture: fields.get('A') ?? '',
        size: fields.has('I') && Number.isFinite(size) ? size : undefined,
        source: origin === name ? '' : origin,
        license: fields.get('L') ?? '',
      });
    }
    fields = new Map();
  };
  for (const line of lines(text)) {
    if (line === '') end();
    // The lists of files that follow have letters of their own, each many times.
    else if (line[1] === ':' && !fields.has(line[0] ?? '')) fields.set(line[0] ?? '', line.slice(2));
  }
  end();
  return packages;
}

const TAGS = { name: 1000, version: 1001, release: 1002, epoch: 1003, size: 1009, license: 1014 } as const;
const ARCHITECTURE = 1022;
const SOURCE_RPM = 1044;
const INT32 = 4;
const TEXTS: readonly number[] = [6, 8, 9];
const decoder = new TextDecoder();

/** The header of one rpm package as its database keeps it; undefined when it is none. */
export function readRpmHeader(blob: Uint8Array): FoundPackage | undefined {
  if (blob.length < 8) return undefined;
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const count = view.getUint32(0);
  const store = 8 + count * 16;
  if (store > blob.length) return undefined;
  const texts = new Map<number, string>();
  const numbers = new Map<number, number>();
  for (let entry = 0; entry < count; entry++) {
    const tag = view.getUint32(8 + entry * 16);
    const type = view.getUint32(12 + entry * 16);
    const at = store + view.getUint32(16 + entry * 16);
    if (at >= blob.length) continue;
    if (TEXTS.includes(type)) {
      const end = blob.indexOf(0, at);
      texts.set(tag, decoder.decode(blob.subarray(at, end < 0 ? blob.length : end)));
    } else if (type === INT32 && at + 4 <= blob.length) numbers.set(tag, view.getUint32(at));
  }
  const name = texts.get(TAGS.name);
  if (name === undefined) return undefined;
  const epoch = numbers.get(TAGS.epoch);
  const version = `${texts.get(TAGS.version) ?? ''}-${texts.get(TAGS.release) ?? ''}`;
  return {
    name,
    version: epoch ? `${epoch}:${version}` : version,
    architecture: texts.get(ARCHITECTURE) ?? '',
    size: numbers.get(TAGS.size),
    source: (texts.get(SOURCE_RPM) ?? '').replace(/-[^-]*-[^-]*$/, ''),
    license: texts.get(TAGS.license) ?? '',
  };
}
