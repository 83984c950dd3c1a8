import { entryAt } from '../../client/image/layerTrees.ts';
import type { OpenedImage } from '../../client/image/openImage.ts';
import { entryType } from '../../client/image/rows.ts';

/** A file of a tree as a tool unpacked it, on one line. */
export function truthRow(file: {
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly link: string;
  /** Seconds since 1970. */
  readonly time: number;
}): string {
  const mode = file.type === 'symlink' ? '' : file.mode.toString(8);
  // The time of a folder is that of the last thing put into it.
  const time = file.type === 'directory' ? '' : Math.floor(file.time);
  return `${file.type} ${mode} ${file.uid}:${file.gid} ${file.size} ${file.link} ${time}`;
}

/** The final tree of an image in the same words; hard links as the files they are. */
export function finalRows({ table, indexes, squashed }: OpenedImage): Map<string, string> {
  const rows = new Map<string, string>();
  for (const path of squashed.live) {
    const owner = squashed.owner[path] ?? -1;
    const found = entryAt(indexes, squashed, owner < 0 ? -1 : (squashed.data[owner] ?? -1));
    if (!found) {
      rows.set(table.text(path), 'directory');
      continue;
    }
    const { layer, index } = found;
    rows.set(
      table.text(path),
      truthRow({
        type: entryType(layer.kind[index]),
        mode: layer.mode[index] ?? 0,
        uid: layer.uid[index] ?? 0,
        gid: layer.gid[index] ?? 0,
        size: layer.size[index] ?? 0,
        link: layer.linkText(index) ?? '',
        time: (layer.mtime[index] ?? 0) / 1000,
      }),
    );
  }
  return rows;
}

/** Paths that are not the same in both, each told in a sentence. */
export function differences(
  ours: ReadonlyMap<string, string>,
  theirs: ReadonlyMap<string, string>,
): readonly string[] {
  const found: string[] = [];
  for (const path of new Set([...ours.keys(), ...theirs.keys()])) {
    const our = ours.get(path);
    const their = theirs.get(path);
    // A folder without an entry has whatever the unpacking tool gives it.
    if (our === 'directory' && their?.startsWith('directory')) continue;
    if (our !== their) found.push(`${path}: ours ${our}, unpacked ${their}`);
  }
  return found;
}
