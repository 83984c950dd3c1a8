import type { ImageAccounts, ImageGroup, ImageUser } from '../../protocol/imageTree.ts';
import { type BodySink, readBodies } from './bodies.ts';
import { decodeText } from './bytes.ts';
import { FILE, type LayerIndex } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import type { ReadLayer } from './readLayers.ts';

export const PASSWD = 'etc/passwd';
export const GROUP = 'etc/group';

/** What `/etc/passwd` and `/etc/group` say; lines that say nothing are left out, of two with one name the first holds. */
export function readAccounts(passwd: Uint8Array | undefined, group: Uint8Array | undefined): ImageAccounts {
  const users = new Map<string, ImageUser>();
  for (const [name = '', , id, own, , home = '', shell = ''] of fieldsOf(passwd)) {
    if (!isNumber(id) || !isNumber(own) || users.has(name)) continue;
    users.set(name, { name, id: Number(id), group: Number(own), home, shell });
  }
  const groups = new Map<string, ImageGroup>();
  for (const [name = '', , id, members = ''] of fieldsOf(group)) {
    if (!isNumber(id) || groups.has(name)) continue;
    groups.set(name, { name, id: Number(id), members: members.split(',').filter(member => member !== '') });
  }
  return { users: [...users.values()], groups: [...groups.values()] };
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,10}$/.test(text);

function fieldsOf(bytes: Uint8Array | undefined): readonly (readonly string[])[] {
  if (!bytes) return [];
  const lines = decodeText(bytes).split('\n', MOST_LINES);
  return lines.map(line => line.trimEnd().split(':')).filter(([name]) => /^[^#+-]/.test(name ?? ''));
}

const MOST_LINES = 5_000;
/** Bytes. */
const LARGE = 1 << 20;

/**
 * The texts of a layer that are kept with its index, by entry: the lists of users and groups. Undefined when they
 * cannot be read, as of an image that was closed meanwhile.
 */
export async function readTexts(
  table: PathTable,
  { index, bytes, problem }: ReadLayer,
  unpackedBytes: number,
): Promise<ReadonlyMap<number, Uint8Array> | undefined> {
  const texts = new Map<number, Uint8Array>();
  const entries = [PASSWD, GROUP].flatMap(path => lastEntry(table, index, path) ?? []);
  if (!bytes || problem || entries.length === 0) return texts;
  let chunks: Uint8Array[] = [];
  const sink: BodySink = {
    begin: () => {
      chunks = [];
    },
    bytes: chunk => void chunks.push(chunk.slice()),
    end: entry => void texts.set(entry, joined(chunks)),
  };
  const trouble = await readBodies(index, bytes, entries, sink, { unpackedBytes });
  return trouble ? undefined : texts;
}

/** The file that a layer has at a path in the end. */
function lastEntry(table: PathTable, { path, kind, size }: LayerIndex, text: string): number | undefined {
  let wanted = 0;
  for (const name of text.split('/')) {
    const bytes = new TextEncoder().encode(name);
    wanted = wanted < 0 ? wanted : table.find(wanted, bytes, 0, bytes.length);
  }
  const entry = wanted < 0 ? -1 : path.lastIndexOf(wanted);
  return entry >= 0 && kind[entry] === FILE && (size[entry] ?? 0) <= LARGE ? entry : undefined;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
