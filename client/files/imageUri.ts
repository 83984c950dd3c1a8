import { Uri } from 'vscode';
import type { FileRequest, TreeChoice } from '../../protocol/browse.ts';
import type { ImageLocation } from '../../protocol/image.ts';
import { schemes } from '../contributions.ts';
import { readLocation } from '../inspector/request.ts';

/** An image, as it was opened. */
export interface ImageName {
  readonly location: ImageLocation;
  readonly title: string;
  readonly platform: string | undefined;
}

/** A file of an image. */
export interface ImageFile extends FileRequest, ImageName {}

/**
 * `strata-image:/alpine:3.20/layer 2/etc/passwd?…`: the path is for people, and for what goes by names, as languages
 * do; what is meant stands in the query.
 */
export function imageFileUri({ location, title, platform, layer, path }: ImageFile): Uri {
  const told = { location, layer, ...(platform && { platform }) };
  return Uri.from({
    scheme: schemes.image,
    path: `/${title.replace(/[/\\]/g, '\u2215') || 'image'}/${layerLabel(layer)}/${path}`,
    query: JSON.stringify(told),
  });
}

/** Undefined for an address that is not ours. */
export function readImageUri(uri: Uri): ImageFile | undefined {
  if (uri.scheme !== schemes.image) return undefined;
  let told: unknown;
  try {
    told = JSON.parse(uri.query);
  } catch {
    return undefined;
  }
  if (typeof told !== 'object' || told === null) return undefined;
  const { location, layer, platform } = { ...told } as Record<'location' | 'layer' | 'platform', unknown>;
  const found = readLocation(location);
  const tree = readTreeChoice(layer);
  const [title = '', , ...parts] = uri.path.replace(/^\//, '').split('/');
  if (!found || tree === undefined) return undefined;
  return {
    location: found,
    layer: tree,
    title,
    platform: typeof platform === 'string' ? platform : undefined,
    path: parts.filter(part => part !== '').join('/'),
  };
}

export function readTreeChoice(value: unknown): TreeChoice | undefined {
  if (value === 'final') return 'final';
  const isLayer = (number: unknown): number is number => Number.isInteger(number);
  if (isLayer(value)) return value;
  const upTo = typeof value === 'object' && value !== null && 'upTo' in value ? value.upTo : undefined;
  return isLayer(upTo) ? { upTo } : undefined;
}

/** Short, for tabs and breadcrumbs; layers count from 1 as in the inspector. */
export function layerLabel(layer: TreeChoice): string {
  if (layer === 'final') return 'image';
  return typeof layer === 'number' ? `layer ${layer + 1}` : `up to layer ${layer.upTo + 1}`;
}
