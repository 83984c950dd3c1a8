import { cleanPath } from './cleanPath.ts';
import { asArray, asNumber, asObject, asText, blobPath, type JsonObject, textList } from './documents.ts';
import type { ImageFiles } from './files.ts';
import { problem, unreadable } from './problem.ts';
import type { LayerSource, OpenedLayer } from './source.ts';

const PLAIN = 'application/vnd.oci.image.layer.v1.tar';

/** Layers as an OCI or Docker manifest lists them. */
export function ociLayers(
  files: ImageFiles,
  manifest: JsonObject,
  config: JsonObject,
): readonly LayerSource[] {
  const diffIds = diffIdsOf(config);
  return asArray(manifest.layers).map((item, index) => {
    const descriptor = asObject(item);
    const digest = asText(descriptor.digest);
    const mediaType = asText(descriptor.mediaType) || PLAIN;
    return {
      diffId: diffIds[index] ?? '',
      digest: digest || undefined,
      mediaType,
      size: asNumber(descriptor.size),
      key: digest || `layer ${index}`,
      isLink: false,
      open: async () => {
        if (mediaType.endsWith('+encrypted')) return { ok: false, problem: problem('encrypted') };
        const opened = await openFile(files, blobPath(digest), digest || `layer ${index}`);
        return opened.ok ? opened : (foreign(descriptor, mediaType) ?? opened);
      },
    };
  });
}

/** Layers as `manifest.json` lists them, by path; `LayerSources` may tell more of them. */
export function dockerLayers(
  files: ImageFiles,
  entry: JsonObject,
  config: JsonObject,
): readonly LayerSource[] {
  const diffIds = diffIdsOf(config);
  const sources = asObject(entry.LayerSources);
  return textList(entry.Layers).map((path, index) => {
    const diffId = diffIds[index] ?? '';
    const descriptor = asObject(sources[diffId]);
    const inBlobs = /^blobs\/([a-z0-9]+)\/([A-Za-z0-9]+)$/.exec(path);
    return {
      diffId,
      digest: asText(descriptor.digest) || (inBlobs ? `${inBlobs[1]}:${inBlobs[2]}` : undefined),
      mediaType: asText(descriptor.mediaType) || PLAIN,
      size: asNumber(descriptor.size),
      key: files.target(path),
      isLink: files.target(path) !== cleanPath(path),
      open: async () => {
        const opened = await openFile(files, path, path);
        return opened.ok ? opened : (foreign(descriptor, asText(descriptor.mediaType)) ?? opened);
      },
    };
  });
}

function diffIdsOf(config: JsonObject): readonly string[] {
  return asArray(asObject(config.rootfs).diff_ids).map(asText);
}

async function openFile(files: ImageFiles, path: string | undefined, name: string): Promise<OpenedLayer> {
  try {
    const reader = path === undefined ? undefined : await files.open(path);
    return reader ? { ok: true, reader } : { ok: false, problem: problem('missing', { name }) };
  } catch (error) {
    return { ok: false, problem: unreadable(error) };
  }
}

/** Windows base layers and the like stay where they are published. */
function foreign(descriptor: JsonObject, mediaType: string): OpenedLayer | undefined {
  const urls = textList(descriptor.urls);
  if (urls.length === 0 && !/foreign|nondistributable/.test(mediaType)) return undefined;
  return { ok: false, problem: problem('foreign', { url: urls[0] ?? '' }) };
}
