import type { DocumentKind, ReadProgress } from '../protocol/image.ts';
import type { FailureWords, InspectedImage } from '../protocol/inspector.ts';

export type LayerChoice = number | 'final';
export type Tab = 'layers' | DocumentKind;

export type Phase =
  | { readonly kind: 'loading'; readonly progress: ReadProgress | undefined; readonly cancelling: boolean }
  | { readonly kind: 'failed'; readonly words: FailureWords; readonly cancelled: boolean }
  | { readonly kind: 'ready'; readonly image: InspectedImage };

export type DocumentState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly words: FailureWords }
  | { readonly kind: 'ready'; readonly text: string };

/** Everything the page shows, besides the rows of the file tree. */
export interface InspectorState {
  readonly title: string;
  readonly phase: Phase;
  readonly tab: Tab;
  readonly layer: LayerChoice;
  readonly documents: Readonly<Partial<Record<DocumentKind, DocumentState>>>;
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
  readonly expanded: readonly string[];
  readonly activePath: string | undefined;
  readonly divider: string | undefined;
}

const TABS: readonly Tab[] = ['layers', 'manifest', 'index', 'config', 'history', 'inspect'];
/** Directories remembered as expanded. */
const EXPANDED = 500;

/** Reads what an earlier page saved; anything odd in it is left out. */
export function readSavedView(value: unknown): Partial<SavedView> {
  if (typeof value !== 'object' || value === null) return {};
  const { tab, layer, expanded, activePath, divider } = { ...value } as Record<keyof SavedView, unknown>;
  const known = TABS.find(candidate => candidate === tab);
  return {
    ...(known && { tab: known }),
    ...((layer === 'final' || Number.isInteger(layer)) && { layer: layer as LayerChoice }),
    ...(Array.isArray(expanded) && {
      expanded: expanded.filter(path => typeof path === 'string').slice(0, EXPANDED),
    }),
    ...(typeof activePath === 'string' && { activePath }),
    ...(typeof divider === 'string' && { divider }),
  };
}

/** The layer to show: the wanted one if the image has it, else all of them together. */
export function chooseLayer(image: InspectedImage, wanted: LayerChoice | undefined): LayerChoice {
  return typeof wanted === 'number' && image.layers[wanted] ? wanted : 'final';
}
