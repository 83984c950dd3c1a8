import { type Outcome, success } from '../../protocol/result.ts';
import { asArray, asNumber, asObject, asText, type Json, type JsonObject } from '../image/documents.ts';
import { type Platform, platformFit, platformOf, platformText } from '../image/platform.ts';
import type { Call } from './api.ts';
import { getBlob } from './blobs.ts';
import { getManifest } from './manifests.ts';
import type { Session } from './session.ts';

/** What a tag stands for now. */
export interface TagDescription {
  readonly digest: string;
  /** `os/architecture[/variant]`, in the index's order; attestations are none. */
  readonly platforms: readonly string[];
  /** Bytes of the compressed layers for one platform: the preferred one, where there is a choice. */
  readonly size: number | undefined;
  /** Milliseconds since 1970, of the same platform's image. */
  readonly created: number | undefined;
}

export interface Preference extends Call {
  readonly platform: Platform;
}

/** Two or three requests: index, manifest and config. */
export async function describeTag(
  session: Session,
  repository: string,
  reference: string,
  { platform, signal }: Preference,
): Promise<Outcome<TagDescription>> {
  const root = await getManifest(session, repository, reference, { signal });
  if (!root.ok) return root;
  const { digest } = root.value;
  const document = asObject(root.value.value as Json);
  const choices = imagesOf(document);
  if (choices === undefined) return await describeImage(session, repository, digest, document, { signal });
  const chosen = choose(choices, platform);
  const platforms = choices.flatMap(choice => (choice.platform ? [platformText(choice.platform)] : []));
  if (chosen === undefined) return success({ digest, platforms, size: undefined, created: undefined });
  const manifest = await getManifest(session, repository, chosen.digest, { signal });
  if (!manifest.ok) return manifest;
  const image = await describeImage(session, repository, digest, asObject(manifest.value.value as Json), {
    signal,
  });
  if (!image.ok) return image;
  return success({ ...image.value, platforms: platforms.length > 0 ? platforms : image.value.platforms });
}

interface Choice {
  readonly digest: string;
  readonly platform: Platform | undefined;
}

/** The images of an index; undefined for what is no index. */
function imagesOf(document: JsonObject): readonly Choice[] | undefined {
  if (!Array.isArray(document.manifests)) return undefined;
  return asArray(document.manifests).flatMap(item => {
    const descriptor = asObject(item);
    const kind = asText(asObject(descriptor.annotations)['vnd.docker.reference.type']);
    const digest = asText(descriptor.digest);
    if (kind === 'attestation-manifest' || digest === '') return [];
    return [{ digest, platform: platformOf(descriptor.platform) }];
  });
}

function choose(choices: readonly Choice[], wanted: Platform): Choice | undefined {
  const score = ({ platform }: Choice): number => (platform ? platformFit(wanted, platform) : 0);
  const linux = { os: 'linux', architecture: 'amd64', variant: '' };
  const best = [...choices].sort((a, b) => score(b) - score(a))[0];
  if (best && score(best) > 0) return best;
  return choices.find(({ platform }) => platform && platformFit(linux, platform) > 0) ?? choices[0];
}

async function describeImage(
  session: Session,
  repository: string,
  digest: string,
  manifest: JsonObject,
  { signal }: Call,
): Promise<Outcome<TagDescription>> {
  const layers = asArray(manifest.layers).map(layer => asNumber(asObject(layer).size) ?? 0);
  const size = Array.isArray(manifest.layers) ? layers.reduce((sum, layer) => sum + layer, 0) : undefined;
  const config = asText(asObject(manifest.config).digest);
  if (config === '') return success({ digest, platforms: [], size, created: undefined });
  const bytes = await getBlob(session, repository, config, { limit: 4 << 20, signal });
  if (!bytes.ok) return bytes;
  const document = parse(bytes.value);
  const platform = platformOf(document);
  const created = Date.parse(asText(document.created));
  return success({
    digest,
    platforms: platform ? [platformText(platform)] : [],
    size,
    // What was built to be reproducible says 1970 or the year 1: no age at all.
    created: created > 0 ? created : undefined,
  });
}

function parse(bytes: Uint8Array): JsonObject {
  try {
    return asObject(JSON.parse(Buffer.from(bytes).toString('utf8')) as Json);
  } catch {
    return {};
  }
}
