import {
  asArray,
  asObject,
  asText,
  blobPath,
  type Json,
  type JsonObject,
  readDocument,
} from './documents.ts';
import type { ImageFiles } from './files.ts';
import { ociLayers } from './layerSources.ts';
import type { Limits } from './limits.ts';
import { type Platform, platformOf } from './platform.ts';
import { type Problem, problem } from './problem.ts';
import { createSha256 } from './sha256.ts';
import type { Attestation, ImageSource, StatementDocument } from './source.ts';

/** An image that an index leads to, its manifest read where it is there. */
export interface OciCandidate {
  readonly digest: string;
  readonly tags: readonly string[];
  readonly platform: Platform | undefined;
  readonly manifest: JsonObject | undefined;
  readonly config: JsonObject;
  /** Digest of the config. */
  readonly id: string;
  /** Why the config could not be read. */
  readonly configProblem: Problem | undefined;
  /** Why it cannot be taken. */
  readonly problem: Problem | undefined;
}

export interface OciLayout {
  readonly index: Json;
  readonly images: readonly OciCandidate[];
  readonly attestations: readonly Attestation[];
  readonly statements: readonly StatementBlob[];
  readonly problem: Problem | undefined;
}

/** Where one statement of an attestation is kept. */
interface StatementBlob {
  readonly digest: string;
  readonly predicateType: string;
  readonly subject: string | undefined;
}

/** Reads `index.json` and all it leads to, but no layer; undefined when there is none. */
export async function readOciLayout(files: ImageFiles, limits: Limits): Promise<OciLayout | undefined> {
  const reader = await files.open('index.json');
  if (!reader) return undefined;
  const read = await readDocument('index.json', reader, limits.documentBytes);
  if (!read.ok) return { index: null, images: [], attestations: [], statements: [], problem: read.problem };
  const images: OciCandidate[] = [];
  const attestations: Attestation[] = [];
  const statements: StatementBlob[] = [];
  const seen = new Set<string>();
  const blobs = createBlobs(files, limits);
  let trouble: Problem | undefined;

  async function follow(index: Json, tags: readonly string[], depth: number): Promise<void> {
    for (const item of asArray(asObject(index).manifests)) {
      const descriptor = asObject(item);
      const digest = asText(descriptor.digest);
      const names = [...tagsOf(asObject(descriptor.annotations)), ...tags];
      const key = `${digest} ${names.join(' ')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > limits.layers) {
        trouble ??= problem('limit', { limit: 'manifests', value: limits.layers });
        return;
      }
      await followOne(descriptor, digest, names, depth);
    }
  }

  async function followOne(
    descriptor: JsonObject,
    digest: string,
    tags: readonly string[],
    depth: number,
  ): Promise<void> {
    const document = await blobs(digest);
    const annotations = asObject(descriptor.annotations);
    const isAttestation = asText(annotations['vnd.docker.reference.type']) === 'attestation-manifest';
    if (isAttestation || isInToto(document.value)) {
      const subject = asText(annotations['vnd.docker.reference.digest']) || undefined;
      statements.push(...statementBlobs(document.value, subject));
      attestations.push({
        digest,
        subject,
        predicateTypes: predicateTypes(document.value),
        available: document.problem === undefined,
      });
      return;
    }
    if (isIndex(descriptor, document.value)) {
      if (document.problem) trouble ??= document.problem;
      else if (depth < limits.nesting) await follow(document.value, tags, depth + 1);
      else trouble ??= problem('limit', { limit: 'indexes inside each other', value: limits.nesting });
      return;
    }
    images.push(await candidate(blobs, descriptor, digest, tags, document));
  }

  await follow(read.document.value, [], 1);
  return { index: read.document.value, images, attestations, statements, problem: trouble };
}

interface Blob {
  readonly value: Json;
  readonly problem: Problem | undefined;
}

type Blobs = (digest: string) => Promise<Blob>;

/** Each document is read once, however many names it has. */
function createBlobs(files: ImageFiles, limits: Limits): Blobs {
  const known = new Map<string, Promise<Blob>>();
  return digest => {
    const reading = known.get(digest) ?? readBlob(files, digest, limits.documentBytes);
    known.set(digest, reading);
    return reading;
  };
}

async function readBlob(files: ImageFiles, digest: string, limit: number): Promise<Blob> {
  const path = blobPath(digest);
  const reader = path === undefined ? undefined : await files.open(path);
  if (!reader) return { value: null, problem: problem('missing', { name: digest || 'a manifest' }) };
  const read = await readDocument(digest, reader, limit);
  return read.ok
    ? { value: read.document.value, problem: undefined }
    : { value: null, problem: read.problem };
}

async function candidate(
  blobs: Blobs,
  descriptor: JsonObject,
  digest: string,
  tags: readonly string[],
  document: Blob,
): Promise<OciCandidate> {
  const manifest = asObject(document.value);
  const told = platformOf(descriptor.platform);
  const configDigest = asText(asObject(manifest.config).digest);
  const none = { digest, tags, config: {}, id: configDigest, configProblem: undefined };
  if (document.problem) return { ...none, platform: told, manifest: undefined, problem: document.problem };
  if (!Array.isArray(manifest.layers)) {
    const trouble = problem('bad-document', { name: digest, detail: 'it has no list of layers' });
    return { ...none, platform: told, manifest: undefined, problem: trouble };
  }
  const config = await blobs(configDigest);
  const fields = asObject(config.value);
  return {
    ...none,
    config: fields,
    configProblem: config.problem,
    // The config knows best what the image runs on.
    platform: platformOf(fields) ?? told,
    manifest,
    problem: undefined,
  };
}

/** The image behind a candidate. */
export function ociSource(files: ImageFiles, layout: OciLayout, chosen: OciCandidate): ImageSource {
  const manifest = chosen.manifest ?? {};
  return {
    tags: chosen.tags,
    id: chosen.id,
    platform: chosen.platform,
    config: chosen.config,
    layers: ociLayers(files, manifest, chosen.config),
    manifest,
    index: layout.index,
    platforms: layout.images.flatMap(({ platform, digest, problem: trouble }) =>
      platform ? [{ platform, digest, available: trouble === undefined }] : [],
    ),
    attestations: layout.attestations,
    readStatements: () => readStatements(files, layout, chosen.digest),
    notes: [
      ...(chosen.configProblem ? [chosen.configProblem] : []),
      ...(layout.problem ? [layout.problem] : []),
    ],
  };
}

function isIndex(descriptor: JsonObject, document: Json): boolean {
  const mediaType = asText(asObject(document).mediaType) || asText(descriptor.mediaType);
  if (mediaType.includes('image.index') || mediaType.includes('manifest.list')) return true;
  return Array.isArray(asObject(document).manifests) && !Array.isArray(asObject(document).layers);
}

/** Attestations without their annotations: a manifest with nothing but statements. */
function isInToto(document: Json): boolean {
  const layers = asArray(asObject(document).layers);
  return layers.length > 0 && layers.every(layer => asText(asObject(layer).mediaType).includes('in-toto'));
}

function statementBlobs(document: Json, subject: string | undefined): readonly StatementBlob[] {
  return asArray(asObject(document).layers).map(item => {
    const layer = asObject(item);
    const predicateType = asText(asObject(layer.annotations)['in-toto.io/predicate-type']);
    return { digest: asText(layer.digest), predicateType, subject };
  });
}

/** An SBOM can be long. */
const STATEMENT_BYTES = 128 << 20;

async function readStatements(
  files: ImageFiles,
  { statements }: OciLayout,
  manifest: string,
): Promise<readonly StatementDocument[]> {
  const read: StatementDocument[] = [];
  for (const { digest, predicateType, subject } of statements) {
    if (subject !== undefined && subject !== manifest) continue;
    const { value, problem: trouble } = await readBlob(files, digest, STATEMENT_BYTES);
    read.push({ predicateType, subject, value, problem: trouble });
  }
  return read;
}

function predicateTypes(document: Json): readonly string[] {
  const types = asArray(asObject(document).layers).map(layer =>
    asText(asObject(asObject(layer).annotations)['in-toto.io/predicate-type']),
  );
  return [...new Set(types.filter(type => type !== ''))];
}

/** containerd writes the whole name; the OCI annotation often holds the tag alone, skopeo's the whole. */
function tagsOf(annotations: JsonObject): readonly string[] {
  const full = asText(annotations['io.containerd.image.name']);
  const name = full || asText(annotations['org.opencontainers.image.ref.name']);
  return name === '' ? [] : [familiarName(name)];
}

/** `docker.io/library/nginx:1` is `nginx:1` to people. */
export function familiarName(name: string): string {
  return name.replace(/^(?:index\.)?docker\.io\/(?:library\/(?=[^/]+$))?/, '');
}

export function digestOf(bytes: Uint8Array): string {
  const hash = createSha256();
  hash.update(bytes);
  return `sha256:${hash.hex()}`;
}
