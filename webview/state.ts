import {
  type FileFilter,
  type FileKind,
  type FileOrder,
  noFilter,
  type PackagesAnswer,
  type Statement,
  type TreemapNode,
  type WasteSummary,
} from '../protocol/browse.ts';
import type { Change, DocumentKind, ReadProgress, WasteReason } from '../protocol/image.ts';
import type { FailureWords, InspectedImage } from '../protocol/inspector.ts';

export type LayerChoice = number | 'final';
/** Of a layer: its own files alone, or all that stands once it was put on those below. */
export type Scope = 'alone' | 'upTo';
export type View = 'layers' | 'find' | 'waste' | 'map' | 'packages' | 'about';
export type Tab = View | DocumentKind;

export type Phase =
  | { readonly kind: 'loading'; readonly progress: ReadProgress | undefined; readonly cancelling: boolean }
  | { readonly kind: 'failed'; readonly words: FailureWords; readonly cancelled: boolean }
  | { readonly kind: 'ready'; readonly image: InspectedImage };

/** Something that is asked for when it is first looked at. */
export type Asked<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly words: FailureWords }
  | { readonly kind: 'ready'; readonly value: T };

export interface WasteChoice {
  readonly layer: number | undefined;
  readonly why: WasteReason | undefined;
}

/** What views ask for once; the JSON documents by their kind. */
export interface Answers {
  readonly documents: Readonly<Partial<Record<DocumentKind, Asked<string>>>>;
  readonly wasteSummary?: Asked<WasteSummary>;
  readonly map?: Asked<TreemapNode>;
  readonly packages?: Asked<PackagesAnswer>;
  readonly statements?: Asked<readonly Statement[]>;
}

/** Everything the page shows, besides the rows of trees and lists. */
export interface InspectorState extends Answers {
  readonly title: string;
  readonly phase: Phase;
  readonly tab: Tab;
  readonly layer: LayerChoice;
  readonly scope: Scope;
  readonly order: FileOrder;
  readonly filter: FileFilter;
  /** What is searched for over all layers. */
  readonly find: FileFilter;
  readonly waste: WasteChoice;
  /** The folder that the map shows. */
  readonly mapPath: string;
  readonly mapPoint: string | undefined;
  readonly packageFilter: string;
  readonly packageOrder: FileOrder;
  /** Said to screen readers, and shown for a moment: `Copied`. */
  readonly notice: string;
  /** Too narrow for two columns. */
  readonly narrow: boolean;
  /** Where the user put the divider, in pixels or percent; undefined: where it stands by itself. */
  readonly divider: string | undefined;
}

/** What outlives the page: it is made anew each time the panel comes to the front. */
export interface SavedView {
  readonly tab: Tab;
  readonly layer: LayerChoice;
  readonly scope: Scope;
  readonly order: FileOrder;
  readonly filter: FileFilter;
  readonly find: FileFilter;
  readonly mapPath: string;
  readonly expanded: readonly string[];
  readonly activePath: string | undefined;
  readonly divider: string | undefined;
  readonly platform: string | undefined;
}

export const VIEWS: readonly View[] = ['layers', 'find', 'waste', 'map', 'packages', 'about'];
const TABS: readonly Tab[] = [...VIEWS, 'manifest', 'index', 'config', 'history', 'inspect'];
const KINDS: readonly FileKind[] = ['file', 'folder', 'link', 'other'];
const CHANGES: readonly Change[] = ['added', 'changed', 'removed', 'unchanged'];
/** Directories remembered as expanded. */
const EXPANDED = 500;

/** Reads what an earlier page saved; anything odd in it is left out. */
export function readSavedView(value: unknown): Partial<SavedView> {
  if (typeof value !== 'object' || value === null) return {};
  const { tab, layer, scope, order, filter, find, mapPath, expanded, activePath, divider, platform } = {
    ...value,
  } as Record<keyof SavedView, unknown>;
  const known = TABS.find(candidate => candidate === tab);
  return {
    ...(known && { tab: known }),
    ...((layer === 'final' || Number.isInteger(layer)) && { layer: layer as LayerChoice }),
    ...((scope === 'alone' || scope === 'upTo') && { scope }),
    ...((order === 'name' || order === 'size') && { order }),
    filter: readFilter(filter),
    find: readFilter(find),
    ...(typeof mapPath === 'string' && { mapPath }),
    ...(Array.isArray(expanded) && {
      expanded: expanded.filter(path => typeof path === 'string').slice(0, EXPANDED),
    }),
    ...(typeof activePath === 'string' && { activePath }),
    ...(typeof divider === 'string' && { divider }),
    ...(typeof platform === 'string' && { platform }),
  };
}

function readFilter(value: unknown): FileFilter {
  if (typeof value !== 'object' || value === null) return noFilter;
  const { text, kinds, changes, least } = { ...value } as Record<keyof FileFilter, unknown>;
  const list = <T>(found: unknown, all: readonly T[]): readonly T[] =>
    Array.isArray(found) ? all.filter(one => found.includes(one)) : [];
  return {
    text: typeof text === 'string' ? text : '',
    kinds: list(kinds, KINDS),
    changes: list(changes, CHANGES),
    least: typeof least === 'number' && least > 0 ? least : 0,
  };
}

/** The layer to show: the wanted one if the image has it, else all of them together. */
export function chooseLayer(image: InspectedImage, wanted: LayerChoice | undefined): LayerChoice {
  return typeof wanted === 'number' && image.layers[wanted] ? wanted : 'final';
}
