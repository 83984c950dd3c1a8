import type { ImageLocation } from '../../protocol/image.ts';

/** What to open in the inspector, and how. */
export interface InspectRequest {
  readonly location: ImageLocation;
  /** How the image is called in the panel's title. */
  readonly title: string;
  /** Layer to show first, 0 at the bottom. */
  readonly layer?: number;
  /** Of several in one index; the machine's own when left out. */
  readonly platform?: string;
  /** May take the place of the last image that was only looked at, as a preview editor does. */
  readonly preview?: boolean;
}

/** The same image gives the same key: it is opened once. */
export function requestKey({
  location,
  platform,
}: {
  readonly location: ImageLocation;
  readonly platform?: string;
}): string {
  const named = location.kind === 'path' ? `path ${location.path}` : `${location.kind} ${location.reference}`;
  return platform === undefined ? named : `${named} ${platform}`;
}

/** Reads a request that comes from outside: stored by the editor, or the argument of a command. */
export function readRequest(value: unknown): InspectRequest | undefined {
  const { title, location, layer, platform, preview } = asRecord(value);
  const found = readLocation(location);
  if (!found || typeof title !== 'string') return undefined;
  return {
    location: found,
    title,
    ...(typeof layer === 'number' && { layer }),
    ...(typeof platform === 'string' && { platform }),
    ...(typeof preview === 'boolean' && { preview }),
  };
}

/** Reads a pair of images that the editor stored. */
export function readPair(
  value: unknown,
): { readonly before: NamedImage; readonly after: NamedImage } | undefined {
  const { before, after } = asRecord(value);
  const old = readNamed(before);
  const now = readNamed(after);
  return old && now && { before: old, after: now };
}

interface NamedImage {
  readonly location: ImageLocation;
  readonly title: string;
  readonly platform: string | undefined;
}

function readNamed(value: unknown): NamedImage | undefined {
  const { location, title, platform } = asRecord(value);
  const found = readLocation(location);
  if (!found || typeof title !== 'string') return undefined;
  return { location: found, title, platform: typeof platform === 'string' ? platform : undefined };
}

export function readLocation(value: unknown): ImageLocation | undefined {
  const { kind, reference, path, insecure } = asRecord(value);
  if (kind === 'engine' && typeof reference === 'string') return { kind, reference };
  if (kind === 'registry' && typeof reference === 'string')
    return { kind, reference, ...(insecure === true && { insecure }) };
  if (kind === 'path' && typeof path === 'string') return { kind, path };
  return undefined;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
