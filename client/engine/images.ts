import type { ImageInfo, ImageInspectInfo } from 'dockerode';
import type { RemovedImage } from '../../protocol/containers.ts';
import type { ImageFacts, ImagePart, ImageSteps, ImageSummary } from '../../protocol/engine.ts';
import { failure, type Outcome, success } from '../../protocol/result.ts';
import { isAtLeast } from './apiVersion.ts';
import { ANSWER_TIMEOUT, type Connection } from './connection.ts';
import { attempt } from './failures.ts';
import { alignHistory, type EngineHistoryEntry } from './history.ts';
import { EngineHttpError } from './modem.ts';

/** All images that have a name or are the top of a chain, newest first. */
export async function listImages(
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<Outcome<readonly ImageSummary[]>> {
  const docker = connection.docker({ signal, timeout: ANSWER_TIMEOUT });
  const options = isAtLeast(connection.apiVersion, '1.47') ? { manifests: true } : {};
  const ask = () => attempt(connection.endpoint.info.address, signal, () => docker.listImages(options));
  let images = await ask();
  // Engines fail to list what goes away meanwhile, as builds have it: the next moment they can.
  if (!images.ok && images.failure.code === 'engine-error') images = await ask();
  if (!images.ok) return images;
  return success(images.value.map(summary).sort((a, b) => b.created - a.created));
}

/** Images that the classic builder made from this one, in one step or several; others record no such thing. */
export async function imageChildren(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<readonly ImageSummary[]>> {
  const parent = await inspectImage(connection, reference, signal);
  if (!parent.ok) return parent;
  const docker = connection.docker({ signal, timeout: ANSWER_TIMEOUT });
  const answer = await attempt(connection.endpoint.info.address, signal, () =>
    docker.listImages({ all: true }),
  );
  if (!answer.ok) return answer;
  const byParent = new Map<string, ImageInfo[]>();
  for (const image of answer.value) {
    const siblings = byParent.get(image.ParentId);
    if (siblings) siblings.push(image);
    else byParent.set(image.ParentId, [image]);
  }
  const found: ImageSummary[] = [];
  const next = [parent.value.id];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    for (const child of byParent.get(id) ?? []) {
      found.push(summary(child));
      next.push(child.Id);
    }
  }
  return success(found);
}

function summary(image: ImageInfo): ImageSummary {
  return {
    id: image.Id,
    tags: named(image.RepoTags),
    // What has no name at all is told by a digest without one.
    digests: named(image.RepoDigests).filter(digest => digest.includes('@')),
    created: image.Created * 1000,
    size: image.Size,
    containers: image.Containers >= 0 ? image.Containers : undefined,
    ...(image.ParentId && { parent: image.ParentId }),
    ...(image.Manifests && { parts: image.Manifests.map(part) }),
  };
}

function part({
  Kind,
  Descriptor,
  Available,
  Size,
  ImageData,
  AttestationData,
}: NonNullable<ImageInfo['Manifests']>[number]): ImagePart {
  return {
    kind: Kind,
    digest: Descriptor.digest,
    platform: ImageData ? platformOf(ImageData.Platform) : '',
    available: Available,
    size: Size.Total,
    ...(AttestationData && { subject: AttestationData.For }),
  };
}

/** Older engines say `<none>:<none>` where newer ones say nothing. */
function named(names: readonly string[] | null | undefined): string[] {
  return (names ?? []).filter(name => !name.startsWith('<none>'));
}

/** What the engine knows of an image's steps, without exporting it. Older engines know one platform alone. */
export async function imageSteps(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
  platform?: string,
): Promise<Outcome<ImageSteps>> {
  const choice =
    platform !== undefined && isAtLeast(connection.apiVersion, '1.49')
      ? { platform: platformParts(platform) }
      : {};
  const modem = connection.modem({ signal, timeout: ANSWER_TIMEOUT });
  const answers = await onImage(connection, reference, signal, image =>
    Promise.all([
      // The engine knows the option, its types do not yet.
      image.inspect(choice as object),
      // dockerode's own takes no choice of a platform.
      modem.call<readonly EngineHistoryEntry[] | null>({
        method: 'GET',
        path: `/images/${reference}/history?`,
        options: choice,
        statusCodes: { 200: true },
      }),
    ]),
  );
  if (!answers.ok) return answers;
  const [info, history] = answers.value;
  const { id, tags, size, platform: own } = inspected(info);
  return success({
    id,
    tags,
    size,
    platform: own,
    created: time(info.Created),
    history: alignHistory(history ?? [], info.RootFS?.Layers ?? []),
  });
}

/** As the engine wants a platform in a query. */
function platformParts(platform: string): {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
} {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, ...(variant && { variant }) };
}

/** What the engine knows of an image, of each of its platforms where it tells them apart. */
export async function imageFacts(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<ImageFacts>> {
  const options = isAtLeast(connection.apiVersion, '1.48') ? { manifests: true } : {};
  const answer = await onImage(connection, reference, signal, image => image.inspect(options));
  if (!answer.ok) return answer;
  const info = answer.value;
  const { id, tags, size, platform } = inspected(info);
  const present = (info.Manifests ?? []).filter(({ Available }) => Available === true);
  const platforms = present.flatMap(({ Kind, ImageData }) =>
    Kind === 'image' && ImageData ? [platformOf(ImageData.Platform)] : [],
  );
  return success({
    id,
    tags,
    digests: named(info.RepoDigests),
    size: present.reduce((sum, { Size }) => sum + Size.Total, 0) || size,
    created: time(info.Created),
    platforms: platforms.length > 0 ? platforms : [platform],
  });
}

function platformOf(platform: {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}): string {
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
}

export interface InspectedImage {
  readonly id: string;
  readonly tags: readonly string[];
  /** Bytes; on the containerd store those of its content, compressed as it is. */
  readonly size: number;
  /** `os/architecture[/variant]`. */
  readonly platform: string;
  /** The whole answer of `docker inspect`. */
  readonly document: unknown;
}

export async function inspectImage(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<InspectedImage>> {
  const info = await onImage(connection, reference, signal, image => image.inspect());
  return info.ok ? success(inspected(info.value)) : info;
}

function inspected(info: ImageInspectInfo): InspectedImage {
  const { Id: id, RepoTags, Size: size, Os, Architecture, Variant } = info;
  const platform = [Os, Architecture, Variant].filter(Boolean).join('/');
  return { id, tags: named(RepoTags), size, platform, document: info };
}

/** Answers what went: of an image with other names that is this one alone. */
export async function removeImage(
  connection: Connection,
  reference: string,
  force: boolean,
  signal: AbortSignal | undefined,
): Promise<Outcome<RemovedImage>> {
  const removed = await onImage(
    connection,
    reference,
    signal,
    image => image.remove({ force }) as Promise<readonly RemovalEntry[] | null>,
  );
  if (!removed.ok) return removed;
  const entries = removed.value ?? [];
  return success({
    untagged: entries.flatMap(({ Untagged }) => Untagged ?? []),
    deleted: entries.flatMap(({ Deleted }) => Deleted ?? []),
  });
}

/** One line of what the engine says that it took away. */
export interface RemovalEntry {
  readonly Untagged?: string;
  readonly Deleted?: string;
}

/** Runs an exchange about one image; tells a missing one from other errors. */
export async function onImage<T>(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
  exchange: (image: ReturnType<ReturnType<Connection['docker']>['getImage']>) => Promise<T>,
): Promise<Outcome<T>> {
  if (!isReference(reference)) return failure('image-not-found', { reference });
  const docker = connection.docker({ signal, timeout: ANSWER_TIMEOUT });
  let missing = false;
  const outcome = await attempt(connection.endpoint.info.address, signal, async () => {
    try {
      return await exchange(docker.getImage(reference));
    } catch (error) {
      missing = error instanceof EngineHttpError && error.status === 404;
      throw error;
    }
  });
  return missing && !outcome.ok ? failure('image-not-found', { reference }, outcome.failure.detail) : outcome;
}

/** The name becomes a part of a path: what could leave it is no reference at all. */
export function isReference(text: string): boolean {
  return /^[a-z0-9[][\w.\-/:@+[\]]*$/i.test(text) && !text.includes('..') && !text.includes('//');
}

const time = (text: string | undefined): number => {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? 0 : Math.max(milliseconds, 0);
};
