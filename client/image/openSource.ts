import {
  type DockerCandidate,
  type DockerManifest,
  dockerSource,
  readDockerManifest,
} from './dockerArchive.ts';
import type { ImageFiles } from './files.ts';
import type { Limits } from './limits.ts';
import { familiarName, type OciCandidate, type OciLayout, ociSource, readOciLayout } from './ociLayout.ts';
import { type Platform, platformFit } from './platform.ts';
import type { FoundSource, ImageChoice, NoImage } from './source.ts';

/**
 * Finds the image in the files of an archive or layout. `index.json` knows platforms, digests and attestations
 * and comes first; `manifest.json` knows the tags and, in archives of many platforms, which one is meant.
 */
export async function openSource(
  files: ImageFiles,
  choice: ImageChoice,
  limits: Limits,
): Promise<FoundSource> {
  const docker = await readDockerManifest(files, limits);
  const oci = await readOciLayout(files, limits);
  const images = oci?.images.filter(isImage) ?? [];
  if (oci && images.some(image => !image.problem)) return chooseOci(files, oci, images, docker, choice);
  if (docker && docker.images.length > 0) return chooseDocker(files, docker, choice);
  // Manifests that are only named: their platforms can be told at least.
  const platforms = images.flatMap(({ platform }) => (platform ? [platform] : []));
  const wanted = choice.platform;
  if (wanted && platforms.length > 0 && !platforms.some(platform => platformFit(wanted, platform) > 0)) {
    return none({ reason: 'no-platform', available: [] });
  }
  const trouble = images[0]?.problem ?? oci?.problem ?? docker?.problem ?? files.problem;
  return none({ reason: 'no-image', problem: trouble });
}

const none = (reason: NoImage): FoundSource => ({ ok: false, none: reason });

/** Charts, signatures and other artifacts come as manifests too. */
function isImage({ manifest, config, problem }: OciCandidate): boolean {
  if (problem) return true;
  if ('rootfs' in config) return true;
  const layers = manifest?.layers;
  return (
    Array.isArray(layers) &&
    layers.some(layer =>
      /image\.(layer|rootfs)/.test(String((layer as { mediaType?: unknown } | null)?.mediaType)),
    )
  );
}

function chooseOci(
  files: ImageFiles,
  layout: OciLayout,
  images: readonly OciCandidate[],
  docker: DockerManifest | undefined,
  choice: ImageChoice,
): FoundSource {
  // A modern archive names its images in both places.
  const tagged = images.map(image => {
    const twin = docker?.images.find(({ id }) => id !== '' && id === image.id);
    return twin ? { ...image, tags: [...new Set([...twin.tags, ...image.tags.filter(isFullName)])] } : image;
  });
  const named = byReference(tagged, choice.reference);
  if (named.length === 0) return none({ reason: 'no-reference', tags: tagged.flatMap(({ tags }) => tags) });
  const readable = named.filter(image => !image.problem);
  const chosen = byPlatform(readable, choice, docker?.images[0]?.id);
  if (!chosen) return none({ reason: 'no-platform', available: platformsOf(readable) });
  return { ok: true, source: ociSource(files, layout, chosen) };
}

function chooseDocker(files: ImageFiles, docker: DockerManifest, choice: ImageChoice): FoundSource {
  const named = byReference(docker.images, choice.reference);
  if (named.length === 0)
    return none({ reason: 'no-reference', tags: docker.images.flatMap(({ tags }) => tags) });
  const chosen = byPlatform<DockerCandidate>(named, choice, named[0]?.id);
  if (!chosen) return none({ reason: 'no-platform', available: platformsOf(named) });
  return { ok: true, source: dockerSource(files, docker, chosen) };
}

/** A tag alone, as some layouts have it, says less than `manifest.json`. */
const isFullName = (tag: string): boolean => tag.includes(':') || tag.includes('/');

function byReference<T extends { readonly tags: readonly string[]; readonly id: string }>(
  images: readonly T[],
  reference: string | undefined,
): readonly T[] {
  if (reference === undefined) return images;
  const wanted = familiarName(reference);
  return images.filter(
    ({ tags, id }) => id === reference || tags.includes(wanted) || tags.includes(`${wanted}:latest`),
  );
}

function byPlatform<T extends { readonly platform: Platform | undefined; readonly id: string }>(
  images: readonly T[],
  { platform, preferred }: ImageChoice,
  preferredId: string | undefined,
): T | undefined {
  if (platform) return best(images, platform);
  const marked = preferredId === undefined ? undefined : images.find(({ id }) => id === preferredId);
  return marked ?? (preferred && best(images, preferred)) ?? images[0];
}

function best<T extends { readonly platform: Platform | undefined }>(
  images: readonly T[],
  wanted: Platform,
): T | undefined {
  let found: T | undefined;
  let bestFit = 0;
  for (const image of images) {
    const fit = image.platform ? platformFit(wanted, image.platform) : 0;
    if (fit <= bestFit) continue;
    found = image;
    bestFit = fit;
  }
  return found;
}

function platformsOf(images: readonly { readonly platform: Platform | undefined }[]): readonly Platform[] {
  return images.flatMap(({ platform }) => (platform ? [platform] : []));
}
