import { type Outcome, success } from '../../protocol/result.ts';
import { type ByteReader, memoryReader } from '../image/bytes.ts';
import { asArray, asNumber, asObject, asText, blobPath, type Json } from '../image/documents.ts';
import type { ImageFiles } from '../image/files.ts';
import type { Call } from './api.ts';
import { blobReader } from './blobs.ts';
import { getManifest } from './manifests.ts';
import type { Session } from './session.ts';

/** Bytes of a config that are fetched at most. */
const SMALL = 4 << 20;

/**
 * An image in a registry as the files of an OCI layout: its manifest is fetched now, everything else when it is
 * opened, and of layers only what is read. `tag` names the image in what is shown.
 */
export async function remoteFiles(
  session: Session,
  repository: string,
  reference: string,
  tag: string | undefined,
  call: Call = {},
): Promise<Outcome<ImageFiles & { readonly digest: string }>> {
  const root = await getManifest(session, repository, reference, call);
  if (!root.ok) return root;
  const { digest, mediaType, bytes, value } = root.value;
  const layout = {
    schemaVersion: 2,
    manifests: [
      {
        mediaType,
        digest,
        size: bytes.length,
        ...(tag !== undefined && { annotations: { 'io.containerd.image.name': tag } }),
      },
    ],
  };
  const documents = new Map<string, Uint8Array>([
    ['index.json', new TextEncoder().encode(JSON.stringify(layout))],
    [blobPath(digest) ?? '', bytes],
  ]);
  const sizes = new Map<
    string,
    { readonly digest: string; readonly size: number; readonly manifest: boolean }
  >();
  learn(value as Json);

  /** Which blobs a manifest or an index names. */
  function learn(document: Json): void {
    const fields = asObject(document);
    for (const item of asArray(fields.manifests)) remember(item, true);
    for (const item of [fields.config, ...asArray(fields.layers)]) remember(item, false);
  }

  function remember(item: Json | undefined, manifest: boolean): void {
    const descriptor = asObject(item);
    const path = blobPath(asText(descriptor.digest));
    const size = asNumber(descriptor.size);
    if (path === undefined || size === undefined || sizes.has(path)) return;
    sizes.set(path, { digest: asText(descriptor.digest), size, manifest });
  }

  async function open(path: string): Promise<ByteReader | undefined> {
    const document = documents.get(path);
    if (document !== undefined) return memoryReader(document);
    const blob = sizes.get(path);
    if (blob === undefined) return undefined;
    if (blob.manifest) {
      const found = await getManifest(session, repository, blob.digest, call);
      if (!found.ok) return undefined;
      documents.set(path, found.value.bytes);
      learn(found.value.value as Json);
      return memoryReader(found.value.bytes);
    }
    const reader = blobReader(session, repository, blob, call);
    if (blob.size > SMALL) return reader;
    return {
      size: blob.size,
      async read(offset, length) {
        const bytes = documents.get(path) ?? (await reader.read(0, blob.size));
        documents.set(path, bytes);
        return bytes.subarray(offset, offset + length);
      },
    };
  }

  return success({ digest, open, target: path => path, problem: undefined, empty: false });
}
