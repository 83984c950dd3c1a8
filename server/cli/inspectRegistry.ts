import { openImageFiles } from '../../client/image/openImage.ts';
import { platformText } from '../../client/image/platform.ts';
import { ownPlatform } from '../../client/registry/ownPlatform.ts';
import { remoteFiles } from '../../client/registry/remoteImage.ts';
import { hashPorts } from '../../client/worker/imagePath.ts';
import { failure } from '../../protocol/result.ts';
import { parseReference } from '../syntax/values/reference.ts';
import type { OpenEngineImage } from './openImageInput.ts';
import { cliRegistries } from './registries.ts';

/** Opens an image in a registry, whose layers are read from there: nothing is pulled and nothing is kept. */
export const openFromRegistry: OpenEngineImage = async (reference, io, { platform, onProgress }) => {
  const named = parseReference(reference);
  if (typeof named === 'string') return failure('image-not-found', { reference }, named);
  const { domain, path, tag = 'latest', digest } = named;
  const session = cliRegistries(io).session(domain);
  const files = await remoteFiles(session, path, digest ?? tag, digest === undefined ? reference : undefined);
  if (!files.ok) return files;
  const image = await openImageFiles(files.value, {
    name: reference,
    platform,
    preferredPlatform: platformText(ownPlatform()),
    ports: hashPorts,
    onProgress,
  });
  return image.ok ? { ok: true, value: { image: image.value, dispose: async () => {} } } : image;
};
