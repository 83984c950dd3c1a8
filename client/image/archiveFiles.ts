import { type ByteReader, decodeText, partOf, type Scratch } from './bytes.ts';
import { cleanPath } from './cleanPath.ts';
import { type Compression, decompress, explainStream, sniffCompression } from './decompress.ts';
import type { ImageFiles } from './files.ts';
import type { Limits } from './limits.ts';
import { type Problem, unreadable } from './problem.ts';
import { scanReader } from './scanTar.ts';
import { createTarScanner, type TarEntry } from './tarScanner.ts';

export interface ArchiveOptions {
  readonly limits: Limits;
  /** Where a compressed archive is unpacked to. */
  readonly createScratch: () => Scratch;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

type Place = { readonly offset: number; readonly size: number } | { readonly link: string };

const MAX_LINKS = 16;
/** An image is made of some thousand files at most, each kept by name. */
const MAX_FILES = 200_000;

/** Opens a tar archive that holds an image: finds where its files lie, reads none of them. */
export async function openArchive(reader: ByteReader, options: ArchiveOptions): Promise<ImageFiles> {
  const plain = await uncompressed(reader, options);
  if ('code' in plain)
    return { open: async () => undefined, target: path => path, problem: plain, empty: true };
  const places = new Map<string, Place>();
  const scanner = createTarScanner(
    {
      entry: entry => {
        const place = placeOf(entry);
        if (place) places.set(cleanPath(decodeText(entry.name)), place);
        return false;
      },
    },
    { ...options.limits, entries: Math.min(options.limits.entries, MAX_FILES) },
  );
  const trouble = await scanReader(plain, scanner, options);

  function target(path: string): string {
    let wanted = cleanPath(path);
    for (let links = 0; links < MAX_LINKS; links++) {
      const place = places.get(wanted);
      if (!place || 'offset' in place) return wanted;
      wanted = place.link;
    }
    return wanted;
  }
  return {
    open: async path => {
      const place = places.get(target(path));
      return place && 'offset' in place ? partOf(plain, place.offset, place.size) : undefined;
    },
    target,
    problem: trouble,
    empty: places.size === 0,
  };
}

/** Old archives hold a layer that comes twice once, and a link for the other. */
function placeOf(entry: TarEntry): Place | undefined {
  const name = cleanPath(decodeText(entry.name));
  switch (entry.type) {
    case 0x31:
      return { link: cleanPath(decodeText(entry.link)) };
    case 0x32: {
      const link = decodeText(entry.link);
      return { link: cleanPath(link.startsWith('/') ? link : `${name}/../${link}`) };
    }
    case 0x33:
    case 0x34:
    case 0x35:
    case 0x36:
      return undefined;
    default:
      return { offset: entry.offset, size: entry.stored };
  }
}

async function uncompressed(reader: ByteReader, options: ArchiveOptions): Promise<ByteReader | Problem> {
  let compression: Compression;
  try {
    compression = sniffCompression(await reader.read(0, 8));
  } catch (error) {
    return unreadable(error);
  }
  if (compression === 'none') return reader;
  const { limits, signal, onProgress } = options;
  const scratch = options.createScratch();
  try {
    for await (const chunk of decompress(reader, compression, {
      limit: limits.unpackedBytes,
      signal,
      onProgress,
    })) {
      await scratch.write(chunk);
    }
  } catch (error) {
    // What came before the damage may still hold the image.
    const kept = await scratch.finish();
    return kept.size > 0 ? kept : explainStream(error);
  }
  return scratch.finish();
}
