import type { ImageInfo, ImageInspectInfo } from 'dockerode';
import type { ImageFacts, ImageSteps, ImageSummary } from '../../protocol/engine.ts';
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
  const images = await attempt(connection.endpoint.info.address, signal, () => docker.listImages());
  if (!images.ok) return images;
  return success(images.value.map(summary).sort((a, b) => b.created - a.created));
}

function summary(image: ImageInfo): ImageSummary {
  return {
    id: image.Id,
    tags: named(image.RepoTags),
    digests: named(image.RepoDigests),
    created: image.Created * 1000,
    size: image.Size,
    containers: image.Containers >= 0 ? image.Containers : undefined,
  };
}

/** Older engines say `<none>:<none>` where newer ones say nothing. */
function named(names: readonly string[] | null | undefined): string[] {
  return (names ?? []).filter(name => !name.startsWith('<none>'));
}

/** What the engine knows of an image's steps, without exporting it. */
export async function imageSteps(
  connection: Connection,
  reference: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<ImageSteps>> {
  const answers = await onImage(connection, reference, signal, image =>
    Promise.all([image.inspect(), image.history() as Promise<readonly EngineHistoryEntry[]>]),
  );
  if (!answers.ok) return answers;
  const [info, history] = answers.value;
  const { id, tags, size, platform } = inspected(info);
  return success({
    id,
    tags,
    size,
    platform,
    created: time(info.Created),
    history: alignHistory(history ?? [], info.RootFS?.Layers ?? []),
  });
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

export async function removeImage(
  connection: Connection,
  reference: string,
  force: boolean,
  signal: AbortSignal | undefined,
): Promise<Outcome<null>> {
  const removed = await onImage(connection, reference, signal, image => image.remove({ force }));
  return removed.ok ? success(null) : removed;
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
