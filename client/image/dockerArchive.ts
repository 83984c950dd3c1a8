import {
  asArray,
  asObject,
  asText,
  type Json,
  type JsonObject,
  readDocument,
  textList,
} from './documents.ts';
import type { ImageFiles } from './files.ts';
import { dockerLayers } from './layerSources.ts';
import type { Limits } from './limits.ts';
import { digestOf, familiarName } from './ociLayout.ts';
import { type Platform, platformOf } from './platform.ts';
import { type Problem, problem } from './problem.ts';
import type { ImageSource } from './source.ts';

/** One entry of `manifest.json`. */
export interface DockerCandidate {
  readonly entry: JsonObject;
  readonly tags: readonly string[];
  readonly id: string;
  readonly platform: Platform | undefined;
  readonly config: JsonObject;
  /** Why the config could not be read. */
  readonly configProblem: Problem | undefined;
}

export interface DockerManifest {
  readonly value: Json;
  readonly images: readonly DockerCandidate[];
  readonly problem: Problem | undefined;
}

/** Reads what `docker save` writes beside the layers; undefined when there is no `manifest.json`. */
export async function readDockerManifest(
  files: ImageFiles,
  limits: Limits,
): Promise<DockerManifest | undefined> {
  const reader = await files.open('manifest.json');
  if (!reader) return undefined;
  const read = await readDocument('manifest.json', reader, limits.documentBytes);
  if (!read.ok) return { value: null, images: [], problem: read.problem };
  const value = read.document.value;
  if (!Array.isArray(value)) {
    // An OCI layout may hold a file of that name with something else.
    return {
      value,
      images: [],
      problem: problem('bad-document', { name: 'manifest.json', detail: 'it is no list' }),
    };
  }
  const images: DockerCandidate[] = [];
  for (const item of asArray(value).slice(0, limits.layers)) {
    const entry = asObject(item);
    if (!Array.isArray(entry.Layers)) continue;
    images.push(await candidate(files, limits, entry));
  }
  return { value, images, problem: undefined };
}

async function candidate(files: ImageFiles, limits: Limits, entry: JsonObject): Promise<DockerCandidate> {
  const path = asText(entry.Config);
  const reader = await files.open(path);
  const read = reader && (await readDocument(path, reader, limits.documentBytes));
  const configProblem = read ? (read.ok ? undefined : read.problem) : problem('missing', { name: path });
  const config = read?.ok ? asObject(read.document.value) : {};
  // The file is named after its digest, in each way a builder thought of; else it is worked out.
  const named = /([0-9a-f]{64})(?:\.json)?$/.exec(path)?.[1];
  const id = named ? `sha256:${named}` : read?.ok ? digestOf(read.document.bytes) : '';
  return {
    entry,
    tags: textList(entry.RepoTags).map(familiarName),
    id,
    platform: platformOf(config),
    config,
    configProblem,
  };
}

/** The image behind a candidate, as archives without an index have it. */
export function dockerSource(
  files: ImageFiles,
  manifest: DockerManifest,
  chosen: DockerCandidate,
): ImageSource {
  return {
    tags: chosen.tags,
    id: chosen.id,
    platform: chosen.platform,
    config: chosen.config,
    layers: dockerLayers(files, chosen.entry, chosen.config),
    manifest: chosen.entry,
    index: undefined,
    platforms: manifest.images.flatMap(({ platform }) =>
      platform ? [{ platform, digest: undefined, available: true }] : [],
    ),
    attestations: [],
    notes: chosen.configProblem ? [chosen.configProblem] : [],
  };
}
